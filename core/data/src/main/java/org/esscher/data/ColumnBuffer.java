package org.esscher.data;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one column on the heap, while its shape is being found out: scalars, ragged lists,
 * vectors, or ragged lists of vectors. The first row that is not missing decides it.
 */
final class ColumnBuffer {
  /** What a row holds. */
  enum Shape {
    SCALAR,
    LIST,
    VECTOR
  }

  private final String name;
  private final Position position;
  private final boolean preferVector;
  private final ElementBuffer elements;

  private @Nullable Shape shape;
  private int rows;

  /** Rows seen while the shape is unknown: all of them missing or empty. */
  private int pending;

  /** For lists: how many elements there are up to the end of each row. */
  private int[] ends = new int[16];

  /** Components of a vector, 0 while unknown. */
  private int width;

  /** Whether the lists hold vectors; null while unknown. */
  private @Nullable Boolean nested;

  /** For vectors: those that are missing. */
  private final BitSet missingVectors = new BitSet();

  private int listStart;
  private int vectorStart;

  ColumnBuffer(String name, Position position, boolean preferVector) {
    this.name = name;
    this.position = position;
    this.preferVector = preferVector;
    this.elements = new ElementBuffer(name, position);
  }

  String name() {
    return name;
  }

  ElementBuffer elements() {
    return elements;
  }

  int rows() {
    return rows;
  }

  @Nullable Shape shape() {
    return shape;
  }

  /** Components of an element: 1 unless it is a vector. */
  int width() {
    return holdsVectors() ? width : 1;
  }

  boolean holdsVectors() {
    return shape == Shape.VECTOR || (shape == Shape.LIST && Boolean.TRUE.equals(nested));
  }

  boolean isMissingVector(int vector) {
    return missingVectors.get(vector);
  }

  /** The first element of a row: a scalar or a vector. */
  int start(int row) {
    if (shape == Shape.LIST) {
      return row == 0 ? 0 : ends[row - 1];
    }
    return row;
  }

  /** Whether a row held something, if only a list of what is missing. */
  boolean holdsAnything() {
    return elements.count() > 0 || shape == Shape.VECTOR;
  }

  /** Says from outside that rows are lists, unless they are to be vectors. */
  void declareLists() {
    if (!preferVector) {
      become(Shape.LIST);
    }
  }

  /** About how many bytes the rows take. */
  long size() {
    return 8L * (rows + elements.count()) + elements.text().length();
  }

  /** Ends the finding out: a column without a value holds scalars. */
  void freeze() {
    if (shape == null) {
      become(Shape.SCALAR);
    }
    if (shape == Shape.LIST && nested == null) {
      nested = false;
    }
    elements.freeze();
  }

  /** Forgets the rows, not the type. */
  void clear() {
    rows = 0;
    pending = 0;
    missingVectors.clear();
    elements.clear();
  }

  /** A row without a value; in a column of lists an empty list. */
  void appendMissingRow() {
    if (shape == null) {
      pending++;
    } else if (shape == Shape.SCALAR) {
      elements.appendMissing();
    } else if (shape == Shape.LIST) {
      endRow(listElements());
    } else {
      appendMissingVector(rows);
    }
    rows++;
  }

  /** Begins a row of one element, which the caller appends to {@link #elements()}. */
  ElementBuffer scalarRow() {
    become(Shape.SCALAR);
    if (shape != Shape.SCALAR) {
      throw position.refuse(
          name, "a single value", "a list was expected, as before in this column");
    }
    rows++;
    return elements;
  }

  /** Begins a row that is a list or a vector. */
  void beginList() {
    if (shape == Shape.SCALAR) {
      throw position.refuse(
          name, "a list", "a single value was expected, as before in this column");
    }
    listStart = elements.count();
  }

  /** Begins a vector inside a list. */
  void beginVector() {
    if (shape == null) {
      become(Shape.LIST);
    }
    if (shape == Shape.VECTOR || Boolean.FALSE.equals(nested)) {
      throw position.refuse(
          name, "a list within a list", "a number or text was expected, as before in this column");
    }
    nested = true;
    vectorStart = elements.count();
  }

  void endVector() {
    int components = elements.count() - vectorStart;
    if (components == 0) {
      throw position.refuse(name, "[]", "a vector has at least one component");
    }
    if (width == 0) {
      // What came before are missing elements: each stood for a vector whose width was not known.
      width = components;
      missingVectors.set(0, vectorStart);
      elements.prependMissing(vectorStart * (components - 1));
      listStart *= components;
    }
    requireWidth(components);
  }

  /** A missing element of a list, or a missing vector in a list of vectors. */
  void appendMissingElement() {
    if (Boolean.TRUE.equals(nested) && width > 0) {
      appendMissingVector(listElements());
    } else {
      elements.appendMissing();
    }
  }

  /** Says that a scalar follows inside a list. */
  void beforeScalar() {
    if (Boolean.TRUE.equals(nested)) {
      throw position.refuse(
          name, "a single value in a list", "a vector was expected, as before in this column");
    }
    nested = false;
  }

  void endList() {
    int length = elements.count() - listStart;
    if (length == 0 && shape != Shape.LIST && (shape == Shape.VECTOR || preferVector)) {
      appendMissingRow();
      return;
    }
    if (shape == null) {
      become(preferVector ? Shape.VECTOR : Shape.LIST);
      if (shape == Shape.VECTOR) {
        becomeVectors(length);
      }
    }
    if (shape == Shape.VECTOR) {
      requireWidth(length);
    } else {
      endRow(listElements());
    }
    rows++;
  }

  private void becomeVectors(int components) {
    if (elements.kind() == ValueKind.TEXT) {
      throw position.refuse(name, "a list of texts", "numbers were expected: vectors hold numbers");
    }
    width = components;
    missingVectors.set(0, pending);
    elements.prependMissing(pending * components);
    pending = 0;
  }

  private void become(Shape decided) {
    if (shape != null) {
      return;
    }
    shape = decided;
    if (decided == Shape.SCALAR) {
      for (int row = 0; row < pending; row++) {
        elements.appendMissing();
      }
    } else if (decided == Shape.LIST) {
      ends = new int[Math.max(16, pending)];
    }
    if (decided != Shape.VECTOR) {
      pending = 0;
    }
  }

  private void requireWidth(int components) {
    if (components != width) {
      throw position.refuse(
          name,
          "a vector of " + components,
          "%d components were expected, as before in this column; declare the column as lists if their lengths differ",
          width);
    }
    if (elements.kind() == ValueKind.TEXT) {
      throw position.refuse(name, "a list of texts", "numbers were expected: vectors hold numbers");
    }
  }

  private void appendMissingVector(int vector) {
    missingVectors.set(vector);
    for (int i = 0; i < width; i++) {
      elements.appendMissing();
    }
  }

  private int listElements() {
    return Boolean.TRUE.equals(nested) && width > 0 ? elements.count() / width : elements.count();
  }

  private void endRow(int end) {
    if (rows == ends.length) {
      ends = Arrays.copyOf(ends, rows + (rows >> 1) + 16);
    }
    ends[rows] = end;
  }
}
