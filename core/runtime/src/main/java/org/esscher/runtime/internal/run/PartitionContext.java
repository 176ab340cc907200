package org.esscher.runtime.internal.run;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Model;

/**
 * The context of a partition: without randomness, since a generator that is drawn from row after
 * row would stand elsewhere in each partition. Of one thread.
 */
final class PartitionContext implements Context {
  private final Context whole;
  private boolean asked;

  /**
   * A context.
   *
   * @param whole what it is otherwise
   */
  PartitionContext(Context whole) {
    this.whole = whole;
  }

  /** Ends the computation, which is made again where all rows are. */
  @Override
  public RandomGenerator random() {
    asked = true;
    throw EsscherException.user("random numbers are drawn where all rows are, not in partitions");
  }

  /** Whether random numbers were asked for. */
  boolean draws() {
    return asked;
  }

  @Override
  public boolean differentiates() {
    return whole.differentiates();
  }

  @Override
  public Columns columns() {
    return whole.columns();
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
