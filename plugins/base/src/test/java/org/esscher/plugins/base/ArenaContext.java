package org.esscher.plugins.base;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Model;
import org.esscher.data.Arena;

/** A context outside a run: an arena of its own, a generator seeded with 1, and given roles. */
public final class ArenaContext implements Context, AutoCloseable {
  private final Arena arena = Arena.root("test");
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
  private final Map<String, Model> roles = new HashMap<>();
  private final List<Double> progress = new ArrayList<>();

  /** Puts a model in a role. */
  public ArenaContext with(String role, Model model) {
    roles.put(role, model);
    return this;
  }

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
    Model model = roles.get(role);
    if (model == null) {
      throw EsscherException.user("there is no role '%s'", role);
    }
    return model;
  }

  @Override
  public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    throw new AssertionError("no component of this plugin asks for " + id);
  }

  @Override
  public Pointwise pointwise(UnaryOperator<Expr> function, Column x) {
    throw new AssertionError("no component of this plugin evaluates functions in code");
  }

  @Override
  public void progress(double fraction) {
    progress.add(fraction);
  }

  /** What calls told of how far they are. */
  public List<Double> progress() {
    return List.copyOf(progress);
  }

  @Override
  public System.Logger logger() {
    return System.getLogger("org.esscher.plugins.base.test");
  }

  @Override
  public void close() {
    arena.close();
  }
}
