package org.esscher.runtime.internal.expression;

import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Expr;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Program} is bound to: layouts of the slots, values of the leaves, the estimator's
 * state.
 */
public interface Bindings {
  /**
   * The layout of a slot.
   *
   * @param slot the slot
   * @return its frame
   */
  Frame frame(String slot);

  /**
   * The stored values of a column or model output.
   *
   * @param leaf a COLUMN, OUTPUT or INPUT_GRADIENT
   * @return the values, or null where the batch lacks an optional column
   */
  @Nullable Column column(Expr leaf);

  /**
   * The estimator's state before the batch.
   *
   * @return the state
   */
  State state();

  /**
   * How the partitions of the rows learn of each other.
   *
   * @return {@link Exchange#ALONE} where all rows are here
   */
  default Exchange exchange() {
    return Exchange.ALONE;
  }

  /**
   * A keyed state as a map.
   *
   * @param name the state
   * @return value by key
   */
  Map<String, Double> keyed(String name);
}
