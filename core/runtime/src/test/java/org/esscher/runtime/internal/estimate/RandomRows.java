package org.esscher.runtime.internal.estimate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.jspecify.annotations.Nullable;

/**
 * Random rows in scattered groups, with two ragged structures: the columns {@code a_…} and {@code
 * b_…}, some of whose lists are empty. All values are numbers in float32; {@code a_…} and {@code
 * logp} are stored as such, the others in float64.
 *
 * @param group of each row, numbered by first appearance
 * @param weight of each row, some 0
 * @param starts of the lists, by structure
 * @param values of the columns
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of arrays
record RandomRows(
    int[] group, double[] weight, Map<String, int[]> starts, Map<String, double[]> values) {

  static RandomRows draw(RandomGenerator random, int rows, int longest) {
    int[] group = new int[rows];
    int groups = 0;
    for (int row = 0; row < rows; row++) {
      group[row] = random.nextInt(groups + 1);
      groups = Math.max(groups, group[row] + 1);
    }
    double[] weight = new double[rows];
    Arrays.setAll(weight, row -> random.nextInt(5) == 0 ? 0 : 0.5 + random.nextDouble());
    // One row counts for sure, so that no mean is over nothing.
    weight[0] = 1;
    Map<String, int[]> starts = new LinkedHashMap<>();
    Map<String, double[]> values = new LinkedHashMap<>();
    for (String axis : new String[] {"a", "b"}) {
      int[] start = new int[rows + 1];
      for (int row = 0; row < rows; row++) {
        start[row + 1] = start[row] + random.nextInt(longest + 1);
      }
      if (start[1] == 0) {
        for (int row = 1; row <= rows; row++) {
          start[row]++;
        }
      }
      starts.put(axis, start);
      values.put(axis + "_logp", normals(random, start[rows]));
      values.put(axis + "_y", normals(random, start[rows]));
    }
    values.put("logp", normals(random, rows));
    values.put("y", normals(random, rows));
    return new RandomRows(group, weight, starts, values);
  }

  private static double[] normals(RandomGenerator random, int size) {
    double[] values = new double[size];
    Arrays.setAll(values, i -> (float) random.nextGaussian());
    return values;
  }

  int count() {
    return group.length;
  }

  int groups() {
    return Arrays.stream(group).max().orElseThrow() + 1;
  }

  int[] starts(String axis) {
    return Objects.requireNonNull(starts.get(axis));
  }

  /** The ragged structure of a column, empty for those with a value a row. */
  static String axisOf(String column) {
    return column.startsWith("a_") ? "a" : column.startsWith("b_") ? "b" : "";
  }

  Batch batch(Arena arena) {
    Map<String, Column> columns = new LinkedHashMap<>();
    values.forEach(
        (name, numbers) -> {
          int[] start = starts.get(axisOf(name));
          boolean single = name.startsWith("a_") || name.equals("logp");
          Column column =
              single
                  ? arena.wrap(singles(arena, start, numbers))
                  : start == null ? arena.numbers(numbers) : arena.lists(start, numbers);
          columns.put(name, column);
        });
    columns.put("weight", arena.numbers(weight));
    columns.put("group", arena.integers(Arrays.stream(group).asLongStream().toArray()));
    return arena.batch(columns);
  }

  private static FieldVector singles(Arena arena, int @Nullable [] start, double[] numbers) {
    if (start == null) {
      Float4Vector vector = new Float4Vector("column", arena.allocator());
      fill(vector, numbers);
      return vector;
    }
    ListVector lists = ListVector.empty("column", arena.allocator());
    FieldType single =
        FieldType.nullable(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
    Float4Vector data = (Float4Vector) lists.addOrGetVector(single).getVector();
    lists.allocateNew();
    fill(data, numbers);
    for (int row = 0; row + 1 < start.length; row++) {
      lists.startNewValue(row);
      lists.endValue(row, start[row + 1] - start[row]);
    }
    lists.setValueCount(start.length - 1);
    return lists;
  }

  private static void fill(Float4Vector vector, double[] numbers) {
    vector.allocateNew(numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      vector.set(i, (float) numbers[i]);
    }
    vector.setValueCount(numbers.length);
  }
}
