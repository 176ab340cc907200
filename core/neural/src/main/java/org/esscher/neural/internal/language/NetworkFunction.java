package org.esscher.neural.internal.language;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.network.Layout;
import org.esscher.neural.internal.network.Pass;
import org.esscher.neural.internal.network.Weights;

/** A {@link TokenFunction} that is computed by operations on arrays. Immutable. */
interface NetworkFunction extends TokenFunction {
  /** The parameters. */
  Layout layout();

  /** What it computes with. */
  Precision precision();

  /**
   * Outputs of some sequences.
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

  @Override
  default double[] values(
      double[] parameters, List<Sequence> sequences, double[] temperatures, List<String> outputs) {
    return Pass.values(
        layout(),
        precision(),
        parameters,
        (scope, weights) -> outputs(sequences, temperatures, outputs, scope, weights));
  }

  @Override
  default TokenPass begin(
      double[] parameters, List<Sequence> sequences, double[] temperatures, List<String> outputs) {
    Pass pass =
        Pass.of(
            layout(),
            precision(),
            parameters,
            (scope, weights) -> outputs(sequences, temperatures, outputs, scope, weights));
    return new NetworkPass(pass);
  }

  /** A pass of a network, which is handed over. */
  record NetworkPass(Pass pass) implements TokenPass {
    @Override
    public double[] values() {
      return pass.values();
    }

    @Override
    public double[] pullback(double[] cotangents) {
      return pass.pullback(cotangents, false).parameters();
    }

    @Override
    public void close() {
      pass.close();
    }
  }
}
