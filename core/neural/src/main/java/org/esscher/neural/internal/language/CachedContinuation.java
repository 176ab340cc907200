package org.esscher.neural.internal.language;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.network.Weights;

/**
 * A transformer that goes on. Keys and values of earlier tokens are kept, so that a step costs one
 * token a row. Prompts are padded on the left, masked.
 */
final class CachedContinuation implements Continuation {
  private final LanguageModel model;
  private final List<int[]> prompts;
  private final Scope scope;
  private final Weights weights;
  private final Past.Cache past;
  private final int padded;
  private int steps;

  CachedContinuation(LanguageModel model, List<int[]> prompts, Scope scope, Weights weights) {
    this.model = model;
    this.prompts = prompts;
    this.scope = scope;
    this.weights = weights;
    this.past = new Past.Cache(model.trunk().layers(), scope);
    this.padded = prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(0);
  }

  private int pad(int row) {
    return padded - prompts.get(row).length;
  }

  @Override
  public double[] first() {
    int rows = prompts.size();
    long[] tokens = new long[rows * padded];
    long[] positions = new long[rows * padded];
    double[] mask = new double[rows * padded * padded];
    for (int row = 0; row < rows; row++) {
      int[] prompt = prompts.get(row);
      for (int i = 0; i < padded; i++) {
        int place = i - pad(row);
        tokens[row * padded + i] = place < 0 ? model.tokenizer().begin() : prompt[place];
        positions[row * padded + i] = Math.max(0, place);
        for (int seen = 0; seen < padded; seen++) {
          boolean sees = seen >= pad(row) && seen <= i;
          mask[(row * padded + i) * padded + seen] = sees ? 0 : Transformer.NEVER;
        }
      }
    }
    try (Scope step = scope.nested()) {
      PtNDArray masked = step.numbers(mask, model.precision(), rows, 1, padded, padded);
      return logits(step, tokens, positions, padded, masked);
    }
  }

  @Override
  public double[] next(int[] drawn) {
    int rows = prompts.size();
    int seen = padded + steps + 1;
    long[] positions = new long[rows];
    double[] mask = new double[rows * seen];
    for (int row = 0; row < rows; row++) {
      positions[row] = (long) prompts.get(row).length + steps;
      Arrays.fill(mask, row * seen, row * seen + pad(row), Transformer.NEVER);
    }
    steps++;
    try (Scope step = scope.nested()) {
      PtNDArray masked = step.numbers(mask, model.precision(), rows, 1, 1, seen);
      return logits(step, Arrays.stream(drawn).asLongStream().toArray(), positions, 1, masked);
    }
  }

  /** Logits after the last of some tokens, row by row. */
  private double[] logits(Scope step, long[] tokens, long[] positions, int time, PtNDArray mask) {
    int rows = prompts.size();
    PtNDArray hidden =
        model
            .trunk()
            .hidden(
                weights,
                step.integers(tokens, rows, time),
                step.integers(positions, rows, time),
                mask,
                step,
                past);
    PtNDArray last = JniUtils.slice(hidden, 1, time - 1L, time, 1);
    PtNDArray flat = JniUtils.reshape(last, new long[] {rows, model.trunk().width()});
    return Scope.toDoubles(model.trunk().logits(weights, flat));
  }
}
