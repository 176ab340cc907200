package org.esscher.neural;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
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
 * A softmax over numbered actions whose logits a perceptron gives. It enumerates and samples.
 * Outputs: {@code logp} of the row's action; {@code class_logp} and {@code logits}, vectors over
 * the actions; {@code entropy} in nats.
 *
 * @param inputs columns to read, numbers or vectors
 * @param width number of components of all inputs together
 * @param actions number of actions
 * @param action the column of the action, numbered from 0
 * @param hidden width of each hidden layer
 * @param activation activation function after each hidden layer
 * @param precision floating-point format of the network
 */
@Component(value = "mlp-categorical", summary = "softmax over numbered actions by a perceptron")
public record MlpCategorical(
    @Default("[observation]") @NotEmpty List<String> inputs,
    @Positive int width,
    @Min(2) int actions,
    @Default("action") String action,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("tanh") Activation activation,
    @Default("float32") Precision precision)
    implements PolicyProvider {
  /**
   * Copies.
   *
   * @param inputs as for the record
   * @param width as for the record
   * @param actions as for the record
   * @param action as for the record
   * @param hidden as for the record
   * @param activation as for the record
   * @param precision as for the record
   */
  public MlpCategorical {
    inputs = List.copyOf(inputs);
    hidden = List.copyOf(hidden);
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    return new Perceptrons(inputs, width, hidden, activation, precision, false)
        .categorical(action, actions, context, saved);
  }
}
