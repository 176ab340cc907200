package org.esscher.plugins.base.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.plugins.base.model.ScalarColumn;

/**
 * Features of rows from columns of several kinds.
 *
 * <ul>
 *   <li>A number or a truth value is a feature with that value; a vector, one a component.
 *   <li>A text, or a number that is a category, is a feature of value 1 whose name holds the value.
 *   <li>Of a text that is to be read, each word and each run of up to n words is a feature; their
 *       counts are divided by the root of the sum of their squares, were they all different.
 * </ul>
 *
 * @param features columns of numbers, vectors, and texts that are categories
 * @param categories columns whose values are categories even when they are numbers
 * @param texts columns whose texts are read word by word
 * @param ngrams longest run of words that is a feature, at least 1
 * @param hash hashes names
 */
public record ColumnFeatures(
    List<String> features,
    List<String> categories,
    List<String> texts,
    int ngrams,
    FeatureHash hash) {
  /**
   * The columns that are read.
   *
   * @return each once
   */
  public List<String> columns() {
    Set<String> all = new LinkedHashSet<>(features);
    all.addAll(categories);
    all.addAll(texts);
    return List.copyOf(all);
  }

  /**
   * The features of a batch.
   *
   * @param batch has the columns
   * @return one a row
   * @throws EsscherException (DATA) for a value that is missing or not finite, with row and column
   */
  public List<HashedRow> of(Batch batch) {
    List<HashedRow> rows = new ArrayList<>(batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      rows.add(new HashedRow());
    }
    for (String name : features) {
      Column column = batch.column(name);
      if (column.isText()) {
        addCategories(batch, name, rows);
      } else {
        addNumbers(column, name, rows);
      }
    }
    categories.forEach(name -> addCategories(batch, name, rows));
    texts.forEach(name -> addWords(batch, name, rows));
    return rows;
  }

  private void addNumbers(Column column, String name, List<HashedRow> rows) {
    if (column.ragged()) {
      throw EsscherException.data(
          "column '%s' holds lists; a feature is a number, a vector of fixed width, or text", name);
    }
    long named = hash.of(name);
    int width = column.width();
    for (int row = 0; row < rows.size(); row++) {
      for (int i = 0; i < width; i++) {
        double value = column.at((long) row * width + i);
        if (!Double.isFinite(value)) {
          throw EsscherException.data(
              "row %d, column '%s': %s is %s; features have to be finite",
              row, name, width == 1 ? "the value" : "component " + i, value);
        }
        rows.get(row).add(hash.of(named, i), value);
      }
    }
  }

  private void addCategories(Batch batch, String name, List<HashedRow> rows) {
    long named = hash.of(name);
    ScalarColumn values = ScalarColumn.of(batch, name);
    for (int row = 0; row < rows.size(); row++) {
      rows.get(row).add(hash.of(named, hash.of(values.key(row))), 1);
    }
  }

  private void addWords(Batch batch, String name, List<HashedRow> rows) {
    long named = hash.of(name);
    ScalarColumn values = ScalarColumn.of(batch, name);
    for (int row = 0; row < rows.size(); row++) {
      long[] runs = WordRuns.hashes(Words.of(values.text(row)), ngrams, hash);
      for (long run : runs) {
        rows.get(row).add(hash.of(named, run), 1 / Math.sqrt(runs.length));
      }
    }
  }
}
