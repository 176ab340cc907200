package org.esscher.plugins.qarl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Environment;
import org.esscher.api.EpisodeReturns;
import org.esscher.api.EsscherException;
import org.esscher.api.Rollout;
import org.esscher.api.Run;

/** Episodes of the two players. */
final class Match {
  /** The environment's name in the run. */
  static final String GAME = "game";

  private final QarlRecipe recipe;
  private final Run run;
  private final List<String> players;

  /**
   * In a run.
   *
   * @throws EsscherException (USER) when the environment hasn't two players
   */
  Match(QarlRecipe recipe, Run run) {
    this.recipe = recipe;
    this.run = run;
    this.players = environment().players();
    if (players.size() != 2) {
      throw EsscherException.user(
          "qarl plays a protagonist against an adversary, and the environment has the players %s;"
              + " choose one with two, such as two-player",
          players);
    }
  }

  /** The environment that is trained in. */
  Environment environment() {
    return run.environment(Rollout.of("training", GAME, "policy", recipe.copies()));
  }

  /** The adversary's name in the environment. */
  String adversary() {
    return players.get(1);
  }

  private Rollout rollout(String name, String protagonist, String adversary, int copies) {
    Map<String, String> roles = Map.of(players.get(0), protagonist, players.get(1), adversary);
    return new Rollout(name, GAME, roles, copies, Integer.MAX_VALUE);
  }

  /**
   * Episodes to learn from.
   *
   * @param k concentration of their temperatures
   * @param strength factor of the adversary's actions
   */
  Played played(double k, double strength) {
    environment()
        .perturb(
            Map.of(SampledTemperature.CONCENTRATION, k, SampledTemperature.STRENGTH, strength));
    Rollout rollout = rollout("training", "policy", "adversary", recipe.copies());
    Batch rows = run.episodes(rollout, recipe.copies());
    requireOneReward(rows);
    return joint(rows);
  }

  /** Refuses steps that pay a vector, or nothing. */
  static void requireOneReward(Batch rows) {
    if (!rows.has("reward") || rows.column("reward").width() != 1) {
      throw EsscherException.user(
          "qarl plays for one reward per step, and the environment gives %s%s; choose one whose"
              + " column reward holds a number",
          rows.names(), rows.has("reward") ? ", reward being a vector" : "");
    }
  }

  /** A row a step, of rows that alternate between the players. */
  private Played joint(Batch rows) {
    int[] first = new int[rows.rows() / 2];
    int[] second = new int[first.length];
    for (int step = 0; step < first.length; step++) {
      first[step] = 2 * step;
      second[step] = 2 * step + 1;
    }
    Batch own = rows.take(first);
    Map<String, Column> steps = new LinkedHashMap<>();
    steps.put("observation", own.column("observation"));
    steps.put("action_0", own.column("action"));
    steps.put("action_1", rows.take(second).column("action"));
    steps.put("reward", own.column("reward"));
    steps.put("next_observation", own.column("next_observation"));
    steps.put("terminated", own.column("terminated"));
    steps.put("temperature", own.column("temperature"));
    Map<String, Double> byEpisode = new LinkedHashMap<>();
    for (int row = 0; row < own.rows(); row++) {
      byEpisode.put(own.column("episode_id").text(row), own.column("temperature").at(row));
    }
    return new Played(
        run.context().columns().batch(steps),
        List.copyOf(byEpisode.values()),
        EpisodeReturns.of(own, recipe.discount()));
  }

  /**
   * Episodes of both players' best actions at a temperature of 0, undiscounted.
   *
   * @param strength factor of the adversary's actions
   * @param knobs physical constants
   */
  EpisodeReturns judged(double strength, Map<String, Double> knobs) {
    String name = knobs.isEmpty() ? "test" : "grid";
    Rollout rollout = rollout(name, Learners.GREEDY, Learners.GREEDY_ADVERSARY, recipe.episodes());
    Map<String, Double> all = new LinkedHashMap<>(knobs);
    all.put(SampledTemperature.CONCENTRATION, 0.0);
    all.put(SampledTemperature.STRENGTH, strength);
    run.environment(rollout).perturb(all);
    return run.evaluate(rollout, recipe.episodes());
  }

  /**
   * Whole episodes.
   *
   * @param steps a row a step, with both players' actions and player 0's reward
   * @param temperatures of the episodes, in the order of returns
   * @param returns of player 0, discounted
   */
  record Played(Batch steps, List<Double> temperatures, EpisodeReturns returns) {}
}
