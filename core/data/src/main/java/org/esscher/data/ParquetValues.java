package org.esscher.data;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.esscher.api.Column;

/**
 * The rows of one column as Parquet's values with their levels: values, lists, or lists of lists;
 * vectors are lists, since Parquet has none of a fixed length. A list has three definition levels:
 * it is there, it has an element, the element is there.
 */
final class ParquetValues {
  private static final double EXACT = 9007199254740992.0;

  private final Column column;
  private final ColumnWriter to;
  private final boolean vectors;
  private final PrimitiveTypeName type;

  ParquetValues(Column column, Type field, ColumnWriter to) {
    this.column = column;
    this.to = to;
    this.vectors = ColumnType.isVector(column);
    Type value = field;
    while (!value.isPrimitive()) {
      value = value.asGroupType().getType(0).asGroupType().getType(0);
    }
    this.type = value.asPrimitiveType().getPrimitiveTypeName();
  }

  /** The field that a column becomes. */
  static Type type(String name, Column column) {
    int depth = (column.ragged() ? 1 : 0) + (ColumnType.isVector(column) ? 1 : 0);
    return type(name, column, depth);
  }

  private static Type type(String name, Column column, int depth) {
    if (depth > 0) {
      return Types.optionalList().element(type("element", column, depth - 1)).named(name);
    }
    return switch (ColumnType.of(column).kind()) {
      case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
      case INTEGER -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case NUMBER ->
          Types.optional(isSingle(column) ? PrimitiveTypeName.FLOAT : PrimitiveTypeName.DOUBLE)
              .named(name);
      case TEXT ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
    };
  }

  private static boolean isSingle(Column column) {
    FieldVector vector = column.arrow();
    if (vector instanceof ListVector list) {
      vector = list.getDataVector();
    }
    if (vector instanceof FixedSizeListVector fixed) {
      vector = fixed.getDataVector();
    }
    return vector.getField().getType() instanceof ArrowType.FloatingPoint number
        && number.getPrecision() != FloatingPointPrecision.DOUBLE;
  }

  /** Writes a row. */
  void write(int row) {
    if (!column.ragged()) {
      writeElement(row, 0, 0);
      return;
    }
    int start = column.start(row);
    int end = column.start(row + 1);
    if (start == end) {
      to.writeNull(0, 1);
    }
    for (int element = start; element < end; element++) {
      writeElement(element, element == start ? 0 : 1, 2);
    }
  }

  /**
   * Writes an element.
   *
   * @param repetition 0 for the first of a row
   * @param around definition levels of the list that it stands in
   */
  private void writeElement(int element, int repetition, int around) {
    if (!vectors) {
      writeValue(element, column.isMissing(element), repetition, around);
      return;
    }
    if (column.isMissing(element)) {
      to.writeNull(repetition, around);
      return;
    }
    int within = around == 0 ? 1 : 2;
    long first = (long) element * column.width();
    for (int component = 0; component < column.width(); component++) {
      boolean missing = Double.isNaN(column.at(first + component));
      writeValue(first + component, missing, component == 0 ? repetition : within, around + 2);
    }
  }

  private void writeValue(long index, boolean missing, int repetition, int around) {
    if (missing) {
      to.writeNull(repetition, around);
      return;
    }
    int defined = around + 1;
    switch (type) {
      case BOOLEAN -> to.write(column.at(index) == 1, repetition, defined);
      case INT64 -> to.write(whole(index), repetition, defined);
      case FLOAT -> to.write((float) column.at(index), repetition, defined);
      case DOUBLE -> to.write(column.at(index), repetition, defined);
      default -> to.write(Binary.fromString(column.text((int) index)), repetition, defined);
    }
  }

  /** Exact where float64 is not; vectors of such numbers are rounded, as everywhere. */
  private long whole(long index) {
    double value = column.at(index);
    return Math.abs(value) < EXACT || vectors
        ? (long) value
        : Long.parseLong(column.text((int) index));
  }
}
