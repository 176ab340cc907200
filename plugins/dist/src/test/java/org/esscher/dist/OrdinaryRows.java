package org.esscher.dist;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.spitests.HostileTrial.Adjustment;

/** What estimators want of rows beyond the vocabulary, and settings of those without defaults. */
final class OrdinaryRows {
  private static final Map<String, Map<String, ?>> SETTINGS =
      Map.ofEntries(
          Map.entry("c-morl-ipo", Map.of("startReturn", List.of(0.4, 0.2))),
          Map.entry("c-morl-init", Map.of("weights", List.of(0.25, 0.75))),
          Map.entry("hypervolume", Map.of("refPoint", List.of(-1.0, -1.0))),
          Map.entry("expected-utility", Map.of("weights", List.of(List.of(0.25, 0.75)))),
          Map.entry("constrained-ppo", Map.of("thresholds", List.of(0.1, -0.2))),
          Map.entry("gbrl-actor-critic", Map.of("actions", 2)),
          Map.entry("gbrl-policy", Map.of("actions", 2)),
          Map.entry(
              "matrix-exploitability",
              Map.of("payoff", List.of(List.of(2.0, -1.0), List.of(-1.0, 1.0)))),
          Map.entry("moment-constraints", Map.of("base", "uniform", "moments", List.of(0.1, 0.1))),
          Map.entry("r2pvi", Map.of("horizon", 1, "theta", List.of(List.of(0.0, 1.0)))),
          Map.entry("pevi", Map.of("horizon", 1, "theta", List.of(List.of(0.0, 1.0)))),
          Map.entry("drpvi", Map.of("horizon", 1, "theta", List.of(List.of(0.0, 1.0)))),
          Map.entry("self-paced-gamma", Map.of("perfThreshold", 1)),
          Map.entry("tabular-rcsl", Map.of("actions", 2)),
          Map.entry("value-iteration", Map.of("states", 2, "actions", 2)));

  private static final Map<String, Adjustment> ADJUSTMENTS =
      Map.ofEntries(
          Map.entry("constrained-ppo", (slot, rows, columns) -> threeHeads(rows, columns)),
          Map.entry("coverage", (slot, rows, columns) -> uniform(rows, columns)),
          Map.entry(
              "exploitability", (slot, rows, columns) -> game(uniform(rows, columns), columns)),
          Map.entry("gbrl-actor-critic", (slot, rows, columns) -> outputs(3, rows, columns)),
          Map.entry("gbrl-policy", (slot, rows, columns) -> outputs(2, rows, columns)),
          Map.entry("gbrl-value", (slot, rows, columns) -> outputs(1, rows, columns)),
          Map.entry(
              "hypo",
              (slot, rows, columns) ->
                  slot.equals("online") ? rows.with("behavior_logp", rows.column("logp")) : rows),
          Map.entry(
              "matrix-exploitability", (slot, rows, columns) -> evenStrategies(rows, columns)),
          Map.entry("ail-discriminator-loss", (slot, rows, columns) -> expert(rows, columns)),
          Map.entry("occupancy-reverse-kl", (slot, rows, columns) -> expert(rows, columns)),
          Map.entry(
              "occupancy-discriminator", (slot, rows, columns) -> sources("base", rows, columns)),
          Map.entry("oreal", (slot, rows, columns) -> outcomes(rows, columns)),
          Map.entry("outcome-bce", (slot, rows, columns) -> outcomes(rows, columns)),
          Map.entry("r2pvi", (slot, rows, columns) -> firstSteps(rows, columns)),
          Map.entry("pevi", (slot, rows, columns) -> firstSteps(rows, columns)),
          Map.entry("drpvi", (slot, rows, columns) -> firstSteps(rows, columns)),
          Map.entry("c-morl-ipo", (slot, rows, columns) -> twoObjectives(rows, columns)),
          Map.entry("c-morl-init", (slot, rows, columns) -> twoObjectives(rows, columns)),
          Map.entry("hypervolume", (slot, rows, columns) -> twoObjectives(rows, columns)),
          Map.entry("expected-utility", (slot, rows, columns) -> twoObjectives(rows, columns)),
          Map.entry("sparsity", (slot, rows, columns) -> twoObjectives(rows, columns)),
          Map.entry("crowding-distance", (slot, rows, columns) -> onePoint(rows, columns)),
          Map.entry("robust-dual", (slot, rows, columns) -> evenly(rows, columns)),
          Map.entry("proxy-correlation", (slot, rows, columns) -> occupancies(rows, columns)),
          Map.entry(
              "subpo",
              (slot, rows, columns) -> rows.with("step", places(rows, "episode_id", columns))),
          Map.entry("tabular-mirror-prox", (slot, rows, columns) -> game(rows, columns)),
          Map.entry("initial-states", (slot, rows, columns) -> oneStep(rows, columns)),
          Map.entry("tabular-dynamics", (slot, rows, columns) -> twoStates(rows, columns)),
          Map.entry("tabular-rcsl", (slot, rows, columns) -> twoStates(rows, columns)),
          Map.entry(
              "rlpd-critic",
              (slot, rows, columns) ->
                  ensemble(ensemble(rows, "q_values", columns), "next_q_target", columns)),
          Map.entry("rlpd-actor", (slot, rows, columns) -> ensemble(rows, "pi_q_values", columns)),
          Map.entry("success-bce", (slot, rows, columns) -> labeled(rows, columns)),
          Map.entry("value-iteration", (slot, rows, columns) -> twoStates(rows, columns)));

