package org.esscher.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Many copies of a process that answers actions, side by side, a row a copy. Semantics are
 * Gymnasium's: {@code terminated} ends an episode inside the process (no value follows), {@code
 * truncated} cuts it from outside (a value follows).
 *
 * <p>Used by one thread at a time.
 */
public interface Environment extends AutoCloseable {
  /**
   * Copies side by side.
   *
   * @return at least 1
   */
  int copies();

  /**
   * Who acts: rows of {@link #step} bear a {@code player} column when there are several.
   *
   * @return names, one for an ordinary environment
   */
  default List<String> players() {
    return List.of("player");
  }

  /**
   * Starts episodes anew.
   *
   * @param rows the copies to start; none means all
   * @param context randomness, columns
   * @return {@code observation}, and {@code goal} where there is one, of every copy
   */
  Batch reset(int[] rows, Context context);

  /**
   * One step of every copy. A copy whose episode ended must be reset before the next step.
   *
   * @param actions a row a copy, with the column of that name in the singular
   * @param context randomness, columns
   * @return {@code next_observation, reward} (or {@code rewards}), {@code cost} where there is one,
   *     {@code terminated, truncated}
   */
  Batch step(Batch actions, Context context);

  /**
   * Everything that restores this environment.
   *
   * @return the state
   */
  State save();

  /**
   * Goes back to a saved moment.
   *
   * @param saved from {@link #save}
   */
  void restore(State saved);

  /**
   * Changes a physical constant, where the environment has knobs.
   *
   * @param knobs value by name
   * @throws EsscherException (USER) naming the knobs that there are
   */
  default void perturb(Map<String, Double> knobs) {
    if (!knobs.isEmpty()) {
      throw EsscherException.user("this environment has no knobs; asked for " + knobs.keySet());
    }
  }

  /**
   * The exact model, where states and actions are finitely many.
   *
   * @return the model, or empty
   */
  default Optional<TabularModel> tabular() {
    return Optional.empty();
  }

  /** Frees what the environment holds; nothing by default. May be called twice. */
  @Override
  default void close() {}
}
