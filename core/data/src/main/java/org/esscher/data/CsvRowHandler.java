package org.esscher.data;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** Appends the fields of CSV records to the columns that the first record names. */
final class CsvRowHandler extends CsvCallbackHandler<Boolean> {
  private final Position position;
  private final RowBuffer rows;
  private final ReadOptions options;
  private final CsvCells cells;
  private final List<String> header = new ArrayList<>();

  /**
   * The columns of the header; null for a first one without a name, the index that pandas writes.
   */
  private final List<@Nullable ColumnBuffer> columns = new ArrayList<>();

  private boolean inHeader = true;
  private boolean empty;
  private int fields;

  /** A field of this row that doesn't fit, told only if the row has as many fields as it should. */
  private @Nullable EsscherException refused;

  private long consumed;

  CsvRowHandler(Position position, RowBuffer rows, ReadOptions options) {
    this.position = position;
    this.rows = rows;
    this.options = options;
    this.cells = new CsvCells(position, options);
  }

  long consumed() {
    return consumed;
  }

  @Override
  protected RecordType getRecordType() {
    return empty ? RecordType.EMPTY : RecordType.DATA;
  }

  @Override
  protected int getFieldCount() {
    return fields;
  }

  @Override
  protected void beginRecord(long startingLineNumber) {
    position.moveTo(startingLineNumber);
    fields = 0;
    empty = false;
  }

  @Override
  protected void addField(char[] characters, int offset, int length, boolean quoted) {
    consumed += length + 1L;
    if (inHeader) {
      header.add(new String(characters, offset, length));
    } else if (fields < columns.size()) {
      ColumnBuffer column = columns.get(fields);
      if (column != null && refused == null) {
        append(characters, offset, length, quoted, column);
      }
    }
    fields++;
  }

  private void append(
      char[] characters, int offset, int length, boolean quoted, ColumnBuffer column) {
    try {
      cells.append(characters, offset, length, quoted, column);
    } catch (EsscherException e) {
      refused = e;
    }
  }

  @Override
  protected void setComment(char[] characters, int offset, int length) {
    throw new IllegalStateException("comments are switched off");
  }

  @Override
  protected void setEmpty() {
    empty = true;
  }

  @Override
  protected Boolean buildRecord() {
    if (inHeader) {
      takeHeader();
      inHeader = false;
      return true;
    }
    if (fields != columns.size()) {
      throw position.refuseLine(
          "the row has %d fields, but the header has %d (%s); add or remove fields, or put a text"
              + " with commas in quotes",
          fields, columns.size(), String.join(",", header));
    }
    if (refused != null) {
      throw refused;
    }
    rows.endRow();
    return true;
  }

  private void takeHeader() {
    Set<String> known = new HashSet<>(rows.names());
    boolean first = known.isEmpty();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      if (name.isEmpty() && i == 0 && header.size() > 1) {
        columns.add(null);
        continue;
      }
      if (name.isBlank()) {
        throw position.refuseLine(
            "field %d of the header has no name; the first line has to name the columns", i + 1);
      }
      if (!seen.add(name)) {
        throw position.refuseLine("the header names column '%s' twice; rename one of them", name);
      }
      if (!first && !known.contains(name)) {
        throw position.refuseLine(
            "the header names column '%s', which the files before do not have: %s; read it"
                + " separately",
            name, Nearest.among(known, name));
      }
      columns.add(rows.column(name));
    }
    if (first) {
      // Text such as a hash of digits only would be taken for numbers if the layout didn't say.
      rows.declare(options.layout().orElseGet(() -> Layouts.matching(rows.names())));
    }
    known.removeAll(seen);
    if (!known.isEmpty()) {
      throw position.refuseLine(
          "the header lacks columns %s, which the files before have; read it separately", known);
    }
  }
}
