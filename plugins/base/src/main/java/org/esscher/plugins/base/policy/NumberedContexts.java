package org.esscher.plugins.base.policy;

import java.util.Arrays;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.State;
import org.esscher.plugins.base.model.ScalarColumn;

/** Contexts that the data number from 0. */
final class NumberedContexts implements ContextTable {
  private final String column;
  private final int contexts;

  NumberedContexts(String column, int contexts) {
    this.column = column;
    this.contexts = contexts;
  }

  @Override
  public List<String> columns() {
    return List.of(column);
  }

  @Override
  public int size() {
    return contexts;
  }

  @Override
  public int[] find(Batch batch) {
    ScalarColumn numbers = ScalarColumn.of(batch, column);
    int[] found = new int[batch.rows()];
    Arrays.setAll(found, row -> numbers.index(row, contexts));
    return found;
  }

  @Override
  public int[] findOrAdopt(Batch batch) {
    return find(batch);
  }

  @Override
  public State save() {
    return State.empty();
  }
}
