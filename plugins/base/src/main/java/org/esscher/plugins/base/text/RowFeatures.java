package org.esscher.plugins.base.text;

import java.util.List;
import org.esscher.api.Batch;

/** A vector of features for each row, from one column. */
public interface RowFeatures {
  /**
   * The column that is read.
   *
   * @return its name
   */
  String column();

  /**
   * Components of a vector.
   *
   * @return at least 1
   */
  int size();

  /**
   * The features of a batch.
   *
   * @param batch has the column
   * @return one vector a row
   */
  List<SparseVector> of(Batch batch);
}
