package org.esscher.api;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** What a call may use beside its arguments. Belongs to one call on one thread. */
public interface Context {
  /**
   * Makes columns that live as long as the call's result is used by the host.
   *
   * @return the factory
   */
  Columns columns();

  /**
   * The call's source of randomness, seeded by the run.
   *
   * @return the generator
   */
  RandomGenerator random();

  /**
   * A model of the run.
   *
   * @param role the role, with {@code @version} for a snapshot
   * @return the model; the host owns it
   * @throws EsscherException (USER) when there is no such role, naming those that there are
   */
  Model role(String role);

  /**
   * A component by id.
   *
   * @param <T> its kind
   * @param kind the interface it must implement
   * @param id the id
   * @param config its configuration by field name, defaults for the rest
   * @return the component
   * @throws EsscherException (USER) when the id or the configuration is refused
   */
  <T> T component(Class<T> kind, String id, Map<String, ?> config);

  /**
   * Evaluates a function that is given as an expression, and its derivative, at every number of a
   * column: for models in code that take an {@link FDivergence} or another component that speaks in
   * expressions.
   *
   * @param function maps an expression to one at the same level, number by number; it may not
   *     reduce over elements, nor read anything but its argument
   * @param x where; finite numbers of any shape
   * @return value and derivative at each number, in the shape of x
   * @throws EsscherException (PLUGIN) when the function is no function of one number
   * @throws EsscherException (DATA) when x holds text or a number that is not finite, or when a
   *     value is NaN, naming the row
   */
  Pointwise pointwise(UnaryOperator<Expr> function, Column x);

  /**
   * Whether results of this call may be pulled back: a model that keeps what its way back needs may
   * keep less where they are not, as long as a pullback is right all the same.
   *
   * @return true, unless the host knows that nobody will
   */
  default boolean differentiates() {
    return true;
  }

  /**
   * Tells whoever waits for this call how far it is. A {@link Learner} that goes over rows, or
   * iterates a known number of times, calls it as it goes; for each row is not too often.
   *
   * @param fraction the part of its work that is done, within [0, 1]; not less than before
   */
  default void progress(double fraction) {}

  /**
   * The logger of the component that is being called.
   *
   * @return a logger
   */
  System.Logger logger();

  /**
   * A function at every number of a column. Infinite values and derivatives are kept.
   *
   * @param value f(x), in the shape of x
   * @param derivative f′(x), in the shape of x
   */
  record Pointwise(Column value, Column derivative) {}
}
