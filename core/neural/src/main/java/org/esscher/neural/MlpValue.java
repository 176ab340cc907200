package org.esscher.neural;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
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
 * Numbers a row by a perceptron, or by an ensemble: state values, discriminators' logits, predicted
 * observations, as {@code output} names them.
 *
 * <p>Outputs, with the default name: {@code value}, the mean over members; {@code value_min}, the
 * smallest member's; {@code value_std}, the members' population standard deviation (ddof 0); {@code
 * value_members}, a vector, a member's components together. Derivatives flow to the inputs.
 *
 * @param inputs columns to read, numbers or vectors
 * @param width number of components of all inputs together
 * @param output name of the output
 * @param components number of components of the output
 * @param members number of networks, initialized independently
 * @param hidden width of each hidden layer
 * @param activation activation function after each hidden layer
 * @param layerNorm whether hidden layers are normalized before their activation
 * @param precision floating-point format of the network
 */
@Component(
    value = "mlp-value",
    summary = "numbers by a perceptron or an ensemble: values, logits, predictions")
public record MlpValue(
    @Default("[observation]") @NotEmpty List<String> inputs,
    @Positive int width,
    @Default("value") @Pattern(regexp = "[a-z][a-z0-9_]*") String output,
    @Default("1") @Positive int components,
    @Default("1") @Positive int members,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("tanh") Activation activation,
    @Default("false") boolean layerNorm,
    @Default("float32") Precision precision)
    implements ModelProvider {
  /**
   * Copies.
   *
   * @param inputs as for the record
   * @param width as for the record
   * @param output as for the record
   * @param components as for the record
   * @param members as for the record
   * @param hidden as for the record
   * @param activation as for the record
   * @param layerNorm as for the record
   * @param precision as for the record
   */
  public MlpValue {
    inputs = List.copyOf(inputs);
    hidden = List.copyOf(hidden);
  }

  @Override
  public Model create(Context context, @Nullable State saved) {
    return new Perceptrons(inputs, width, hidden, activation, precision, layerNorm)
        .critic(output, members, components, "", context, saved);
  }
}
