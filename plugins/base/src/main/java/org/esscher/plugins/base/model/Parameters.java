package org.esscher.plugins.base.model;

import org.esscher.api.EsscherException;
import org.esscher.api.Vector;

/** Checks of parameter vectors that come from outside. */
public final class Parameters {
  private Parameters() {}

  /**
   * The components of new parameters.
   *
   * @param parameters of the wanted size, finite
   * @param size the model's number of parameters
   * @return a new array
   * @throws EsscherException (PLUGIN) when the size differs or a component is not finite
   */
  public static double[] checked(Vector parameters, int size) {
    return checked(parameters.toArray(), size);
  }

  /**
   * The same for saved parameters.
   *
   * @param parameters of the wanted size, finite; handed over
   * @param size the model's number of parameters
   * @return the array
   * @throws EsscherException (PLUGIN) when the size differs or a component is not finite
   */
  public static double[] checked(double[] parameters, int size) {
    if (parameters.length != size) {
      throw EsscherException.plugin(
          "the model has %d parameters, got %d; was it saved with another configuration?",
          size, parameters.length);
    }
    for (int i = 0; i < size; i++) {
      if (!Double.isFinite(parameters[i])) {
        throw EsscherException.plugin(
            "parameter %d would become %s; parameters have to be finite", i, parameters[i]);
      }
    }
    return parameters;
  }
}
