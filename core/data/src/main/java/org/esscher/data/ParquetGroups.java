package org.esscher.data;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** What the metadata of a row group says, before any of its bytes are read. */
final class ParquetGroups {
  private ParquetGroups() {}

  /** Whether a row group has rows, and its statistics allow some in a range. */
  static boolean mayHold(BlockMetaData group, @Nullable RowRange range) {
    if (group.getRowCount() == 0) {
      return false;
    }
    if (range == null) {
      return true;
    }
    for (ColumnChunkMetaData chunk : group.getColumns()) {
      if (List.of(chunk.getPath().toArray()).equals(List.of(range.column()))) {
        return mayHold(chunk, range);
      }
    }
    return true;
  }

  private static boolean mayHold(ColumnChunkMetaData chunk, RowRange range) {
    Statistics<?> statistics = chunk.getStatistics();
    if (statistics == null || statistics.isEmpty()) {
      return true;
    }
    if (!statistics.hasNonNullValue()) {
      // Nothing but missing values, unless the least and greatest were left out.
      return !(statistics.isNumNullsSet() && statistics.getNumNulls() == chunk.getValueCount());
    }
    Object least = statistics.genericGetMin();
    Object greatest = statistics.genericGetMax();
    return !(least instanceof Number from
        && greatest instanceof Number to
        && isOrdered(chunk)
        && range.excludes(from.doubleValue(), to.doubleValue()));
  }

  /** Whether numbers are what they seem: not unsigned, a date or a decimal. */
  private static boolean isOrdered(ColumnChunkMetaData chunk) {
    ParquetKind kind = ParquetKind.of(chunk.getPrimitiveType());
    return kind != null
        && chunk.getPrimitiveType().getLogicalTypeAnnotation() == null
        && (kind.kind() == ValueKind.NUMBER || kind.kind() == ValueKind.INTEGER);
  }

  /**
   * Holds what the columns of a row group claim against the file: what is claimed is allocated
   * before it is read.
   */
  static void require(
      String file, long fileSize, BlockMetaData group, Collection<ParquetField> fields) {
    Map<List<String>, ColumnChunkMetaData> chunks = new HashMap<>();
    group.getColumns().forEach(chunk -> chunks.put(List.of(chunk.getPath().toArray()), chunk));
    for (ParquetField field : fields) {
      ColumnChunkMetaData chunk = chunks.get(List.of(field.descriptor().getPath()));
      if (chunk == null) {
        throw damaged(file, field, "a row group lacks it");
      }
      long start = chunk.getStartingPos();
      long size = chunk.getTotalSize();
      if (start < 0 || size < 0 || start > fileSize - size) {
        throw damaged(
            file, field, "it claims " + size + " bytes from byte " + start + " of " + fileSize);
      }
      long values = chunk.getValueCount();
      long rows = group.getRowCount();
      if (field.listLevels().isEmpty() ? values != rows : values < rows) {
        throw damaged(file, field, "it claims " + values + " values in " + rows + " rows");
      }
    }
  }

  private static EsscherException damaged(String file, ParquetField field, String what) {
    return EsscherException.data(
        "%s, column '%s': its Parquet data is truncated or damaged: %s; write or copy the file"
            + " again",
        file, field.name(), what);
  }
}
