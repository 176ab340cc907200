package org.esscher.api;

import java.util.Map;
import java.util.Set;

/**
 * Outputs of one forward pass, and the way back. The host closes it; its columns belong to the
 * call.
 */
public interface Forward extends AutoCloseable {
  /**
   * An output that was asked for.
   *
   * @param name the output
   * @return as many rows as the batch
   */
  Column output(String name);

  /**
   * Pulls cotangents back to the parameters, and to inputs that are asked for, without changing the
   * model.
   *
   * @param cotangents derivatives of the SUM over rows, by output, in the outputs' shapes
   * @param wantedInputs inputs whose cotangents are wanted, for models with {@link InputGradient};
   *     usually none
   * @return the gradient of the sum, and the inputs' cotangents
   */
  Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs);

  /** Frees what the pass keeps; nothing by default. May be called twice. */
  @Override
  default void close() {}

  /**
   * What {@link #pullback} returns.
   *
   * @param gradient of the sum, with respect to the parameters
   * @param inputs of the sum, with respect to the wanted inputs
   */
  record Pullback(Gradient gradient, Map<String, Column> inputs) {
    /**
     * Copies.
     *
     * @param gradient as for the record
     * @param inputs as for the record
     */
    public Pullback {
      inputs = Map.copyOf(inputs);
    }
  }
}
