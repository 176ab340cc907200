package org.esscher.api;

import org.jspecify.annotations.Nullable;

/** Collects numbers in an array, for makers of columns that can't hand out their memory. */
final class ArrayColumnWriter implements ColumnWriter {
  private final Columns columns;
  private final Column shape;
  private final double[] numbers;
  private @Nullable Column column;

  ArrayColumnWriter(Columns columns, Column shape) {
    this.columns = columns;
    this.shape = shape;
    this.numbers = new double[Math.multiplyExact(shape.start(shape.rows()), shape.width())];
  }

  @Override
  public void put(long index, double[] values, int from, int count) {
    System.arraycopy(values, from, numbers, Math.toIntExact(index), count);
  }

  @Override
  public void add(long index, double[] values, int from, int count) {
    int to = Math.toIntExact(index);
    for (int i = 0; i < count; i++) {
      numbers[to + i] += values[from + i];
    }
  }

  @Override
  public Column column() {
    Column made = column;
    if (made == null) {
      made = columns.shapedLike(shape, numbers);
      column = made;
    }
    return made;
  }
}
