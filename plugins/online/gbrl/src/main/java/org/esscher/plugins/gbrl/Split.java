package org.esscher.plugins.gbrl;

import org.jspecify.annotations.Nullable;

/**
 * A test of one feature: {@code x > threshold} of a number, {@code x = category} of a category.
 * What passes goes right; so a category that was never seen goes left.
 *
 * @param feature its index
 * @param threshold of a number
 * @param category null for a number
 */
record Split(int feature, double threshold, @Nullable String category) {
  static Split above(int feature, double threshold) {
    return new Split(feature, threshold, null);
  }

  static Split equal(int feature, String category) {
    return new Split(feature, 0, category);
  }

  boolean right(FeatureTable table, int row) {
    return category == null
        ? table.number(feature, row) > threshold
        : category.equals(table.category(feature, row));
  }
}
