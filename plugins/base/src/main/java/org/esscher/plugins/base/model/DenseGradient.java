package org.esscher.plugins.base.model;

import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;
import org.esscher.api.Vector;

/** The gradient of a sum with respect to a vector of parameters. */
public final class DenseGradient implements Gradient {
  private final double[] components;

  /**
   * A gradient.
   *
   * @param components in the order of the parameters; handed over
   */
  public DenseGradient(double[] components) {
    this.components = components;
  }

  /**
   * A gradient that a model of this plugin gave, as a vector.
   *
   * @param gradient the gradient
   * @param size the model's number of parameters
   * @return the components
   * @throws EsscherException (PLUGIN) for another model's gradient
   */
  public static Vector vector(Gradient gradient, int size) {
    if (!(gradient instanceof DenseGradient dense) || dense.components.length != size) {
      throw EsscherException.plugin(
          "a gradient of this model with %d components is needed, got %s", size, gradient);
    }
    return Vector.of(dense.components);
  }

  @Override
  public Gradient plus(Gradient other) {
    return new DenseGradient(
        vector(other, components.length).plus(Vector.of(components)).toArray());
  }

  @Override
  public String toString() {
    return "a gradient of " + components.length + " components";
  }
}
