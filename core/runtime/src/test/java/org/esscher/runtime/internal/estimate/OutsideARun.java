package org.esscher.runtime.internal.estimate;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Model;

/** The context of a call that needs columns alone. */
public record OutsideARun(Columns columns) implements Context {
  @Override
  public RandomGenerator random() {
    throw new AssertionError("an expression draws nothing");
  }

  @Override
  public Model role(String role) {
    throw EsscherException.user("there is no role %s outside a run", role);
  }

  @Override
  public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    throw EsscherException.user("there is no component %s here", id);
  }

  @Override
  public Pointwise pointwise(UnaryOperator<Expr> function, Column x) {
    throw new AssertionError("no model is called here");
  }

  @Override
  public System.Logger logger() {
    return System.getLogger("test");
  }
}
