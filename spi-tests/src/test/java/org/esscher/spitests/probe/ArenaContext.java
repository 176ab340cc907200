package org.esscher.spitests.probe;

import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Expr;
import org.esscher.api.Model;

/** A context with columns and seeded randomness, and nothing else. */
record ArenaContext(Columns columns, RandomGenerator random) implements Context {
  ArenaContext(Columns columns) {
    this(columns, new Random(1));
  }

  @Override
  public Model role(String role) {
    throw new AssertionError("no probe asks its context for " + role);
  }

  @Override
  public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    throw new AssertionError("no probe asks its context for " + id);
  }

  @Override
  public Pointwise pointwise(UnaryOperator<Expr> function, Column x) {
    throw new AssertionError("no probe evaluates functions outside an estimator");
  }

  @Override
  public System.Logger logger() {
    return System.getLogger(ArenaContext.class.getName());
  }
}
