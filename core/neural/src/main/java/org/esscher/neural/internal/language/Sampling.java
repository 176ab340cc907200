package org.esscher.neural.internal.language;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.neural.internal.model.Softmax;

/**
 * Draws token by token. Each row draws from a generator of its own, so that a row's draws depend on
 * no other row.
 */
final class Sampling {
  private final Tokenizer tokenizer;
  private final SamplingRule rule;
  private final int maxTokens;
  private final List<RandomGenerator> randoms;
  private final int[][] drawn;
  private final double[][] logp;
  private final int[] counts;
  private final int[] states;
  private final boolean[] ended;

  Sampling(Tokenizer tokenizer, SamplingRule rule, int maxTokens, List<RandomGenerator> randoms) {
    this.tokenizer = tokenizer;
    this.rule = rule;
    this.maxTokens = maxTokens;
    this.randoms = randoms;
    this.drawn = new int[randoms.size()][maxTokens];
    this.logp = new double[randoms.size()][maxTokens];
    this.counts = new int[randoms.size()];
    this.states = new int[randoms.size()];
    this.ended = new boolean[randoms.size()];
  }

  /** Draws for all rows. */
  void run(Continuation continuation) {
    double[] logits = continuation.first();
    for (int step = 0; step < maxTokens; step++) {
      draw(logits, step);
      if (allEnded() || step + 1 == maxTokens) {
        return;
      }
      int at = step;
      logits =
          continuation.next(
              IntStream.range(0, drawn.length)
                  .map(row -> ended[row] ? tokenizer.begin() : drawn[row][at])
                  .toArray());
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

  private void draw(double[] logits, int step) {
    int vocabulary = tokenizer.size();
    for (int row = 0; row < drawn.length; row++) {
      if (ended[row]) {
        continue;
      }
      double[] own = Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary);
      if (tokenizer.states() > 1) {
        double[] ban = tokenizer.ban(states[row]);
        Arrays.setAll(own, token -> own[token] + ban[token]);
      }
      double[] distribution = rule.logp(own);
      int token = Softmax.draw(distribution, 0, vocabulary, randoms.get(row));
      drawn[row][step] = token;
      logp[row][step] = distribution[token];
      counts[row] = step + 1;
      ended[row] = token == tokenizer.end();
      states[row] = tokenizer.next(states[row], token);
    }
  }

  /** Whether a row was cut at the limit before its end. */
  boolean truncated(int row) {
    return !ended[row];
  }

  /** A row's text, without an incomplete character at its end. */
  String text(int row) {
    return tokenizer.decode(drawn[row], textTokens(row));
  }

  private int textTokens(int row) {
    return ended[row] ? counts[row] - 1 : counts[row];
  }

  /** Tokens of a row's text, without an end. */
  int[] tokens(int row) {
    int kept = ended[row] || !tokenizer.determined() ? textTokens(row) : encoded(row);
    return Arrays.copyOf(drawn[row], kept);
  }

  private int encoded(int row) {
    return tokenizer.encode(text(row)).length;
  }

  /** Log-probabilities of a row's tokens, as many as its text and its end have. */
  double[] logp(int row) {
    return Arrays.copyOf(logp[row], tokens(row).length + (ended[row] ? 1 : 0));
  }
}
