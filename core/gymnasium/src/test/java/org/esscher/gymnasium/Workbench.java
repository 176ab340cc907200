package org.esscher.gymnasium;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Expr;
import org.esscher.api.Model;
import org.esscher.data.Arena;

/** A context outside a run. */
final class Workbench implements Context, AutoCloseable {
  private final Arena arena = Arena.root("test");
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);

  @Override
  public Columns columns() {
    return arena;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Model role(String role) {
    throw new AssertionError("environments ask for no role");
  }

  @Override
  public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    throw new AssertionError("this environment asks for no component");
  }

  @Override
  public Pointwise pointwise(UnaryOperator<Expr> function, Column x) {
    throw new AssertionError("environments evaluate no expression");
  }

  @Override
  public System.Logger logger() {
    return System.getLogger("test");
  }

  @Override
  public void close() {
    arena.close();
  }
}
