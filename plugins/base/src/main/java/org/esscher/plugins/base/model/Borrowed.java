package org.esscher.plugins.base.model;

import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;

/** A model that belongs to somebody else, who saves and closes it. */
class Borrowed implements Model {
  private final Model model;

  Borrowed(Model model) {
    this.model = model;
  }

  @Override
  public final Set<String> inputs() {
    return model.inputs();
  }

  @Override
  public final Optional<String> groupedBy(Set<String> columns) {
    return model.groupedBy(columns);
  }

  @Override
  public final Set<String> outputs() {
    return model.outputs();
  }

  @Override
  public final Forward forward(Batch batch, Set<String> outputs, Context context) {
    return model.forward(batch, outputs, context);
  }

  @Override
  public final <T> Optional<T> as(Class<T> capability) {
    return model.as(capability);
  }

  /** Nothing: the owner saves it. */
  @Override
  public final State save() {
    return State.empty();
  }
}
