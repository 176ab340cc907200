package org.esscher.bench;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Expr;
import org.esscher.api.Model;

/**
 * Columns and randomness, for environments that want nothing else.
 *
 * @param columns makes the columns
 * @param random the generator
 */
record BenchContext(Columns columns, RandomGenerator random) implements Context {
  @Override
  public Model role(String role) {
    throw new IllegalStateException("no role is known: " + role);
  }

  @Override
  public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    throw new IllegalStateException("no component is known: " + id);
  }

  @Override
  public Pointwise pointwise(UnaryOperator<Expr> function, Column x) {
    throw new IllegalStateException("no expression is evaluated");
  }

  @Override
  public System.Logger logger() {
    return System.getLogger("org.esscher.bench");
  }
}
