package org.esscher.plugins.gbrl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tests that one feature offers, and the bin that each row falls into. A row passes test k of
 * numbers when its bin is above k, and test k of categories when its bin is k.
 *
 * @param splits in the order in which the first of equally good ones is taken
 * @param bin of each row, from 0 to the number of splits
 * @param ordered whether the feature is a number
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier
record FeatureSplits(List<Split> splits, int[] bin, boolean ordered) {
  /**
   * The tests of a feature.
   *
   * @param table the rows
   * @param feature its index
   * @param gradients that are scored, row by row
   * @param bins parts of a number; categories at most
   * @param rule of thresholds
   */
  static FeatureSplits of(
      FeatureTable table, int feature, double[] gradients, int bins, CandidateRule rule) {
    FeatureTable.Feature values = table.feature(feature);
    return values.isCategory()
        ? ofCategories(feature, values.categories(), gradients, bins)
        : ofNumbers(feature, values.numbers(), bins, rule);
  }

  private static FeatureSplits ofNumbers(
      int feature, double[] numbers, int bins, CandidateRule rule) {
    double[] thresholds = rule.thresholds(numbers, bins);
    int[] bin = new int[numbers.length];
    for (int row = 0; row < bin.length; row++) {
      int found = Arrays.binarySearch(thresholds, numbers[row]);
      bin[row] = found >= 0 ? found : -1 - found;
    }
    return new FeatureSplits(
        Arrays.stream(thresholds).mapToObj(value -> Split.above(feature, value)).toList(),
        bin,
        true);
  }

  private static FeatureSplits ofCategories(
      int feature, String[] categories, double[] gradients, int bins) {
    int width = gradients.length / categories.length;
    Map<String, Double> squares = new TreeMap<>();
    for (int row = 0; row < categories.length; row++) {
      double square = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        square += gradients[i] * gradients[i];
      }
      squares.merge(categories[row], square, Double::sum);
    }
    List<Split> splits = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    squares.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(bins)
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(
            category -> {
              numbers.put(category, splits.size());
              splits.add(Split.equal(feature, category));
            });
    int[] bin = new int[categories.length];
    Arrays.setAll(bin, row -> numbers.getOrDefault(categories[row], splits.size()));
    return new FeatureSplits(splits, bin, false);
  }
}
