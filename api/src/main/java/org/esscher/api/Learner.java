package org.esscher.api;

import java.util.Map;

/**
 * Fits a model without a gradient: in closed form, by elimination, by dynamic programming, by
 * boosting. A fitted model is saved as the learner's id, its configuration and the {@link State}.
 */
public non-sealed interface Learner extends Estimator {
  /**
   * Declares what is read, by name.
   *
   * @param in slots and state
   * @return expressions at TOKEN, ROW or GROUP
   */
  Map<String, Expr> reads(Inputs in);

  /**
   * Fits.
   *
   * @param data what was declared, the whole log
   * @param previous the last fit of the same learner, or empty
   * @param context randomness, columns, roles
   * @return everything that {@link #load} needs
   */
  State fit(Data data, State previous, Context context);

  /**
   * The fitted model.
   *
   * @param fitted from {@link #fit}
   * @param context roles, columns
   * @return the model
   */
  Model load(State fitted, Context context);
}
