package org.esscher.api;

import java.util.Set;

/** The derivative along a direction from two forward passes; its error is that of a cubic term. */
record CentralDifferences(Model model, Vectored parameters) implements Pushforward {
  /** Relative to the parameters' norm: float32 models still keep three digits. */
  private static final double STEP = 1e-4;

  @Override
  public Column pushforward(Batch batch, String output, Vector direction, Context context) {
    Vector point = parameters.parameters();
    double length = Math.sqrt(direction.dot(direction));
    double step = length == 0 ? 1 : STEP * Math.max(1, Math.sqrt(point.dot(point))) / length;
    try {
      parameters.assign(point.plus(direction.times(step)));
      Column ahead = values(batch, output, context);
      parameters.assign(point.plus(direction.times(-step)));
      Column behind = values(batch, output, context);
      double[] slope = ahead.toArray();
      for (int i = 0; i < slope.length; i++) {
        slope[i] = (slope[i] - behind.at(i)) / (2 * step);
      }
      return context.columns().shapedLike(ahead, slope);
    } finally {
      parameters.assign(point);
    }
  }

  private Column values(Batch batch, String output, Context context) {
    try (Forward forward = model.forward(batch, Set.of(output), context)) {
      return forward.output(output);
    }
  }
}
