package org.esscher.neural.api;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.engine.NativeEngine;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.expression.DeviceRows;
import org.esscher.neural.internal.expression.Lowering;
import org.jspecify.annotations.Nullable;

/**
 * Expressions as operations of the native engine, for columns that live on its device: what the
 * host computes from Arrow columns, without copying them there and their cotangents back. The
 * engine's own differentiation gives the gradients.
 *
 * <p>Values agree with the host's to the precision of the numbers, gradients too, kinks included
 * (see {@link org.esscher.api.Op}), with one exception, which is the engine's own: 0 times an
 * infinite derivative is NaN there, and nothing here. So what doesn't count (a branch that {@code
 * SELECT} doesn't take, a row of weight 0, the deviation of a group of one) needs finite
 * derivatives all the same. Whoever takes the gradient looks for NaN.
 *
 * <p>Not thread-safe. What {@link #value} returns is freed by {@link #close}.
 */
public final class DeviceExpressions implements AutoCloseable {
  private final Precision precision;
  private final Function<Expr, @Nullable DeviceColumn> columns;
  private final Map<String, DeviceRows> slots = new LinkedHashMap<>();
  private final Scope memory = NativeEngine.get().scope();

  /**
   * Expressions over some columns.
   *
   * @param precision of the columns, and so of all numbers
   * @param columns the numbers of a leaf (a {@code COLUMN}, {@code OUTPUT}, {@code INPUT_GRADIENT},
   *     or a value of the state), or null where there are none: the leaf's default holds then
   */
  public DeviceExpressions(Precision precision, Function<Expr, @Nullable DeviceColumn> columns) {
    this.precision = precision;
    this.columns = columns;
  }

  /**
   * Says what rows a slot has: their number, groups, {@code weight} and {@code loss_mask}.
   *
   * @param slot its name
   * @param batch its rows; other columns are not looked at
   * @param groupKey the column that groups rows, or null for a group a row
   * @return this
   */
  public DeviceExpressions slot(String slot, Batch batch, @Nullable String groupKey) {
    slots.put(slot, DeviceRows.of(batch, groupKey));
    return this;
  }

  /**
   * Computes.
   *
   * @param expr at any level, over columns of slots that have been named
   * @return its values, shaped [elements, width], in the order of the rows that they belong to: one
   *     for the batch, one a group (by first appearance), one a row, one for each existing token,
   *     one for each pair by its first row
   * @throws EsscherException (USER) when a slot was not named or the engine doesn't know an
   *     operation, (DATA) when columns don't fit each other
   */
  public NDArray value(Expr expr) {
    PtNDArray found =
        Scope.result(() -> new Lowering(memory, precision, slots, columns).value(expr));
    memory.keep(found);
    return found;
  }

  @Override
  public void close() {
    memory.close();
  }
}
