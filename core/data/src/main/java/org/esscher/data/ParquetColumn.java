package org.esscher.data;

import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * One primitive column of a Parquet file: values, lists of values, or lists of lists. Repetition
 * and definition levels are those of Dremel (Melnik et al., 2010): a repetition level above 0 goes
 * on with a list, a definition level below the largest says at which level something is missing.
 */
final class ParquetColumn {
  /** Elements of a row; nothing but damage, or a claim, has more. */
  private static final int LONGEST_LIST = 1 << 24;

  private final String name;
  private final ColumnDescriptor descriptor;
  private final ParquetKind kind;

  /** Definition levels from which on a list, and a list within it, has an element. */
  private final int[] listLevels;

  private final ColumnBuffer into;
  private final Position position;
  private final int defined;
  private @Nullable ColumnReader reader;

  ParquetColumn(ParquetField field, ColumnBuffer into, Position position) {
    this.name = field.name();
    this.descriptor = field.descriptor();
    this.kind = field.kind();
    this.listLevels = field.listLevels().stream().mapToInt(Integer::intValue).toArray();
    this.into = into;
    this.position = position;
    this.defined = descriptor.getMaxDefinitionLevel();
    if (into.elements().kind() == null) {
      into.elements().declare(kind.kind());
    }
    if (listLevels.length == 1) {
      into.declareLists();
    }
  }

  /** Begins with the pages of a row group. */
  void open(PageReadStore group, @Nullable ParsedVersion writer) {
    reader =
        new ColumnReaderImpl(
            descriptor,
            new ClaimedPages(position.file(), name, group.getPageReader(descriptor)),
            new PrimitiveConverter() {},
            writer);
  }

  /** Lets go of the row group. */
  void close() {
    reader = null;
  }

  /** Moves rows into the buffer; the position is left at the last one. */
  void read(int rows, long firstRow) {
    ColumnReader from = reader;
    if (from == null) {
      throw new IllegalStateException("no row group is open");
    }
    for (int row = 0; row < rows; row++) {
      position.moveTo(firstRow + row);
      switch (listLevels.length) {
        case 0 -> readValue(from);
        case 1 -> readList(from);
        default -> readListOfLists(from);
      }
    }
  }

  private void readValue(ColumnReader from) {
    if (from.getCurrentDefinitionLevel() == defined) {
      kind.append().value(from, into.scalarRow());
    } else {
      into.appendMissingRow();
    }
    from.consume();
  }

  private void readList(ColumnReader from) {
    if (!beginList(from)) {
      return;
    }
    int elements = 0;
    do {
      if (from.getCurrentDefinitionLevel() == defined) {
        into.beforeScalar();
        kind.append().value(from, into.elements());
      } else {
        into.appendMissingElement();
      }
      from.consume();
      requireLength(++elements);
    } while (from.getCurrentRepetitionLevel() > 0);
    into.endList();
  }

  private void readListOfLists(ColumnReader from) {
    if (!beginList(from)) {
      return;
    }
    int elements = 0;
    do {
      int level = from.getCurrentDefinitionLevel();
      if (level < listLevels[1] - 1) {
        into.appendMissingElement();
        from.consume();
        requireLength(++elements);
      } else {
        elements = readVector(from, elements);
      }
    } while (from.getCurrentRepetitionLevel() > 0);
    into.endList();
  }

  private int readVector(ColumnReader from, int before) {
    int elements = before;
    into.beginVector();
    do {
      int level = from.getCurrentDefinitionLevel();
      if (level == defined) {
        kind.append().value(from, into.elements());
      } else if (level >= listLevels[1]) {
        into.elements().appendMissing();
      }
      from.consume();
      requireLength(++elements);
    } while (from.getCurrentRepetitionLevel() > 1);
    into.endVector();
    return elements;
  }

  /** Begins a row's list; false where there is none or it is empty, which is then appended. */
  private boolean beginList(ColumnReader from) {
    int level = from.getCurrentDefinitionLevel();
    if (level >= listLevels[0]) {
      into.beginList();
      return true;
    }
    if (level == listLevels[0] - 1) {
      into.beginList();
      into.endList();
    } else {
      into.appendMissingRow();
    }
    from.consume();
    return false;
  }

  private void requireLength(int elements) {
    if (elements > LONGEST_LIST) {
      throw EsscherException.data(
          "%s, column '%s': a list of more than %d elements; the file is damaged, or cut the list",
          position.where(position.file(), position.line()), name, LONGEST_LIST);
    }
  }
}
