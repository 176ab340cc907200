package org.esscher.plugins.gbrl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.esscher.api.EsscherException;

/**
 * The features of some rows, each a column of numbers or of categories. Its arrays are not changed
 * once it is made.
 */
final class FeatureTable {
  private final int rows;
  private final List<Feature> features;

  /**
   * A table.
   *
   * @param rows how many
   * @param features each with as many values
   */
  FeatureTable(int rows, List<Feature> features) {
    this.rows = rows;
    this.features = List.copyOf(features);
  }

  /**
   * A feature: one of the arrays has a value a row, the other none.
   *
   * @param name its column, with the component's index where that is a vector
   * @param isCategory whether values are categories
   * @param numbers finite
   * @param categories texts
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier
  record Feature(String name, boolean isCategory, double[] numbers, String[] categories) {
    static Feature of(String name, double[] numbers) {
      return new Feature(name, false, numbers, new String[0]);
    }

    static Feature of(String name, String[] categories) {
      return new Feature(name, true, new double[0], categories);
    }

    private Feature followedBy(Feature other) {
      double[] bothNumbers =
          Stream.of(numbers, other.numbers).flatMapToDouble(Arrays::stream).toArray();
      String[] bothCategories =
          Stream.of(categories, other.categories).flatMap(Arrays::stream).toArray(String[]::new);
      return new Feature(name, isCategory, bothNumbers, bothCategories);
    }
  }

  int rows() {
    return rows;
  }

  int width() {
    return features.size();
  }

  Feature feature(int index) {
    return features.get(index);
  }

  double number(int feature, int row) {
    return features.get(feature).numbers[row];
  }

  String category(int feature, int row) {
    return features.get(feature).categories[row];
  }

  /** Names of the features; those of categories begin with {@code =}. */
  List<String> signature() {
    return features.stream()
        .map(feature -> (feature.isCategory() ? "=" : "") + feature.name())
        .toList();
  }

  /** The rows of this table, then those of another with the same features. */
  FeatureTable followedBy(FeatureTable other) {
    if (!signature().equals(other.signature())) {
      throw EsscherException.plugin(
          "gradients of rows with features %s and %s can't be added",
          signature(), other.signature());
    }
    List<Feature> both = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      both.add(features.get(i).followedBy(other.features.get(i)));
    }
    return new FeatureTable(rows + other.rows, both);
  }

  /** Numbers of all rows. */
  int[] all() {
    return IntStream.range(0, rows).toArray();
  }
}
