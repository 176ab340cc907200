package org.esscher.neural.internal.language;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.model.Softmax;
import org.esscher.neural.internal.network.Weights;

/**
 * Continues prompts token by token. Keys and values of earlier tokens are kept, so that a step
 * costs one token a row. Prompts are padded on the left, masked; each row draws from a generator of
 * its own, so that a row's draws depend on no other row.
 */
final class Sampling {
  private final LanguageModel model;
  private final SamplingRule rule;
  private final int maxTokens;
  private final List<int[]> prompts;
  private final List<RandomGenerator> randoms;
  private final int padded;
  private final int[][] drawn;
  private final double[][] logp;
  private final int[] counts;
  private final int[] states;
  private final boolean[] ended;

  Sampling(
      LanguageModel model,
      SamplingRule rule,
      int maxTokens,
      List<int[]> prompts,
      List<RandomGenerator> randoms) {
    this.model = model;
    this.rule = rule;
    this.maxTokens = maxTokens;
    this.prompts = prompts;
    this.randoms = randoms;
    this.padded = prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(0);
    this.drawn = new int[prompts.size()][maxTokens];
    this.logp = new double[prompts.size()][maxTokens];
    this.counts = new int[prompts.size()];
    this.states = new int[prompts.size()];
    this.ended = new boolean[prompts.size()];
  }

  /** Draws for all rows. */
  void run(Scope scope, Weights weights) {
    Past.Cache past = new Past.Cache(model.trunk().layers(), scope);
    double[] logits = first(scope, weights, past);
    for (int step = 0; step < maxTokens; step++) {
      draw(logits, step);
      if (allEnded() || step + 1 == maxTokens) {
        return;
      }
      logits = next(scope, weights, past, step);
    }
  }

  private boolean allEnded() {
    for (boolean each : ended) {
      if (!each) {
        return false;
      }
    }
    return true;
  }

  private int pad(int row) {
    return padded - prompts.get(row).length;
  }

  /** Logits after the prompts. */
  private double[] first(Scope scope, Weights weights, Past past) {
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
      return logits(step, weights, tokens, positions, padded, masked, past);
    }
  }

  /** Logits after the tokens of a step. */
  private double[] next(Scope scope, Weights weights, Past past, int step) {
    int rows = prompts.size();
    int seen = padded + step + 1;
    long[] tokens = new long[rows];
    long[] positions = new long[rows];
    double[] mask = new double[rows * seen];
    for (int row = 0; row < rows; row++) {
      tokens[row] = ended[row] ? model.tokenizer().begin() : drawn[row][step];
      positions[row] = (long) prompts.get(row).length + step;
      Arrays.fill(mask, row * seen, row * seen + pad(row), Transformer.NEVER);
    }
    try (Scope nested = scope.nested()) {
      PtNDArray masked = nested.numbers(mask, model.precision(), rows, 1, 1, seen);
      return logits(nested, weights, tokens, positions, 1, masked, past);
    }
  }

  /** Logits after the last of some tokens, row by row. */
  private double[] logits(
      Scope step,
      Weights weights,
      long[] tokens,
      long[] positions,
      int time,
      PtNDArray mask,
      Past past) {
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

  private void draw(double[] logits, int step) {
    int vocabulary = model.tokenizer().size();
    for (int row = 0; row < prompts.size(); row++) {
      if (ended[row]) {
        continue;
      }
      double[] own = Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary);
      double[] ban = model.ban(states[row]);
      for (int token = 0; token < vocabulary; token++) {
        own[token] += ban[token];
      }
      double[] distribution = rule.logp(own);
      int token = Softmax.draw(distribution, 0, vocabulary, randoms.get(row));
      drawn[row][step] = token;
      logp[row][step] = distribution[token];
      counts[row] = step + 1;
      ended[row] = token == model.tokenizer().end();
      states[row] = model.tokenizer().next(states[row], token);
    }
  }

  /** Whether a row was cut at the limit before its end. */
  boolean truncated(int row) {
    return !ended[row];
  }

  /** A row's text, without an incomplete character at its end. */
  String text(int row) {
    return model.tokenizer().decode(drawn[row], textTokens(row));
  }

  private int textTokens(int row) {
    return ended[row] ? counts[row] - 1 : counts[row];
  }

  /** Log-probabilities of a row's tokens, as many as its text and its end have. */
  double[] logp(int row) {
    int kept = ended[row] ? counts[row] : model.tokenizer().encode(text(row)).length;
    return Arrays.copyOf(logp[row], kept);
  }
}
