package org.esscher.neural;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.neural.internal.model.Perceptrons;
import org.jspecify.annotations.Nullable;

/**
 * A reward by a perceptron, or by an ensemble whose members disagree where there was no data.
 *
 * <p>Outputs: {@code score}, the mean over members; {@code score_min}, the smallest member's;
 * {@code score_std}, the members' population standard deviation (ddof 0); {@code score_members}, a
 * vector, a member's components together. Derivatives flow to the inputs.
 *
 * @param inputs columns to read, numbers or vectors
 * @param width number of components of all inputs together
 * @param components number of components of a score; 1 for a plain number
 * @param members number of networks, initialized independently
 * @param hidden width of each hidden layer
 * @param activation activation function after each hidden layer
 * @param layerNorm whether hidden layers are normalized before their activation
 * @param precision floating-point format of the networks
 */
@Component(
    value = "mlp-reward",
    summary = "score by a perceptron or an ensemble",
    paper = "ensembles as in Coste et al. 2023, arXiv 2310.02743")
public record MlpReward(
    @Default("[observation, action]") @NotEmpty List<String> inputs,
    @Positive int width,
    @Default("1") @Positive int components,
    @Default("1") @Positive int members,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("relu") Activation activation,
    @Default("false") boolean layerNorm,
    @Default("float32") Precision precision)
    implements RewardModelProvider {
  /**
   * Copies.
   *
   * @param inputs as for the record
   * @param width as for the record
   * @param components as for the record
   * @param members as for the record
   * @param hidden as for the record
   * @param activation as for the record
   * @param layerNorm as for the record
   * @param precision as for the record
   */
  public MlpReward {
    inputs = List.copyOf(inputs);
    hidden = List.copyOf(hidden);
  }

  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    return new Perceptrons(inputs, width, hidden, activation, precision, layerNorm)
        .reward(members, components, context, saved);
  }
}
