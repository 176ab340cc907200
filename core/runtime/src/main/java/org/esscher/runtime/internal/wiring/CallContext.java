package org.esscher.runtime.internal.wiring;

import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Model;
import org.esscher.runtime.internal.expression.ColumnFunction;
import org.esscher.runtime.internal.load.Components;
import org.slf4j.LoggerFactory;

/** What one call of a component may use. */
public final class CallContext implements Context {
  /** Finds no roles: for calls outside a run. */
  public static final Function<String, Model> NO_ROLES =
      role -> {
        throw EsscherException.user("there is no role %s outside a run", role);
      };

  private final Columns columns;
  private final RandomGenerator random;
  private final Function<String, Model> roles;
  private final Components components;
  private final String logger;
  private final DoubleConsumer follower;

  /**
   * A context of a call that nobody follows.
   *
   * @param columns the call's arena
   * @param seed of the call's generator
   * @param roles finds models
   * @param components makes components
   * @param logger name of the component's logger
   */
  public CallContext(
      Columns columns,
      long seed,
      Function<String, Model> roles,
      Components components,
      String logger) {
    this(columns, seed, roles, components, logger, fraction -> {});
  }

  /**
   * A context.
   *
   * @param columns the call's arena
   * @param seed of the call's generator
   * @param roles finds models
   * @param components makes components
   * @param logger name of the component's logger
   * @param follower is told how far the call is
   */
  public CallContext(
      Columns columns,
      long seed,
      Function<String, Model> roles,
      Components components,
      String logger,
      DoubleConsumer follower) {
    this.columns = columns;
    this.random = generator(seed);
    this.roles = roles;
    this.components = components;
    this.logger = logger;
    this.follower = follower;
  }

  /**
   * The generator that all randomness of the host comes from.
   *
   * @param seed any number
   * @return L64X128MixRandom
   */
  public static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @Override
  public Columns columns() {
    return columns;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Model role(String role) {
    return roles.apply(role);
  }

  @Override
  public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    return components.create(kind, id, config);
  }

  @Override
  public Pointwise pointwise(UnaryOperator<Expr> function, Column x) {
    return ColumnFunction.evaluate(function, x, columns);
  }

  @Override
  public void progress(double fraction) {
    follower.accept(fraction);
  }

  @Override
  public System.Logger logger() {
    return new Slf4jLogger(LoggerFactory.getLogger("org.esscher.plugin." + logger));
  }
}