  private OrdinaryRows() {}

  static Map<String, ?> settings(String id) {
    return SETTINGS.getOrDefault(id, Map.of());
  }

  static Adjustment adjustment(String id) {
    return ADJUSTMENTS.getOrDefault(id, (slot, rows, columns) -> rows);
  }

  /** A critic of two rewards and a divergence. */
  private static Batch threeHeads(Batch rows, Columns columns) {
    Column tokens = rows.column("old_logp");
    double[] values = new double[3 * tokens.start(rows.rows())];
    Arrays.setAll(values, i -> Math.sin(1.7 * i));
    double[] multipliers = new double[3 * rows.rows()];
    Arrays.setAll(multipliers, i -> 0.4 * (i % 3) - 0.3);
    return rows.with("value", columns.vectorLists(3, starts(tokens), values))
        .with("multiplier", columns.vectors(3, multipliers));
  }

  private static int[] starts(Column column) {
    int[] starts = new int[column.rows() + 1];
    Arrays.setAll(starts, column::start);
    return starts;
  }

  /** All answers of a prompt, alike to all policies. */
  private static Batch uniform(Batch rows, Columns columns) {
    double[] logp = Arrays.stream(sizes(rows)).mapToDouble(size -> -Math.log(size)).toArray();
    Batch result = rows.with("logp", columns.numbers(logp));
    return rows.has("ref_logp") ? result.with("ref_logp", columns.numbers(logp)) : result;
  }

