package org.esscher.api;

/** Capability of a sequence {@link Policy} that gives the whole distribution of the next token. */
public interface NextDistribution {
  /**
   * Log-probabilities of every next token.
   *
   * @param prefixes rows with the model's inputs, each a prefix
   * @param context makes the columns
   * @return vectors of the vocabulary's size, whose exponentials sum to 1
   */
  Column nextLogp(Batch prefixes, Context context);
}
