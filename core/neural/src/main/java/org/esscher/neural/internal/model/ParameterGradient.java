package org.esscher.neural.internal.model;

import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;
import org.esscher.api.Vector;

/** The gradient of a sum with respect to a network's parameters. */
public final class ParameterGradient implements Gradient {
  private final double[] components;

  /**
   * A gradient.
   *
   * @param components in the order of the parameters; handed over
   */
  public ParameterGradient(double[] components) {
    this.components = components;
  }

  /** A gradient that a model of this size gave. */
  static Vector vector(Gradient gradient, int size) {
    if (!(gradient instanceof ParameterGradient own) || own.components.length != size) {
      throw EsscherException.plugin(
          "a gradient of this network with %d components is needed, got %s", size, gradient);
    }
    return Vector.of(own.components);
  }

  @Override
  public Gradient plus(Gradient other) {
    double[] sum = vector(other, components.length).toArray();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += components[i];
    }
    return new ParameterGradient(sum);
  }

  @Override
  public String toString() {
    return "a gradient of " + components.length + " components";
  }
}
