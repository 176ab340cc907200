package org.esscher.plugins.odice;

import java.util.Map;
import java.util.Objects;
import org.esscher.api.Combiner;
import org.esscher.api.Vector;

/**
 * How the parameter gradients of the value's losses are joined. The projection is between whole
 * vectors of all parameters, of the whole batch: a row, a layer or a column at a time it would be
 * another method.
 */
enum GradientCombiner implements Combiner {
  /** g_f + the gradient of the linear term. */
  SUM {
    @Override
    public Vector combine(Map<String, Vector> gradients) {
      return of(OdiceValue.FORWARD, gradients).plus(of(OdiceValue.LINEAR, gradients));
    }
  },

  /** g_f + g_b without its share along g_f + the gradient of the linear term, as it is. */
  ORTHOGONAL {
    @Override
    public Vector combine(Map<String, Vector> gradients) {
      Vector forward = of(OdiceValue.FORWARD, gradients);
      Vector backward = normal(of(OdiceValue.BACKWARD, gradients), forward);
      return forward.plus(backward).plus(of(OdiceValue.LINEAR, gradients));
    }
  };

  /** The least squared length that the share along a gradient is divided by. */
  private static final double LEAST_SQUARED_LENGTH = 1e-10;

  /** g_b − (⟨g_f, g_b⟩ / max(⟨g_f, g_f⟩, 1e-10))·g_f. */
  static Vector normal(Vector backward, Vector forward) {
    double along = forward.dot(backward) / Math.max(forward.dot(forward), LEAST_SQUARED_LENGTH);
    return backward.minus(forward.times(along));
  }

  private static Vector of(String loss, Map<String, Vector> gradients) {
    return Objects.requireNonNull(gradients.get(loss), loss);
  }
}
