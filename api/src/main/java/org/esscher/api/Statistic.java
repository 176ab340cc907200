package org.esscher.api;

import java.util.Map;

/**
 * Named numbers of a batch: values of policies, frontiers, diagnostics. The host gives standard
 * errors of BATCH values by the delta method (the infinitesimal jackknife over rows, or over groups
 * where the expression uses GROUP); finer values come out as columns.
 */
@FunctionalInterface
public non-sealed interface Statistic extends Estimator {
  /**
   * States the numbers.
   *
   * @param in slots and state
   * @return expressions by name, snake_case; reported in this map's order, which is not the same in
   *     each process where it is made by {@code Map.of}
   */
  Map<String, Expr> quantities(Inputs in);
}
