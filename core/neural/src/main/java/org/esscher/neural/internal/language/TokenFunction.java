package org.esscher.neural.internal.language;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.network.Layout;
import org.esscher.neural.internal.network.Weights;

/** A differentiable function of parameters and of the scored tokens of sequences. Immutable. */
interface TokenFunction {
  /** The parameters. */
  Layout layout();

  /** What it computes with. */
  Precision precision();

  /** Components of an output a scored token. */
  int width(String output);

  /**
   * Outputs of some sequences, computed together; a sequence's depend on no other.
   *
   * @param sequences at least one, each with a scored token
   * @param temperatures one a sequence
   * @param outputs their names
   * @param scope makes constants
   * @param weights the parameters
   * @return a vector: the outputs one after the other, each for all scored tokens in order
   */
  PtNDArray outputs(
      List<Sequence> sequences,
      double[] temperatures,
      List<String> outputs,
      Scope scope,
      Weights weights);
}
