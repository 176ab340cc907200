package org.esscher.api.control;

import java.util.List;
import java.util.Map;
import org.esscher.api.Rollout;
import org.esscher.api.Run;

/** A method whose networks learn from what it plays, and from no data. */
public interface OnlineRecipe extends ControlRecipe {
  /**
   * Environments side by side.
   *
   * @return at least 1
   */
  int copies();

  /**
   * Width of each hidden layer of the networks.
   *
   * @return the widths, from input to output
   */
  List<Integer> hidden();

  /**
   * The role that plays what is learned from.
   *
   * @return by default {@code policy}
   */
  default String player() {
    return "policy";
  }

  @Override
  default Map<String, Boolean> sources() {
    return Map.of();
  }

  /**
   * Where what is learned from is played.
   *
   * @return {@link #player} in {@link #copies} of the environment
   */
  default Rollout training() {
    return Rollout.of("training", ENVIRONMENT, player(), copies());
  }

  /**
   * Networks that fit the environment.
   *
   * @param run the run
   * @return the networks
   */
  default Networks networks(Run run) {
    return Networks.of(run.environment(training()), hidden(), run.context());
  }
}
