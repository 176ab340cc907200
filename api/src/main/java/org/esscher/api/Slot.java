package org.esscher.api;

/** One named batch of an estimator. Asking it for a column or a model output declares it. */
public interface Slot {
  /**
   * A stored column, frozen. At TOKEN one value a row is a list of one token; at ROW a list column
   * is summed over its tokens; at GROUP it must be constant within each group; at BATCH it must be
   * constant.
   *
   * @param name the column
   * @param level the level
   * @return the values
   */
  Expr column(String name, Level level);

  /**
   * A stored column that may be absent.
   *
   * @param name the column
   * @param level the level
   * @param otherwise the value where the batch has no such column
   * @return the values
   */
  Expr columnOr(String name, Level level, double otherwise);

  /**
   * An output of a model, filled by the run: {@code output("policy", "logp", ROW)}, {@code
   * output("value@target", "value", ROW)}. The model's inputs come from columns of the same names
   * unless {@link Expr#at} says otherwise. Only outputs of the current version (no {@code @}) can
   * be trained.
   *
   * @param role the role, with {@code @version} for a snapshot
   * @param output the model's output
   * @param level the level; per-token outputs asked for at ROW are summed; at BATCH it is the first
   *     row's, for outputs that depend on no row, such as multipliers and temperatures
   * @return the values
   */
  Expr output(String role, String output, Level level);

  /**
   * A key for a keyed state: the value of a column that identifies something, text or whole number.
   * Nothing can be computed of it. An estimator in code that reads it gets the column as it is
   * stored, once a row or once a group.
   *
   * @param column the column, such as {@code prompt_id}
   * @return a key at ROW, or at GROUP when it is the column that groups this slot
   */
  Expr key(String column);

  /**
   * 1 on the first row of the batch that has its combination of values in these columns, else 0:
   * its sum counts distinct combinations. In a batch that lacks one of the columns, every row is 1.
   *
   * @param columns at least one column, of any type
   * @return a ROW value
   */
  Expr firstOccurrence(String... columns);

  /**
   * The weight of each row in reductions: the {@code weight} column, or 1.
   *
   * @return a ROW value
   */
  Expr weight();

  /**
   * The same slot with GROUP defined: rows with equal values in this column form a group, wherever
   * they stand in the batch. A batch that is split keeps groups whole.
   *
   * @param column the key, text or whole number, such as {@code prompt_id}
   * @return the grouped slot
   */
  Slot groupedBy(String column);

  /**
   * The same slot with one column computed from others.
   *
   * @param column its name
   * @param value its values, of this slot or BATCH
   * @return the slot
   */
  Slot with(String column, Expr value);
}
