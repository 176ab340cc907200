package org.esscher.plugins.gbrl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/**
 * Which columns are features. Each component of a vector is one; text is a category.
 *
 * @param columns in their order
 * @param categorical columns whose numbers are categories too
 */
record FeatureColumns(List<String> columns, List<String> categorical) {
  /**
   * Checks.
   *
   * @param columns as for the record
   * @param categorical as for the record
   */
  FeatureColumns {
    columns = List.copyOf(columns);
    categorical = List.copyOf(categorical);
    if (columns.isEmpty() || Set.copyOf(columns).size() != columns.size()) {
      throw EsscherException.user(
          "features are %s; at least one column is needed, none of them twice", columns);
    }
    for (String column : categorical) {
      if (!columns.contains(column)) {
        throw EsscherException.user(
            "categorical names the column %s, which is none of the features %s", column, columns);
      }
    }
  }

  /**
   * Reads the features.
   *
   * @throws EsscherException (DATA) when a column is missing or holds lists, or when a number is
   *     not finite
   */
  FeatureTable of(Batch batch) {
    List<FeatureTable.Feature> features = new ArrayList<>();
    for (String name : columns) {
      Column column = batch.column(name);
      if (column.ragged()) {
        throw EsscherException.data(
            "the feature column %s holds lists; numbers, vectors or text are needed", name);
      }
      for (int component = 0; component < column.width(); component++) {
        String feature = column.width() == 1 ? name : name + "[" + component + "]";
        features.add(
            column.isText() || categorical.contains(name)
                ? FeatureTable.Feature.of(feature, categories(name, column, component))
                : FeatureTable.Feature.of(feature, numbers(name, column, component)));
      }
    }
    return new FeatureTable(batch.rows(), features);
  }

  private static double[] numbers(String name, Column column, int component) {
    double[] numbers = new double[column.rows()];
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] = column.at((long) row * column.width() + component);
      if (!Double.isFinite(numbers[row])) {
        throw EsscherException.data(
            "row %d: component %d of the feature column %s is %s; trees need finite numbers",
            row, component, name, numbers[row]);
      }
    }
    return numbers;
  }

  private static String[] categories(String name, Column column, int component) {
    String[] categories = new String[column.rows()];
    if (column.isText()) {
      for (int row = 0; row < categories.length; row++) {
        if (column.isMissing(row)) {
          throw EsscherException.data("row %d: the feature column %s is missing", row, name);
        }
        categories[row] = column.text(row);
      }
    } else {
      double[] numbers = numbers(name, column, component);
      Arrays.setAll(categories, row -> category(numbers[row]));
    }
    return categories;
  }

  /** A number as a category: 3 and 3.0 are the same, and so are 0 and −0. */
  private static String category(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
