package org.esscher.plugins.base.text;

import org.esscher.api.EsscherException;

/**
 * Whether a linear model sees hashed features of {@code completion}, or features that the data
 * bring along.
 */
public final class FeatureChoice {
  private FeatureChoice() {}

  /**
   * The features of a completion.
   *
   * @param features a vector column, or empty for hashed features of the text
   * @param width components of that column's vectors; 0 for features of the text
   * @param buckets number of hashed features
   * @param ngrams longest run of words that is a feature
   * @param seed of the hash
   * @return the features
   */
  public static RowFeatures of(String features, int width, int buckets, int ngrams, long seed) {
    return features.isEmpty()
        ? new TextFeatures("completion", buckets, ngrams, seed)
        : new VectorFeatures(features, width);
  }

  /**
   * Refuses a vector column without a width, and a width without a column.
   *
   * @param features as for {@link #of}
   * @param width as for {@link #of}
   * @throws EsscherException (USER) saying which of them is missing
   */
  public static void check(String features, int width) {
    if (features.isEmpty() != (width == 0)) {
      throw EsscherException.user(
          "a vector column and its number of components go together, got features '%s' and width"
              + " %d; give both, or neither for features of the text",
          features, width);
    }
  }
}
