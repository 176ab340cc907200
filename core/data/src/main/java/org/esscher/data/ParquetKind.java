package org.esscher.data;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a Parquet column become: booleans, whole numbers, numbers, texts; dates and
 * timestamps become texts in ISO 8601.
 *
 * @param kind of the elements
 * @param append moves the reader's current value over
 */
record ParquetKind(ValueKind kind, Append append) {
  /** Moves one value. */
  @FunctionalInterface
  interface Append {
    void value(ColumnReader from, ElementBuffer to);
  }

  /** The kind of a type; null when its values are none of ours. */
  static @Nullable ParquetKind of(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN ->
          new ParquetKind(ValueKind.BOOLEAN, (from, to) -> to.appendBoolean(from.getBoolean()));
      case INT32 -> int32(logical);
      case INT64 -> int64(logical);
      case FLOAT ->
          new ParquetKind(ValueKind.NUMBER, (from, to) -> to.appendDouble(from.getFloat()));
      case DOUBLE ->
          new ParquetKind(ValueKind.NUMBER, (from, to) -> to.appendDouble(from.getDouble()));
      case BINARY ->
          logical instanceof StringLogicalTypeAnnotation
                  || logical instanceof EnumLogicalTypeAnnotation
                  || logical instanceof JsonLogicalTypeAnnotation
              ? new ParquetKind(
                  ValueKind.TEXT, (from, to) -> to.appendUtf8(from.getBinary().toByteBuffer()))
              : null;
      case INT96, FIXED_LEN_BYTE_ARRAY -> null;
    };
  }

  private static @Nullable ParquetKind int32(@Nullable LogicalTypeAnnotation logical) {
    if (logical instanceof DateLogicalTypeAnnotation) {
      return text(from -> LocalDate.ofEpochDay(from.getInteger()).toString());
    }
    if (logical == null || logical instanceof IntLogicalTypeAnnotation) {
      return isUnsigned(logical)
          ? whole((from, to) -> to.appendInteger(Integer.toUnsignedLong(from.getInteger())))
          : whole((from, to) -> to.appendInteger(from.getInteger()));
    }
    return null;
  }

  private static @Nullable ParquetKind int64(@Nullable LogicalTypeAnnotation logical) {
    if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
      ChronoUnit unit = unit(timestamp.getUnit());
      return timestamp.isAdjustedToUTC()
          ? text(from -> Instant.EPOCH.plus(from.getLong(), unit).toString())
          : text(
              from ->
                  LocalDateTime.ofInstant(Instant.EPOCH.plus(from.getLong(), unit), ZoneOffset.UTC)
                      .toString());
    }
    if (logical == null || logical instanceof IntLogicalTypeAnnotation) {
      return isUnsigned(logical)
          ? whole(ParquetKind::appendUnsigned)
          : whole((from, to) -> to.appendInteger(from.getLong()));
    }
    return null;
  }

  private static void appendUnsigned(ColumnReader from, ElementBuffer to) {
    long value = from.getLong();
    if (value < 0) {
      String written = Long.toUnsignedString(value);
      to.appendHuge(Double.parseDouble(written), written);
    } else {
      to.appendInteger(value);
    }
  }

  private static ChronoUnit unit(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> ChronoUnit.MILLIS;
      case MICROS -> ChronoUnit.MICROS;
      case NANOS -> ChronoUnit.NANOS;
    };
  }

  private static boolean isUnsigned(@Nullable LogicalTypeAnnotation logical) {
    return logical instanceof IntLogicalTypeAnnotation integer && !integer.isSigned();
  }

  private static ParquetKind whole(Append append) {
    return new ParquetKind(ValueKind.INTEGER, append);
  }

  /** What is written as text. */
  @FunctionalInterface
  private interface Text {
    String of(ColumnReader from);
  }

  private static ParquetKind text(Text text) {
    return new ParquetKind(
        ValueKind.TEXT,
        (from, to) -> to.appendUtf8(Binary.fromString(text.of(from)).toByteBuffer()));
  }
}
