package org.esscher.neural.internal.language;

import java.util.List;

/**
 * A differentiable function of parameters and of the scored tokens of sequences. A sequence's
 * outputs depend on no other.
 */
interface TokenFunction {
  /** Components of an output a scored token. */
  int width(String output);

  /**
   * Computes outputs of some sequences together.
   *
   * @param parameters all of them
   * @param sequences at least one, each with a scored token
   * @param temperatures one a sequence
   * @param outputs their names
   * @return the outputs one after the other, each for all scored tokens in order
   */
  double[] values(
      double[] parameters, List<Sequence> sequences, double[] temperatures, List<String> outputs);

  /**
   * Computes the same and keeps the way back.
   *
   * @param parameters all of them
   * @param sequences at least one, each with a scored token
   * @param temperatures one a sequence
   * @param outputs their names
   * @return the pass; whoever begins it closes it
   */
  TokenPass begin(
      double[] parameters, List<Sequence> sequences, double[] temperatures, List<String> outputs);
}
