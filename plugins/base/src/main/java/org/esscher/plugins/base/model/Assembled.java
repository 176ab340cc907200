package org.esscher.plugins.base.model;

import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;

/**
 * A model that the SPI makes of others, and that owns them. Its capabilities are those of what the
 * SPI made.
 */
public class Assembled implements Model {
  private final Model whole;
  private final Children children;

  /**
   * A model.
   *
   * @param whole made of the children
   * @param children saved and closed with this model
   */
  public Assembled(Model whole, Children children) {
    this.whole = whole;
    this.children = children;
  }

  @Override
  public final Set<String> inputs() {
    return whole.inputs();
  }

  @Override
  public final Optional<String> groupedBy(Set<String> columns) {
    return whole.groupedBy(columns);
  }

  @Override
  public final Set<String> outputs() {
    return whole.outputs();
  }

  @Override
  public final Forward forward(Batch batch, Set<String> outputs, Context context) {
    return whole.forward(batch, outputs, context);
  }

  @Override
  public final <T> Optional<T> as(Class<T> capability) {
    return whole.as(capability);
  }

  @Override
  public final State save() {
    return children.save();
  }

  @Override
  public final void close() {
    children.close();
  }
}
