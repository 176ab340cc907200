package org.esscher.api;

import java.util.random.RandomGenerator;

/** Capability of a {@link Policy} that can draw actions or completions. */
public interface Sampler {
  /**
   * Draws.
   *
   * @param contexts rows to act on
   * @param each draws a row, at least 1
   * @param random the source of randomness
   * @param context makes the columns
   * @return contexts.rows() · each rows, the draws of one context together: the context's columns,
   *     the drawn columns ({@code action} or {@code completion}) and {@code behavior_logp}, the
   *     log-probability under the distribution that was sampled
   */
  Batch sample(Batch contexts, int each, RandomGenerator random, Context context);
}
