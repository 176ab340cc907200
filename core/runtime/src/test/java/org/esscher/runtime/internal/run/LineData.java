package org.esscher.runtime.internal.run;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Generator;

/** Twenty points of y = 2x + 1 with noise, in groups of two, and a third group of four. */
@Component("test-line-data")
public record LineData() implements Generator {
  @Override
  public Batch generate(Context context) {
    double[] x = new double[20];
    double[] y = new double[20];
    long[] group = new long[20];
    for (int row = 0; row < 20; row++) {
      x[row] = context.random().nextDouble();
      y[row] = 2 * x[row] + 1 + 0.1 * context.random().nextGaussian();
      group[row] = row < 18 ? row / 2 : 2;
    }
    return context
        .columns()
        .batch(
            Map.of(
                "x", context.columns().numbers(x),
                "y", context.columns().numbers(y),
                "group_id", context.columns().integers(group)));
  }
}