  /** Answers numbered within their prompt, the earlier preferred to the later. */
  private static Batch game(Batch rows, Columns columns) {
    Column place = places(rows, "prompt_id", columns);
    int[] sizes = sizes(rows);
    int[] starts = new int[sizes.length + 1];
    for (int row = 0; row < sizes.length; row++) {
      starts[row + 1] = starts[row] + sizes[row];
    }
    double[] preference = new double[starts[sizes.length]];
    double[] exists = new double[preference.length];
    for (int row = 0; row < sizes.length; row++) {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        preference[i] = 0.5 + 0.1 * Math.tanh(i - starts[row] - place.at(row));
        exists[i] = 1;
      }
    }
    return rows.with("action", place)
        .with("preference_prob", columns.lists(starts, preference))
        .with("loss_mask", columns.lists(starts, exists));
  }

  /** Both players take each of two actions as often. */
  private static Batch evenStrategies(Batch rows, Columns columns) {
    int[] starts = new int[rows.rows() + 1];
    Arrays.setAll(starts, row -> 2 * row);
    double[] even = new double[2 * rows.rows()];
    Arrays.fill(even, 0.5);
    double[] exists = new double[even.length];
    Arrays.fill(exists, 1);
    return rows.with("row_prob", columns.lists(starts, even))
        .with("column_prob", columns.lists(starts, even))
        .with("loss_mask", columns.lists(starts, exists));
  }

  /** Values of ten critics. */
  private static Batch ensemble(Batch rows, String name, Columns columns) {
    double[] values = new double[10 * rows.rows()];
    Arrays.setAll(values, i -> Math.sin(1.3 * i));
    return rows.with(name, columns.vectors(10, values));
  }

  /** Failures and successes in turn. */
  private static Batch labeled(Batch rows, Columns columns) {
    double[] labels = new double[rows.rows()];
    Arrays.setAll(labels, row -> row % 2);
    return rows.with("label", columns.numbers(labels));
  }

  private static Batch expert(Batch rows, Columns columns) {
    return sources("expert", rows, columns);
  }

  /** Another source and the policy in turn. */
  private static Batch sources(String other, Batch rows, Columns columns) {
    List<String> sources = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      sources.add(row % 2 == 0 ? other : "policy");
    }
    return rows.with("source", columns.texts(sources));
  }

  /** Right and wrong in turn within each prompt, if it has one. */
  private static Batch outcomes(Batch rows, Columns columns) {
    double[] outcomes = new double[rows.rows()];
    Column place = rows.has("prompt_id") ? places(rows, "prompt_id", columns) : null;
    Arrays.setAll(outcomes, row -> (place == null ? row : place.at(row)) % 2 == 0 ? 1 : -1);
    return rows.with("reward", columns.numbers(outcomes));
  }

  /** Action 0 in state 0 and action 1 in state 1, which stay. */
  private static Batch twoStates(Batch rows, Columns columns) {
    long[] numbers = new long[rows.rows()];
    Arrays.setAll(numbers, row -> row % 2);
    Column states = columns.integers(numbers);
    return rows.with("observation", states).with("next_observation", states).with("action", states);
  }

  /** Episodes of one step, one feature of two each. */
  private static Batch firstSteps(Batch rows, Columns columns) {
    long[] episodes = new long[rows.rows()];
    Arrays.setAll(episodes, row -> row);
    double[] features = new double[2 * episodes.length];
    Arrays.setAll(features, i -> i % 4 == 0 || i % 4 == 3 ? 1 : 0);
    return rows.with("episode_id", columns.integers(episodes))
        .with("step", columns.integers(new long[episodes.length]))
        .with("features", columns.vectors(2, features))
        .with("next_is_fail", columns.booleans(new boolean[episodes.length]));
  }

  /** Episodes of one step. */
  private static Batch oneStep(Batch rows, Columns columns) {
    long[] episodes = new long[rows.rows()];
    Arrays.setAll(episodes, row -> row);
    return rows.with("episode_id", columns.integers(episodes))
        .with("step", columns.integers(new long[episodes.length]));
  }

  /** One feature, and cotangents of some outputs. */
  private static Batch outputs(int width, Batch rows, Columns columns) {
    double[] features = new double[rows.rows()];
    Arrays.setAll(features, row -> row % 5);
    double[] cotangents = new double[width * rows.rows()];
    Arrays.setAll(cotangents, i -> Math.sin(1.7 * i));
    return rows.with("observation", columns.numbers(features))
        .with(
            "output_cotangent",
            width == 1 ? columns.numbers(cotangents) : columns.vectors(width, cotangents));
  }

  /** Advantages, returns, values as vectors. */
  private static Batch twoObjectives(Batch rows, Columns columns) {
    Batch result = rows;
    for (String name : List.of("advantage", "return", "value", "old_value")) {
      if (rows.has(name)) {
        double[] values = new double[2 * rows.rows()];
        Arrays.setAll(values, i -> Math.sin(1.7 * i + name.length()));
        result = result.with(name, columns.vectors(2, values));
      }
    }
    if (!rows.has("loss_mask")) {
      return result;
    }
    double[] exists = new double[rows.rows()];
    Arrays.fill(exists, 1);
    return result.with("loss_mask", columns.numbers(exists));
  }

  /** Points that are all alike: of others the outermost are infinitely far. */
  private static Batch onePoint(Batch rows, Columns columns) {
    double[] values = new double[2 * rows.rows()];
    Arrays.fill(values, 1);
    return twoObjectives(rows, columns).with("value", columns.vectors(2, values));
  }

  /** Lists of probabilities that are all alike. */
  private static Batch evenly(Batch rows, Columns columns) {
    Column lists = rows.column("prob");
    double[] prob = new double[lists.start(rows.rows())];
    for (int row = 0; row < rows.rows(); row++) {
      double outcomes = (double) lists.start(row + 1) - lists.start(row);
      Arrays.fill(prob, lists.start(row), lists.start(row + 1), 1 / outcomes);
    }
    double[] exists = new double[prob.length];
    Arrays.fill(exists, 1);
    return rows.with("prob", columns.shapedLike(lists, prob))
        .with("loss_mask", columns.shapedLike(lists, exists));
  }

  private static Batch occupancies(Batch rows, Columns columns) {
    Batch result = rows;
    for (String name : List.of("prob", "base_prob")) {
      double[] mass = rows.column(name).toArray();
      double sum = Arrays.stream(mass).sum();
      result =
          result.with(name, columns.numbers(Arrays.stream(mass).map(each -> each / sum).toArray()));
    }
    return result;
  }

  /** The number of each row among those of its key, from 0. */
  private static Column places(Batch rows, String key, Columns columns) {
    Map<String, Integer> next = new HashMap<>();
    long[] places = new long[rows.rows()];
    Arrays.setAll(places, row -> next.merge(rows.column(key).text(row), 1, Integer::sum) - 1L);
    return columns.integers(places);
  }

  private static int[] sizes(Batch rows) {
    Map<String, Integer> sizes = new HashMap<>();
    Column prompt = rows.column("prompt_id");
    for (int row = 0; row < rows.rows(); row++) {
      sizes.merge(prompt.text(row), 1, Integer::sum);
    }
    int[] result = new int[rows.rows()];
    Arrays.setAll(result, row -> sizes.getOrDefault(prompt.text(row), 0));
    return result;
  }
}
