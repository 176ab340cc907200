package org.esscher.neural;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.esscher.neural.internal.model.Perceptrons;
import org.jspecify.annotations.Nullable;

/**
 * An environment's dynamics as a probabilistic ensemble: each member predicts a diagonal Gaussian
 * of what comes next, such as the difference to the next observation and the reward.
 *
 * <p>Outputs: {@code mean} and {@code log_var} (natural logarithm of the variance), vectors of
 * {@code components} numbers, by the member that the row's column {@code member} numbers from 0,
 * which is needed where there is more than one: rows that are repeated with the number of each
 * member train them all, rows that are drawn with replacement for each member make a bootstrap, and
 * a member drawn a step makes a rollout. {@code mean_members} and {@code log_var_members}, a
 * member's components together. {@code bound_penalty}, the sum of the upper less that of the lower
 * bounds of {@code log_var}: variances are held between learned bounds, softly, and what trains
 * them adds a little of this. Derivatives flow to the inputs.
 *
 * @param inputs columns to read, numbers or vectors
 * @param width number of components of all inputs together
 * @param components number of components of a prediction
 * @param members number of networks, initialized independently
 * @param member the column of a row's member
 * @param hidden width of each hidden layer
 * @param activation activation function after each hidden layer
 * @param precision floating-point format of the networks
 */
@Component(
    value = "mlp-dynamics",
    summary = "Gaussian predictions of what comes next by an ensemble of perceptrons",
    paper = "Chua et al. 2018, arXiv 1805.12114")
public record MlpDynamics(
    @Default("[observation, action]") @NotEmpty List<String> inputs,
    @Positive int width,
    @Positive int components,
    @Default("5") @Positive int members,
    @Default("member") String member,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("silu") Activation activation,
    @Default("float32") Precision precision)
    implements ModelProvider {
  /**
   * Copies.
   *
   * @param inputs as for the record
   * @param width as for the record
   * @param components as for the record
   * @param members as for the record
   * @param member as for the record
   * @param hidden as for the record
   * @param activation as for the record
   * @param precision as for the record
   */
  public MlpDynamics {
    inputs = List.copyOf(inputs);
    hidden = List.copyOf(hidden);
  }

  @Override
  public Model create(Context context, @Nullable State saved) {
    return new Perceptrons(inputs, width, hidden, activation, precision, false)
        .dynamics(members, components, member, context, saved);
  }
}
