package org.esscher.spitests;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A policy over three sequences, A, BC and BD: the first token is drawn by one softmax of two
 * logits, the second, where there is one, by another. Small enough to sum over all that it can do.
 */
final class SampledPolicy {
  /** Sequences by number: each token as the index of its logit. */
  private static final int[][] TOKENS = {{0}, {1, 2}, {1, 3}};

  private final double[] logits;

  /** The policy that samples. */
  SampledPolicy() {
    this(0.4, -0.3, 0.1, 0.9);
  }

  private SampledPolicy(double... logits) {
    this.logits = logits;
  }

  /** Another policy, drawn by a name. */
  static SampledPolicy named(String name) {
    RandomGenerator random = Workspace.random(name.hashCode());
    return new SampledPolicy(random.doubles(4, -1, 1).toArray());
  }

  static int outcomes() {
    return TOKENS.length;
  }

  static int tokens(int outcome) {
    return TOKENS[outcome].length;
  }

  int parameters() {
    return logits.length;
  }

  SampledPolicy moved(int parameter, double by) {
    double[] moved = logits.clone();
    moved[parameter] += by;
    return new SampledPolicy(moved);
  }

  /** Log-probability of each token of a sequence. */
  double[] logp(int outcome) {
    return Arrays.stream(TOKENS[outcome])
        .mapToDouble(token -> Math.log(probability(token)))
        .toArray();
  }

  /** Probability of a sequence. */
  double probabilityOf(int outcome) {
    return Math.exp(Arrays.stream(logp(outcome)).sum());
  }

  private double probability(int token) {
    int other = token ^ 1;
    return 1 / (1 + Math.exp(logits[other] - logits[token]));
  }

  /**
   * Adds a gradient: Σ c·∇log π over a sequence's tokens.
   *
   * @param outcome the sequence
   * @param cotangents one a token, or one for the sum
   * @param factor multiplies it
   * @param into receives the sum
   */
  void pullback(int outcome, double[] cotangents, double factor, double[] into) {
    int[] tokens = TOKENS[outcome];
    for (int i = 0; i < tokens.length; i++) {
      double cotangent = cotangents[cotangents.length == tokens.length ? i : 0];
      int token = tokens[i];
      into[token] += factor * cotangent * (1 - probability(token));
      into[token ^ 1] -= factor * cotangent * probability(token ^ 1);
    }
  }
}
