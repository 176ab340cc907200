package org.esscher.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A number of equal steps of a {@link PhasedRecipe}.
 *
 * @param name for messages
 * @param steps how many, at least 0
 * @param action what each step does
 */
public record Phase(String name, int steps, Action action) {
  /**
   * Checks.
   *
   * @param name as for the record
   * @param steps as for the record
   * @param action as for the record
   */
  public Phase {
    if (steps < 0) {
      throw EsscherException.plugin(
          "the phase %s has %d steps; at least 0 are needed", name, steps);
    }
  }

  /** What a step does. */
  @FunctionalInterface
  public interface Action {
    /**
     * One step.
     *
     * @param state what the last step returned
     * @param run the host
     * @param index of this step in its phase, from 0
     * @return the recipe's next state
     */
    State step(State state, Run run, int index);
  }

  /** What a step does that leaves the recipe's state as it is. */
  @FunctionalInterface
  public interface Effect {
    /**
     * One step.
     *
     * @param run the host
     * @param index of this step in its phase, from 0
     */
    void act(Run run, int index);
  }

  private static Action keeping(Effect effect) {
    return (state, run, index) -> {
      effect.act(run, index);
      return state;
    };
  }

  /**
   * A phase that leaves the recipe's state as it is.
   *
   * @param name as for the record
   * @param steps as for the record
   * @param effect what each step does
   * @return the phase
   */
  public static Phase of(String name, int steps, Effect effect) {
    return new Phase(name, steps, keeping(effect));
  }

  /**
   * Training on the next rows of datasets.
   *
   * @param stage what is trained, and how; names the phase
   * @param steps how many, at least 0
   * @param slots where the rows of each slot come from
   * @param rows rows a step, of each dataset
   * @param rate the factor of the learning rates while the phase goes on
   * @return the phase
   */
  public static Phase training(
      Stage stage, int steps, Map<String, Dataset> slots, int rows, Schedule rate) {
    Map<String, Dataset> sources = new LinkedHashMap<>(slots);
    return of(
        stage.name(),
        steps,
        (run, index) -> {
          Map<String, Batch> batches = new LinkedHashMap<>();
          sources.forEach((slot, dataset) -> batches.put(slot, run.next(dataset, rows)));
          run.train(stage.atRate(rate.at((double) index / steps)), batches);
        });
  }

  /**
   * The same phase, whose first step begins with something else.
   *
   * @param before what is done first; its index is 0
   * @return the phase
   */
  public Phase after(Action before) {
    return new Phase(
        name,
        steps,
        (state, run, index) ->
            action.step(index == 0 ? before.step(state, run, 0) : state, run, index));
  }

  /**
   * The same phase, whose first step begins with something that leaves the state as it is.
   *
   * @param before what is done first; its index is 0
   * @return the phase
   */
  public Phase after(Effect before) {
    return after(keeping(before));
  }

  /**
   * The same phase, in which something is done every so many steps, and at its end.
   *
   * @param period how many, at least 1
   * @param then what is done; its index is that of the step before
   * @return the phase
   */
  public Phase every(int period, Action then) {
    return new Phase(
        name,
        steps,
        (state, run, index) -> {
          State stepped = action.step(state, run, index);
          boolean due = (index + 1) % period == 0 || index + 1 == steps;
          return due ? then.step(stepped, run, index) : stepped;
        });
  }

  /**
   * The same phase, in which something that leaves the state as it is is done every so many steps,
   * and at its end.
   *
   * @param period how many, at least 1
   * @param then what is done; its index is that of the step before
   * @return the phase
   */
  public Phase every(int period, Effect then) {
    return every(period, keeping(then));
  }

  /**
   * The same phase, whose last step ends with something that leaves the state as it is.
   *
   * @param then what is done last; its index is that of the last step
   * @return the phase
   */
  public Phase then(Effect then) {
    return then(keeping(then));
  }

  /**
   * The same phase, whose last step ends with something else.
   *
   * @param then what is done last; its index is that of the last step
   * @return the phase
   */
  public Phase then(Action then) {
    return every(Math.max(1, steps), then);
  }
}
