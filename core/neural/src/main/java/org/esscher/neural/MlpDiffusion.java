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
 * A diffusion policy: an action is what remains of noise that a perceptron takes away step by step,
 * so that its distribution may have several modes.
 *
 * <p>Output: {@code eps_pred}, the noise that the perceptron sees in √ᾱ·action + √(1−ᾱ)·noise, from
 * the columns {@code action}, {@code noise} (standard normal, of the action's components) and
 * {@code diffusion_step} (a whole number from 1 to {@code steps}, which fixes ᾱ): what is descended
 * is its squared error against {@code noise}. There is no log-probability. Samples have an action
 * and no {@code behavior_logp}.
 *
 * @param inputs columns to read, numbers or vectors
 * @param width number of components of all inputs together
 * @param components number of components of an action
 * @param action the column of the action
 * @param steps number of diffusion steps that make an action out of noise
 * @param bound largest absolute component of an action; 0 for none
 * @param hidden width of each hidden layer
 * @param activation activation function after each hidden layer
 * @param precision floating-point format of the network
 */
@Component(
    value = "mlp-diffusion",
    summary =
        "continuous actions with several modes, by diffusion; samples without log-probability",
    paper = "Ho et al. 2020, arXiv 2006.11239; as a policy, Wang et al. 2022, arXiv 2208.06193")
public record MlpDiffusion(
    @Default("[observation]") @NotEmpty List<String> inputs,
    @Positive int width,
    @Positive int components,
    @Default("action") String action,
    @Default("10") @Positive int steps,
    @Default("0") @PositiveOrZero double bound,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("silu") Activation activation,
    @Default("float32") Precision precision)
    implements PolicyProvider {
  /**
   * Copies.
   *
   * @param inputs as for the record
   * @param width as for the record
   * @param components as for the record
   * @param action as for the record
   * @param steps as for the record
   * @param bound as for the record
   * @param hidden as for the record
   * @param activation as for the record
   * @param precision as for the record
   */
  public MlpDiffusion {
    inputs = List.copyOf(inputs);
    hidden = List.copyOf(hidden);
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    return new Perceptrons(inputs, width, hidden, activation, precision, false)
        .diffusion(
            action,
            components,
            steps,
            bound == 0 ? Double.POSITIVE_INFINITY : bound,
            context,
            saved);
  }
}
