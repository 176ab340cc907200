package org.esscher.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Many copies of a process that answers actions, side by side. Semantics are Gymnasium's: {@code
 * terminated} ends an episode inside the process (no value follows), {@code truncated} cuts it from
 * outside (a value follows). Nothing resets itself: the caller resets copies whose episode ended.
 *
 * <p>Batches have a row a copy; with several {@link #players} a row a copy and player, the players
 * of a copy together, in their order, named by the column {@code player}. All randomness comes from
 * the context. Used by one thread at a time.
 */
public interface Environment extends AutoCloseable {
  /**
   * Copies side by side.
   *
   * @return at least 1
   */
  int copies();

  /**
   * Who acts.
   *
   * @return names, one for an ordinary environment
   */
  default List<String> players() {
    return List.of("player");
  }

  /**
   * What a player may do: the values of the column {@code action}.
   *
   * @param player one of {@link #players}
   * @return the space; empty where the environment doesn't say. By default that of the exact model,
   *     where there is one
   */
  default Optional<Space> actionSpace(String player) {
    return tabular().map(model -> new Space.Discrete(model.actions()));
  }

  /**
   * What is shown: the values of the column {@code observation}.
   *
   * @return the space; empty where the environment doesn't say. By default that of the exact model,
   *     where there is one
   */
  default Optional<Space> observationSpace() {
    return tabular().map(model -> new Space.Discrete(model.states()));
  }

  /**
   * Starts episodes anew.
   *
   * @param copies the copies to start, by index
   * @param context randomness
   */
  void reset(int[] copies, Context context);

  /**
   * What every copy shows now.
   *
   * @param context columns
   * @return {@code observation}, {@code goal} where there is one, and whatever else a policy or a
   *     reward may read
   */
  Batch observe(Context context);

  /**
   * One step of every copy. A copy whose episode ended must be reset before the next step.
   *
   * @param actions what is done, in the column called "action"
   * @param context randomness, columns
   * @return {@code reward} (or {@code rewards}), {@code terminated}, {@code truncated}, {@code
   *     cost} where there is one, and each column of {@link #observe} as it is after the step, its
   *     name prefixed by {@code next_}
   * @throws EsscherException (DATA) when an action is out of range, naming its row
   */
  Batch step(Batch actions, Context context);

  /**
   * Everything that restores this environment, its knobs included.
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
