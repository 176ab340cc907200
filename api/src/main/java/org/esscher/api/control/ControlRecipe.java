package org.esscher.api.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EpisodeReturns;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * What methods of control share: they count up to a number, and play test episodes on the way. Of
 * those they record the metrics {@code return} and {@code return_standard_error}, and a row of the
 * table {@code evaluation}.
 */
public interface ControlRecipe extends Recipe {
  /** The name of the environment among {@link #environments}. */
  String ENVIRONMENT = "environment";

  /** The role that plays test episodes. */
  String GREEDY = "greedy";

  /**
   * The environment that is played.
   *
   * @return null for none, and then no test episodes are played
   */
  @Nullable EnvironmentProvider environment();

  /**
   * What the run is counted in.
   *
   * @return the number's name in the state and in the tables, such as {@code steps}
   */
  String unit();

  /**
   * What the run counts up to.
   *
   * @return the count at the end, at least 1
   */
  int end();

  /**
   * How often test episodes are played, evenly over the run.
   *
   * @return at least 1; the last time is at the end
   */
  int evaluations();

  /**
   * Episodes of a test.
   *
   * @return at least 1
   */
  int episodes();

  @Override
  default Map<String, EnvironmentProvider> environments() {
    EnvironmentProvider played = environment();
    return played == null ? Map.of() : Map.of(ENVIRONMENT, played);
  }

  /**
   * Roles that networks are made for.
   *
   * @return none where the method has tables only; by default none
   */
  default List<NetworkRole> networkRoles() {
    return List.of();
  }

  @Override
  default Map<String, ModelProvider> roles() {
    Map<String, ModelProvider> given = new LinkedHashMap<>();
    for (NetworkRole each : networkRoles()) {
      ModelProvider model = each.given();
      if (model != null) {
        given.put(each.role(), model);
      }
    }
    return given;
  }

  /**
   * Makes the networks of roles that were given no model, and the role {@link #GREEDY}. To be
   * called once, in {@link Recipe#start}.
   *
   * @param run the run
   * @param networks what fits the environment or the log
   * @param tested the role whose best actions test episodes play
   */
  default void makeNetworks(Run run, Networks networks, String tested) {
    for (NetworkRole each : networkRoles()) {
      if (each.given() == null) {
        run.define(each.role(), each.network().apply(networks));
      }
    }
    run.define(GREEDY, networks.greedy(tested, 0));
  }

  /**
   * How far the run is.
   *
   * @param state of the run
   * @return the count, in its unit
   */
  default double count(State state) {
    return state.number(unit(), 0);
  }

  @Override
  default double progress(State state) {
    return count(state) / end();
  }

  /**
   * Ends a step: plays test episodes where they are due, with the role {@link #GREEDY}.
   *
   * @param run the run
   * @param before the count before the step
   * @param now the count after it
   * @param told what the row of the table {@code evaluation} tells beside the returns, by column
   */
  default void test(Run run, double before, double now, Map<String, Double> told) {
    double every = (double) end() / evaluations();
    if (environment() == null || Math.floor(now / every) == Math.floor(before / every)) {
      return;
    }
    EpisodeReturns found =
        run.evaluate(Rollout.of("test", ENVIRONMENT, GREEDY, episodes()), episodes());
    run.metric("return", found.mean());
    run.metric("return_standard_error", found.standardError());
    // By name, since a map of the caller's may have another order in each process.
    Map<String, Object> row = new LinkedHashMap<>(new TreeMap<>(told));
    row.put("episodes", found.returns().size());
    row.put("return", found.mean());
    row.put("standard_error", found.standardError());
    row.put("low", found.low());
    row.put("high", found.high());
    row.put("length", found.meanLength());
    run.row("evaluation", row);
  }
}
