package org.esscher.plugins.base.model;

import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.jspecify.annotations.Nullable;

/** Parameters of models whose parameters are one array: checks, saving and restoring. */
public final class Parameters {
  private static final String NAME = "parameters";

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
   * What {@link #saved} made a state of.
   *
   * @param saved the state, or null for a new model
   * @param size the model's number of parameters
   * @return a new array; zeros for a new model
   * @throws EsscherException (PLUGIN) when the size differs or a component is not finite
   */
  public static double[] restored(@Nullable State saved, int size) {
    return saved == null ? new double[size] : checked(saved.get(NAME), size);
  }

  /**
   * Parameters as a state.
   *
   * @param parameters copied
   * @return the state
   */
  public static State saved(double[] parameters) {
    return State.empty().with(NAME, parameters);
  }

  private static double[] checked(double[] parameters, int size) {
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
