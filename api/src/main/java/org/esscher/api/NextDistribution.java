package org.esscher.api;

import java.util.List;

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

  /**
   * The tokens as texts, by which others continue a prefix, or hold the distributions of two
   * policies against each other: a {@code completion} is continued by a token by appending its
   * text.
   *
   * @return a text for each component of {@link #nextLogp}, all different, the empty one for the
   *     token that ends a completion; no texts at all where tokens have none of their own, such as
   *     bytes that are parts of characters
   */
  default List<String> vocabulary() {
    return List.of();
  }
}
