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
 * Independent Gaussians whose means a perceptron gives; with a {@code bound}, actions are bound ·
 * tanh of what is drawn. It samples, and is reparameterized: the output {@code action} is a
 * function of the input {@code noise}, standard normal by component.
 *
 * <p>Outputs: {@code logp} of the row's action, a log-density; {@code action}; {@code mode}, the
 * action at noise 0; {@code std} before squashing; {@code entropy}, without a bound. Derivatives
 * flow to the inputs, to the action from {@code logp}, and to the noise. The action and the noise
 * are read only by the outputs that depend on them.
 *
 * @param inputs columns to read, numbers or vectors
 * @param width number of components of all inputs together
 * @param components number of components of an action
 * @param action the column of the action
 * @param bound largest absolute value of an action's component, to which the network's outputs are
 *     squashed; 0 for actions on the whole line
 * @param std what the standard deviations of actions depend on
 * @param initialStd initial standard deviation, where it is shared
 * @param hidden width of each hidden layer
 * @param activation activation function after each hidden layer
 * @param precision floating-point format of the network
 */
@Component(
    value = "mlp-gaussian",
    summary = "Gaussian continuous actions by a perceptron, squashed into bounds on request",
    paper = "squashing of Haarnoja et al. 2018, arXiv 1801.01290, appendix C")
public record MlpGaussian(
    @Default("[observation]") @NotEmpty List<String> inputs,
    @Positive int width,
    @Positive int components,
    @Default("action") String action,
    @Default("0") @PositiveOrZero double bound,
    @Default("shared") Deviation std,
    @Default("1") @Positive double initialStd,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("tanh") Activation activation,
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
   * @param std as for the record
   * @param initialStd as for the record
   * @param hidden as for the record
   * @param activation as for the record
   * @param precision as for the record
   */
  public MlpGaussian {
    inputs = List.copyOf(inputs);
    hidden = List.copyOf(hidden);
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    return new Perceptrons(inputs, width, hidden, activation, precision, false)
        .gaussian(
            action,
            components,
            bound == 0 ? Double.POSITIVE_INFINITY : bound,
            std == Deviation.SHARED,
            initialStd,
            context,
            saved);
  }
}
