package org.esscher.neural.internal.language;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.Arrays;
import org.esscher.api.EsscherException;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.engine.NativeEngine;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.engine.ScriptModule;

/**
 * What a module has to be, so that it is a causal language model over a tokenizer's tokens: tried
 * on a few tokens, before anything is computed with it.
 */
final class ModuleContract {
  private final ScriptModule module;
  private final Tokenizer tokenizer;

  ModuleContract(ScriptModule module, Tokenizer tokenizer) {
    this.module = module;
    this.tokenizer = tokenizer;
  }

  /** Refuses a module that is something else. */
  void require() {
    int begin = tokenizer.begin();
    double[] alone = logits(1, begin);
    // Other sizes than the first: a trace may have learned its example's by heart.
    double[] followed = logits(2, begin, 0, tokenizer.end(), begin, 1 % tokenizer.size(), 0);
    double scale = 1 + Arrays.stream(alone).map(Math::abs).max().orElse(0);
    // Sums in another order: some hundred roundings.
    double rounding = module.precision() == Precision.FLOAT64 ? 1e-12 : 1e-4;
    int vocabulary = alone.length;
    for (int i = 0; i < vocabulary; i++) {
      double difference =
          Math.max(
              Math.abs(alone[i] - followed[i]), Math.abs(alone[i] - followed[3 * vocabulary + i]));
      if (!(difference <= rounding * scale)) {
        throw EsscherException.data(
            "%s: the logits at a first token change by %.3g with the tokens after it or beside it;"
                + " a causal language model in evaluation mode (model.eval() before the trace, no"
                + " dropout) is needed",
            module, difference);
      }
    }
  }

  private double[] logits(int rows, long... tokens) {
    try (Scope scope = NativeEngine.get().scope()) {
      int time = tokens.length / rows;
      PtNDArray logits = module.call(scope.integers(tokens, rows, time), false);
      long[] shape = logits.getShape().getShape();
      DataType type = logits.getDataType();
      if (shape.length != 3
          || shape[0] != rows
          || shape[1] != time
          || (type != DataType.FLOAT32 && type != DataType.FLOAT64)) {
        throw EsscherException.data(
            "%s gives %s %s for tokens %d · %d; a language model gives logits rows · time ·"
                + " vocabulary",
            module, type, Arrays.toString(shape), rows, time);
      }
      if (shape[2] < tokenizer.size()) {
        throw EsscherException.data(
            "%s predicts %d tokens, but the tokenizer has %d; name the tokenizer that it was"
                + " trained with",
            module, shape[2], tokenizer.size());
      }
      return Scope.toDoubles(logits);
    }
  }
}
