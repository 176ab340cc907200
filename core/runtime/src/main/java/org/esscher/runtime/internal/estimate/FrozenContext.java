package org.esscher.runtime.internal.estimate;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Expr;
import org.esscher.api.Model;

/**
 * The context of a call whose results nobody pulls back.
 *
 * @param whole what it is otherwise
 */
public record FrozenContext(Context whole) implements Context {
  @Override
  public boolean differentiates() {
    return false;
  }

  @Override
  public Columns columns() {
    return whole.columns();
  }

  @Override
  public RandomGenerator random() {
    return whole.random();
  }

  @Override
  public Model role(String role) {
    return whole.role(role);
  }

  @Override
  public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    return whole.component(kind, id, config);
  }

  @Override
  public Pointwise pointwise(UnaryOperator<Expr> function, Column x) {
    return whole.pointwise(function, x);
  }

  @Override
  public System.Logger logger() {
    return whole.logger();
  }
}
