package org.esscher.api;

import java.util.List;
import org.apache.arrow.vector.FieldVector;

/** A column of numbers over arrays. */
record ArrayColumn(int width, List<Integer> starts, boolean ragged, List<Double> values)
    implements Column {

  static ArrayColumn of(int width, double... values) {
    List<Double> boxed = java.util.Arrays.stream(values).boxed().toList();
    List<Integer> starts =
        java.util.stream.IntStream.rangeClosed(0, values.length / width).boxed().toList();
    return new ArrayColumn(width, starts, false, boxed);
  }

  static ArrayColumn ragged(int width, int[] starts, double... values) {
    return new ArrayColumn(
        width,
        java.util.Arrays.stream(starts).boxed().toList(),
        true,
        java.util.Arrays.stream(values).boxed().toList());
  }

  @Override
  public int rows() {
    return starts.size() - 1;
  }

  @Override
  public boolean isText() {
    return false;
  }

  @Override
  public int start(int row) {
    return starts.get(row);
  }

  @Override
  public double at(long index) {
    return values.get(Math.toIntExact(index));
  }

  @Override
  public String text(int element) {
    return values.get(element).toString();
  }

  @Override
  public boolean isMissing(int element) {
    return false;
  }

  @Override
  public FieldVector arrow() {
    throw new AssertionError("this column has no Arrow memory");
  }
}
