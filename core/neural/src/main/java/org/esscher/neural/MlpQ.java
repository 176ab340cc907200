package org.esscher.neural;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.esscher.neural.internal.model.Perceptrons;
import org.jspecify.annotations.Nullable;

/**
 * Action values by a perceptron, or by twins or a larger ensemble.
 *
 * <p>Where actions are numbers or vectors, they are among the {@code inputs}, and derivatives flow
 * to them. Where they are numbered ({@code actions} above 0), the network reads the other inputs
 * and has a result for each action.
 *
 * <p>Outputs: {@code q}, the mean over members; {@code q_min}, the smallest member's, as in clipped
 * double Q-learning; {@code q_std}, the members' population standard deviation (ddof 0); {@code
 * q_members}, a vector; of numbered actions also {@code q_all}, the mean over members for each
 * action, which doesn't read the row's action.
 *
 * @param inputs columns to read, numbers or vectors
 * @param width number of components of all inputs together
 * @param actions number of numbered actions; 0 where the action is an input
 * @param action the column of the action
 * @param members number of networks, initialized independently; 2 for twins
 * @param hidden width of each hidden layer
 * @param activation activation function after each hidden layer
 * @param layerNorm whether hidden layers are normalized before their activation
 * @param precision floating-point format of the network
 */
@Component(
    value = "mlp-q",
    summary = "action values by a perceptron, twins or an ensemble",
    paper = "twins of Fujimoto et al. 2018, arXiv 1802.09477")
public record MlpQ(
    @Default("[observation, action]") @NotEmpty List<String> inputs,
    @Positive int width,
    @Default("0") @PositiveOrZero int actions,
    @Default("action") String action,
    @Default("2") @Positive int members,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("relu") Activation activation,
    @Default("false") boolean layerNorm,
    @Default("float32") Precision precision)
    implements ModelProvider {
  /**
   * Copies and checks.
   *
   * @param inputs as for the record
   * @param width as for the record
   * @param actions as for the record
   * @param action as for the record
   * @param members as for the record
   * @param hidden as for the record
   * @param activation as for the record
   * @param layerNorm as for the record
   * @param precision as for the record
   */
  public MlpQ {
    inputs = List.copyOf(inputs);
    hidden = List.copyOf(hidden);
    if (inputs.contains(action) == actions > 0) {
      throw EsscherException.user(
          "'mlp-q' reads the action as one of its inputs %s or chooses among its %d results by it,"
              + " not both and not neither; set inputs to all but '%s' where actions are numbered",
          inputs, actions, action);
    }
  }

  @Override
  public Model create(Context context, @Nullable State saved) {
    return new Perceptrons(inputs, width, hidden, activation, precision, layerNorm)
        .critic("q", members, Math.max(1, actions), actions > 0 ? action : "", context, saved);
  }
}
