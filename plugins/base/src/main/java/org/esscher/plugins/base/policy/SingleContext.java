package org.esscher.plugins.base.policy;

import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.State;

/** Every row has the same context. */
final class SingleContext implements ContextTable {
  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public int[] find(Batch batch) {
    return new int[batch.rows()];
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
