package org.esscher.neural.internal.model;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.ParameterView;
import org.esscher.api.State;
import org.esscher.api.Trainable;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.neural.internal.network.ParameterVector;

/** What all models with a vector of network parameters have in common. */
public abstract class NetworkModel implements Model, Vectored, ParameterView, Trainable {
  private final ParameterVector parameters;

  /**
   * A model.
   *
   * @param parameters of its network
   */
  protected NetworkModel(ParameterVector parameters) {
    this.parameters = parameters;
  }

  /**
   * Refuses outputs that this model doesn't compute.
   *
   * @param asked for
   * @throws EsscherException (USER) naming them and those that there are
   */
  protected final void requireOutputs(Set<String> asked) {
    if (!outputs().containsAll(asked)) {
      throw EsscherException.user(
          "this network computes %s, but %s was asked for",
          new TreeSet<>(outputs()), new TreeSet<>(asked));
    }
  }

  /**
   * The parameters as they are now.
   *
   * @return not to be changed
   */
  protected final double[] numbers() {
    return parameters.values();
  }

  @Override
  public final Vector parameters() {
    return Vector.of(parameters.values());
  }

  @Override
  public final void assign(Vector changed) {
    parameters.assign(changed);
  }

  @Override
  public final Vector vector(Gradient gradient) {
    return ParameterGradient.vector(gradient, parameters.layout().size());
  }

  @Override
  public final Map<String, int[]> shapes() {
    return parameters.layout().shapes();
  }

  /** Plain gradient descent. */
  @Override
  public final void step(Gradient gradientOfSum, double weight, double rate) {
    if (!(weight > 0)) {
      throw EsscherException.data("a step needs rows of positive weight, their sum is %s", weight);
    }
    assign(parameters().plus(vector(gradientOfSum).times(-rate / weight)));
  }

  @Override
  public final State save() {
    return parameters.save();
  }
}
