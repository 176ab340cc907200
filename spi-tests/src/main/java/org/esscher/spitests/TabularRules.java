package org.esscher.spitests;

import static org.esscher.spitests.Findings.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.esscher.api.Column;
import org.esscher.api.Environment;
import org.esscher.api.TabularModel;
import org.junit.jupiter.api.Assumptions;

/** An environment's exact model: sound in itself, and that of the environment. */
final class TabularRules {
  private static final int STEPS = 200;

  /** Below this many visits a state and action tell too little. */
  private static final int FEWEST = 100;

  private TabularRules() {}

  static TabularModel model(Environment environment) {
    return environment
        .tabular()
        .orElseGet(() -> Assumptions.abort("the environment has no exact model"));
  }

  static void requireSound(TabularModel model) {
    requireProbabilities("the first state", model.initial(), model.states(), true);
    require(model.discount() >= 0 && model.discount() <= 1, "the discount is %s", model.discount());
    for (int state = 0; state < model.states(); state++) {
      for (int action = 0; action < model.actions(); action++) {
        requireProbabilities(
            "the state after state " + state + " and action " + action,
            model.next(state, action),
            model.states(),
            false);
        require(
            Double.isFinite(model.reward(state, action)),
            "the reward of state %s and action %s is %s",
            state,
            action,
            model.reward(state, action));
      }
    }
  }

  private static void requireProbabilities(
      String what, double[] probabilities, int states, boolean complete) {
    double sum = Arrays.stream(probabilities).sum();
    boolean negative = Arrays.stream(probabilities).anyMatch(p -> !(p >= 0));
    require(
        probabilities.length == states
            && !negative
            && sum <= 1 + 1e-12
            && (!complete || sum >= 1 - 1e-12),
        "%s has the probabilities %s, which sum to %s",
        what,
        Arrays.toString(probabilities),
        sum);
  }

  /** What was counted while an environment was driven. */
  private static final class Counts {
    final int states;
    final int actions;
    final double[][] next;
    final double[] rewards;
    final double[] squares;

    Counts(TabularModel model) {
      states = model.states();
      actions = model.actions();
      // One more cell: the episode ended inside the process.
      next = new double[states * actions][states + 1];
      rewards = new double[states * actions];
      squares = new double[states * actions];
    }

    void add(int state, int action, int following, double reward) {
      int pair = state * actions + action;
      next[pair][following]++;
      rewards[pair] += reward;
      squares[pair] += reward * reward;
    }
  }

  private static Counts drive(Episodes episodes, TabularModel model) {
    Counts counts = new Counts(model);
    for (int step = 0; step < STEPS; step++) {
      Column before = episodes.observation();
      episodes.step();
      Column after = episodes.outcome().column("next_observation");
      Column terminated = episodes.outcome().column("terminated");
      Column action = episodes.taken().column("action");
      Column reward = episodes.outcome().column("reward");
      for (int row = 0; row < before.rows(); row++) {
        int following = terminated.at(row) != 0 ? model.states() : state(after, row, model);
        counts.add(state(before, row, model), (int) action.at(row), following, reward.at(row));
      }
    }
    return counts;
  }

  /** A state's number: the observation itself, or the place of the 1 in it. */
  private static int state(Column observation, int row, TabularModel model) {
    int width = observation.width();
    assumeTrue(
        !observation.isText() && (width == 1 || width == model.states()),
        "observations are neither the states' numbers nor one-hot vectors");
    if (width == 1) {
      double value = observation.at(row);
      assumeTrue(
          value == Math.rint(value) && value >= 0 && value < model.states(),
          "observations are not the states' numbers");
      return (int) value;
    }
    int place = 0;
    while (place < width - 1 && observation.at((long) row * width + place) != 1) {
      place++;
    }
    return place;
  }

  /** Transitions by Pearson's test at one false alarm in a million; rewards within 6 errors. */
  static void requireAgreement(Episodes episodes) {
    TabularModel model = model(episodes.environment());
    Counts counts = drive(episodes, model);
    for (int state = 0; state < model.states(); state++) {
      for (int action = 0; action < model.actions(); action++) {
        int pair = state * model.actions() + action;
        double visits = Arrays.stream(counts.next[pair]).sum();
        if (visits >= FEWEST) {
          requireTransitions(model, state, action, counts.next[pair], visits);
          requireReward(model, state, action, counts, visits);
        }
      }
    }
  }

  private static void requireTransitions(
      TabularModel model, int state, int action, double[] counted, double visits) {
    double[] probabilities = Arrays.copyOf(model.next(state, action), model.states() + 1);
    // Absorbing by termination has a rule of its own.
    double[] counts = counted.clone();
    double left = 1 - Arrays.stream(probabilities).sum();
    probabilities[model.states()] = left > 1e-12 ? left : 0;
    if (probabilities[model.states()] == 0) {
      visits -= counts[model.states()];
      counts[model.states()] = 0;
    }
    double[] expected = new double[counts.length];
    int cells = 0;
    for (int i = 0; i < counts.length; i++) {
      expected[i] = visits * probabilities[i];
      cells += expected[i] > 0 ? 1 : 0;
      require(
          counts[i] == 0 || expected[i] > 0,
          "state %s and action %s led to state %s, which the exact model excludes",
          state,
          action,
          i);
    }
    double statistic = ChiSquare.statistic(counts, expected);
    require(
        cells < 2 || statistic <= ChiSquare.bound(cells - 1),
        "state %s and action %s led to %s (the last: terminated), expected were %s: chi-square %s",
        state,
        action,
        Arrays.toString(counts),
        Arrays.toString(expected),
        statistic);
  }

  private static void requireReward(
      TabularModel model, int state, int action, Counts counts, double visits) {
    int pair = state * model.actions() + action;
    double mean = counts.rewards[pair] / visits;
    double variance = Math.max(0, counts.squares[pair] / visits - mean * mean);
    double expected = model.reward(state, action);
    // Two false alarms in a billion for a normal mean; rounding of a sum of like rewards beside.
    require(
        Math.abs(mean - expected)
            <= 6 * Math.sqrt(variance / visits) + 1e-6 * Math.max(1, Math.abs(expected)),
        "state %s and action %s gave %s on average over %s visits, the exact model says %s",
        state,
        action,
        mean,
        visits,
        expected);
  }

  /** Where the model loses no mass, an episode may be cut but doesn't end. */
  static void requireTruncationApart(Episodes episodes) {
    TabularModel model = model(episodes.environment());
    Counts counts = drive(episodes, model);
    for (int state = 0; state < model.states(); state++) {
      for (int action = 0; action < model.actions(); action++) {
        double kept = Arrays.stream(model.next(state, action)).sum();
        double ended = counts.next[state * model.actions() + action][model.states()];
        require(
            kept < 1 - 1e-12 || ended == 0,
            "%s times an episode was terminated after state %s and action %s, after which the"
                + " exact model always goes on",
            ended,
            state,
            action);
      }
    }
  }
}
