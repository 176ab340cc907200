package org.esscher.data;

import java.util.Objects;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * A column that reads an Arrow vector where it lies. The buffers' addresses are looked up once;
 * every access checks its index and that the arena is still open.
 */
final class ArrowColumn implements Column {
  private final FieldVector vector;
  private final Arena arena;
  private final int rows;
  private final int width;
  private final int count;
  private final Elements elements;

  /** Address of the row offsets, 0 when rows are not lists. */
  private final long offsets;

  private final int base;

  /** The fixed-size lists, when some of them are missing. */
  private final @Nullable FixedSizeListVector sparse;

  ArrowColumn(String name, FieldVector vector, Arena arena, boolean full) {
    this.vector = vector;
    this.arena = arena;
    this.rows = vector.getValueCount();
    if (vector.getField().getDictionary() != null) {
      throw refused(name, vector, "it is dictionary-encoded");
    }
    FieldVector inner = vector;
    int first = 0;
    int end = rows;
    if (vector instanceof ListVector list) {
      inner = list.getDataVector();
      Elements.requireBytes(
          name, list, list.getOffsetBuffer().capacity(), rows == 0 ? 0 : 32 * (rows + 1L));
      offsets = rows == 0 ? 0 : list.getOffsetBuffer().memoryAddress();
      first = rows == 0 ? 0 : MemoryUtil.getInt(offsets);
      end = rows == 0 ? 0 : MemoryUtil.getInt(offsets + 4L * rows);
      if (first < 0 || end < first) {
        throw refused(name, vector, "its lists begin at " + first + " and end at " + end);
      }
      refuseFilledNulls(name, list);
    } else {
      offsets = 0;
    }
    base = first;
    count = end - first;
    FixedSizeListVector holes = null;
    if (inner instanceof FixedSizeListVector fixed) {
      width = fixed.getListSize();
      holes = fixed.getNullCount() == 0 ? null : fixed;
      inner = fixed.getDataVector();
    } else {
      width = 1;
    }
    sparse = holes;
    if (width < 1) {
      throw refused(name, vector, "its vectors have no components");
    }
    Elements found = Elements.of(name, inner, Math.multiplyExact(base, width), arena, full);
    if (found == null || inner.getField().getDictionary() != null) {
      throw refused(name, vector, "a column holds numbers, booleans or text, or lists of them");
    }
    if (found.isText() && width > 1) {
      throw refused(name, vector, "vectors hold numbers");
    }
    if (found.size() < Math.multiplyExact(count, width)) {
      throw refused(name, vector, "its data is shorter than its lists say");
    }
    elements = found;
  }

  private static void refuseFilledNulls(String name, ListVector list) {
    if (list.getNullCount() == 0) {
      return;
    }
    for (int row = 0; row < list.getValueCount(); row++) {
      if (list.isNull(row) && list.getElementEndIndex(row) != list.getElementStartIndex(row)) {
        throw refused(name, list, "row " + row + " is null yet has elements");
      }
    }
  }

  private static EsscherException refused(String name, FieldVector vector, String why) {
    return EsscherException.data(
        "column '%s' of Arrow type %s cannot be read: %s; cast it before it gets here",
        name, vector.getField(), why);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public boolean ragged() {
    return vector instanceof ListVector;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public boolean isText() {
    return elements.isText();
  }

  @Override
  public int start(int row) {
    Objects.checkIndex(row, rows + 1);
    if (offsets == 0) {
      return ragged() ? 0 : row;
    }
    arena.requireOpen();
    return MemoryUtil.getInt(offsets + 4L * row) - base;
  }

  @Override
  public void starts(int row, int[] to, int at, int count) {
    Objects.checkFromIndexSize(row, count, rows + 1);
    arena.requireOpen();
    for (int i = 0; i < count; i++) {
      to[at + i] =
          offsets == 0 ? start(row + i) : MemoryUtil.getInt(offsets + 4L * (row + i)) - base;
    }
  }

  @Override
  public double at(long index) {
    if (sparse != null && sparse.isNull(base + (int) (index / width))) {
      return Double.NaN;
    }
    return elements.at(index);
  }

  @Override
  public String text(int element) {
    return isMissing(element) ? "" : elements.text(element);
  }

  @Override
  public boolean isMissing(int element) {
    Objects.checkIndex(element, count);
    if (width == 1 && sparse == null) {
      return elements.isMissing(element);
    }
    arena.requireOpen();
    return sparse != null && sparse.isNull(base + element);
  }

  @Override
  public FieldVector arrow() {
    return vector;
  }

  /** The elements, where none is missing. */
  @Nullable Elements completeElements() {
    return elements.complete() && sparse == null ? elements : null;
  }

  /** The elements, where they are float32, none is missing and they can be copied together. */
  @Nullable FloatElements singles() {
    return completeElements() instanceof FloatElements floats && floats.together() ? floats : null;
  }

  @Override
  public void gather(int[] apart, int first, int count, double[] to) {
    if (width == 1 && sparse == null) {
      elements.gather(apart, first, count, to);
    } else {
      Column.super.gather(apart, first, count, to);
    }
  }

  @Override
  public void read(long from, double[] to, int at, int count) {
    elements.read(from, to, at, count);
    for (int i = 0; sparse != null && i < count; i++) {
      if (sparse.isNull(base + (int) ((from + i) / width))) {
        to[at + i] = Double.NaN;
      }
    }
  }
}
