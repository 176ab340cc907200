package org.esscher.api;

/**
 * What an estimator's expressions may refer to: slots, the estimator's state, scalars. Asking is
 * declaring: the host traces an estimator once and knows from what it asked for which columns,
 * roles and passes it needs.
 */
public interface Inputs {
  /**
   * A named batch, such as {@code pairs}, {@code samples}, {@code transitions}. An estimator with
   * one slot names it too.
   *
   * @param name the slot
   * @return the slot
   */
  Slot slot(String name);

  /**
   * A number of the estimator's state, as it was before this batch.
   *
   * @param name the state
   * @param initial its value before the first batch
   * @return a BATCH value
   */
  Expr state(String name, double initial);

  /**
   * A number a key, as it was before this batch: a running log Z a prompt, a memory an example.
   *
   * @param name the state
   * @param key from {@link Slot#key}
   * @param initial the value of a key not seen before
   * @return a value at the key's level
   */
  Expr state(String name, Expr key, double initial);

  /**
   * The mean of a window of the state (see {@link Update#window}), as it was before this batch.
   *
   * @param name the state
   * @param whenEmpty the value while the window is empty
   * @return a BATCH value
   */
  Expr windowMean(String name, double whenEmpty);

  /**
   * The same inputs for an estimator inside this one: names of its state are prefixed.
   *
   * @param prefix a name unique among this estimator's children
   * @return inputs for the child
   */
  Inputs nested(String prefix);

  /**
   * The same inputs with one column of one slot computed instead of stored, for estimators that
   * wrap estimators.
   *
   * @param slot the slot
   * @param column the column that the child asks for
   * @param value what it gets
   * @return inputs for the child
   */
  Inputs with(String slot, String column, Expr value);
}
