package org.esscher.plugins.base.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/**
 * Features that the data bring along in a vector column.
 *
 * @param column the column
 * @param size components of a vector
 */
public record VectorFeatures(String column, int size) implements RowFeatures {
  @Override
  public List<SparseVector> of(Batch batch) {
    return of(batch, column);
  }

  /**
   * The features in another column of the same width.
   *
   * @param batch has the column
   * @param name the column
   * @return one vector a row
   * @throws EsscherException (DATA) when the width differs or a component is not finite
   */
  public List<SparseVector> of(Batch batch, String name) {
    Column vectors = batch.column(name);
    if (vectors.isText() || vectors.ragged() || vectors.width() != size) {
      throw EsscherException.data(
          "column '%s' has to hold vectors of %d numbers, got %s",
          name,
          size,
          vectors.isText() ? "text" : (vectors.ragged() ? "lists of " : "") + vectors.width());
    }
    double[] values = vectors.toArray();
    int[] indices = IntStream.range(0, size).toArray();
    List<SparseVector> features = new ArrayList<>(batch.rows());
    for (int row = 0; row < batch.rows(); row++) {
      double[] components = Arrays.copyOfRange(values, row * size, (row + 1) * size);
      for (int i = 0; i < size; i++) {
        if (!Double.isFinite(components[i])) {
          throw EsscherException.data(
              "row %d, column '%s': component %d is %s; features have to be finite",
              row, name, i, components[i]);
        }
      }
      features.add(new SparseVector(indices, components));
    }
    return features;
  }
}
