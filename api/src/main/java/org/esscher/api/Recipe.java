package org.esscher.api;

import java.util.Map;

/**
 * A paper's whole procedure. The host owns the loop: it calls {@link #start(Run) start} once and
 * {@link #step(State, Run) step} until {@link #progress(State) its progress} is 1, and between
 * steps it records metrics, checks for cancellation and writes checkpoints. So progress, resume and
 * reports work for every method without a line in the plugin.
 *
 * <p>A recipe is a record without mutable fields; what it must remember between steps is the {@link
 * State} that it returns. Datasets are asked for anew in each step (they are cheap, see {@link
 * Dataset}).
 */
public interface Recipe {
  /**
   * The models, by role. Roles that map to the same provider instance share one model: actor and
   * critic in one network, or in one tree ensemble.
   *
   * @return role to provider, such as {@code policy}, {@code reward}, {@code value}
   */
  Map<String, ModelProvider> roles();

  /**
   * The environments, by name.
   *
   * @return name to provider, see {@link Run#play}
   */
  default Map<String, EnvironmentProvider> environments() {
    return Map.of();
  }

  /**
   * The data sources, by name.
   *
   * @return name to whether it is required; the source {@code data} is what {@code --data} names
   */
  default Map<String, Boolean> sources() {
    return Map.of("data", true);
  }

  /**
   * Before the first step.
   *
   * @param run the host
   * @return the recipe's first state
   */
  default State start(Run run) {
    return State.empty();
  }

  /**
   * One step: some milliseconds to some seconds.
   *
   * @param state what the last step returned
   * @param run the host
   * @return the recipe's next state
   */
  State step(State state, Run run);

  /**
   * How far the run is.
   *
   * @param state what the last step returned
   * @return a fraction of the work; 1 or more when it is done
   */
  double progress(State state);

  /**
   * After the last step: final tables for the report.
   *
   * @param state what the last step returned
   * @param run the host
   */
  default void finish(State state, Run run) {}
}
