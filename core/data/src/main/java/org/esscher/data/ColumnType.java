package org.esscher.data;

import java.util.Locale;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.esscher.api.Column;

/**
 * The type of a column as far as its readers care; Arrow types of different precision are the same
 * here.
 *
 * @param kind what the elements are
 * @param ragged whether a row holds a list of elements
 * @param width components of an element: 1 for scalars, d for vectors
 */
public record ColumnType(ValueKind kind, boolean ragged, int width) {
  /**
   * The type of a column.
   *
   * @param column any column
   * @return its type
   */
  public static ColumnType of(Column column) {
    FieldVector vector = column.arrow();
    if (vector instanceof ListVector list) {
      vector = list.getDataVector();
    }
    if (vector instanceof FixedSizeListVector fixed) {
      vector = fixed.getDataVector();
    }
    ArrowType type = vector.getField().getType();
    ValueKind kind;
    if (column.isText()) {
      kind = ValueKind.TEXT;
    } else if (type instanceof ArrowType.Bool) {
      kind = ValueKind.BOOLEAN;
    } else if (type instanceof ArrowType.Int) {
      kind = ValueKind.INTEGER;
    } else {
      kind = ValueKind.NUMBER;
    }
    return new ColumnType(kind, column.ragged(), column.width());
  }

  /** Whether elements are vectors, those of one component included. */
  static boolean isVector(Column column) {
    FieldVector vector = column.arrow();
    return vector instanceof FixedSizeListVector
        || (vector instanceof ListVector list
            && list.getDataVector() instanceof FixedSizeListVector);
  }

  /**
   * The type as messages show it.
   *
   * @return such as {@code number}, {@code list<text>}, {@code list<number[4]>}
   */
  @Override
  public String toString() {
    String element = kind.name().toLowerCase(Locale.ROOT) + (width > 1 ? "[" + width + "]" : "");
    return ragged ? "list<" + element + ">" : element;
  }
}
