package org.esscher.runtime.internal.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Generator;

/**
 * Points near y = 2x + 1 with weights, and lists of a number of values that changes from row to
 * row; the rows of a group of three lie far apart.
 *
 * @param rows how many, a multiple of three
 */
@Component("test-many-rows")
public record ManyRows(@Default("21000") int rows) implements Generator {
  @Override
  public Batch generate(Context context) {
    double[] x = new double[rows];
    double[] y = new double[rows];
    double[] weight = new double[rows];
    long[] group = new long[rows];
    int[] starts = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      x[row] = context.random().nextDouble();
      y[row] = 2 * x[row] + 1 + 0.1 * context.random().nextGaussian();
      weight[row] = 0.5 + context.random().nextDouble();
      group[row] = row % (rows / 3);
      starts[row + 1] = starts[row] + row % 5;
    }
    double[] noise = new double[starts[rows]];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = context.random().nextGaussian();
    }
    Columns columns = context.columns();
    Map<String, Column> all = new LinkedHashMap<>();
    all.put("x", columns.numbers(x));
    all.put("y", columns.numbers(y));
    all.put("weight", columns.numbers(weight));
    all.put("group_id", columns.integers(group));
    all.put("noise", columns.lists(starts, noise));
    return columns.batch(all);
  }
}
