package org.esscher.plugins.base.policy;

import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.State;

/** Numbers the contexts of a tabular policy from 0. */
interface ContextTable {
  /** The number of a context that is not known. */
  int UNKNOWN = -1;

  /** Columns that identify a context. */
  List<String> columns();

  /** How many contexts are known. */
  int size();

  /** The number of each row's context, or {@link #UNKNOWN}. */
  int[] find(Batch batch);

  /** The same, after unknown contexts have been taken in, if this table can. */
  int[] findOrAdopt(Batch batch);

  /** What is needed to know the same contexts again. */
  State save();
}
