package org.esscher.neural;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.neural.internal.model.Perceptrons;
import org.jspecify.annotations.Nullable;

/**
 * One action a row, which a perceptron gives; with a {@code bound}, bound · tanh of its result. It
 * has no log-probability; as a sampler it gives its action, whose {@code behavior_logp} is 0.
 * Output: {@code action}. Derivatives flow to the inputs.
 *
 * @param inputs columns to read, numbers or vectors
 * @param width number of components of all inputs together
 * @param components number of components of an action
 * @param action the column of the action
 * @param bound largest absolute value of an action's component, to which the network's outputs are
 *     squashed; 0 for actions on the whole line
 * @param hidden width of each hidden layer
 * @param activation activation function after each hidden layer
 * @param precision floating-point format of the network
 */
@Component(
    value = "mlp-deterministic",
    summary = "deterministic continuous actions, by a perceptron",
    paper = "as the actor of Lillicrap et al. 2015, arXiv 1509.02971")
public record MlpDeterministic(
    @Default("[observation]") @NotEmpty List<String> inputs,
    @Positive int width,
    @Positive int components,
    @Default("action") String action,
    @Default("0") @PositiveOrZero double bound,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("relu") Activation activation,
    @Default("float32") Precision precision)
    implements PolicyProvider {
  /**
   * Copies.
   *
   * @param inputs as for the record
   * @param width as for the record
   * @param components as for the record
   * @param action as for the record
   * @param bound as for the record
   * @param hidden as for the record
   * @param activation as for the record
   * @param precision as for the record
   */
  public MlpDeterministic {
    inputs = List.copyOf(inputs);
    hidden = List.copyOf(hidden);
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    return new Perceptrons(inputs, width, hidden, activation, precision, false)
        .deterministic(
            action, components, bound == 0 ? Double.POSITIVE_INFINITY : bound, context, saved);
  }
}
