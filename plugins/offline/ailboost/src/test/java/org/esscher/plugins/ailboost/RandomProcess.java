package org.esscher.plugins.ailboost;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.esscher.api.TabularModel;

/**
 * A process of 6 states and 3 actions with an expert; γ = .9, each state as likely the first.
 *
 * <p>The resource holds ten, a line each: the transitions, by state and action from Dirichlet(½),
 * then the expert's policy, by state from Dirichlet(0.7), as NumPy's default generator draws them
 * with the seeds 0 to 9. With seed 0 they give the numbers of the card's check 6.
 */
final class RandomProcess implements TabularModel {
  static final int STATES = 6;
  static final int ACTIONS = 3;
  private static final double DISCOUNT = 0.9;

  private final double[] numbers;
  private final double[] rewards;

  private RandomProcess(double[] numbers, double[] rewards) {
    this.numbers = numbers;
    this.rewards = rewards;
  }

  static List<RandomProcess> all() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(RandomProcess.class.getResourceAsStream("processes.csv")),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(
              line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
          .map(numbers -> new RandomProcess(numbers, new double[STATES * ACTIONS]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  double[][] expert() {
    double[][] policy = new double[STATES][ACTIONS];
    int at = STATES * ACTIONS * STATES;
    for (double[] row : policy) {
      System.arraycopy(numbers, at, row, 0, ACTIONS);
      at += ACTIONS;
    }
    return policy;
  }

  /** The discounted distribution of state and action, of sum 1. */
  double[] occupancy(double[][] policy) {
    double[] visits = visits(policy);
    double[] occupancy = new double[STATES * ACTIONS];
    Arrays.setAll(
        occupancy, i -> (1 - DISCOUNT) * visits[i / ACTIONS] * policy[i / ACTIONS][i % ACTIONS]);
    return occupancy;
  }

  /** A deterministic policy that no other earns more than, by policy iteration. */
  double[][] bestResponse(double[] toRewards) {
    RandomProcess paying = new RandomProcess(numbers, toRewards);
    int[] chosen = new int[STATES];
    while (true) {
      double[][] policy = deterministic(chosen);
      double[] values = paying.values(policy);
      boolean improved = false;
      for (int state = 0; state < STATES; state++) {
        double best = paying.q(state, chosen[state], values) + 1e-12;
        for (int action = 0; action < ACTIONS; action++) {
          if (paying.q(state, action, values) > best) {
            best = paying.q(state, action, values);
            chosen[state] = action;
            improved = true;
          }
        }
      }
      if (!improved) {
        return policy;
      }
    }
  }

  private static double[][] deterministic(int[] chosen) {
    double[][] policy = new double[STATES][ACTIONS];
    for (int state = 0; state < STATES; state++) {
      policy[state][chosen[state]] = 1;
    }
    return policy;
  }

  private double q(int state, int action, double[] values) {
    double next = 0;
    for (int to = 0; to < STATES; to++) {
      next += next(state, action)[to] * values[to];
    }
    return reward(state, action) + DISCOUNT * next;
  }

  static double[][] uniform() {
    double[][] policy = new double[STATES][ACTIONS];
    for (double[] row : policy) {
      Arrays.fill(row, 1.0 / ACTIONS);
    }
    return policy;
  }

  @Override
  public int states() {
    return STATES;
  }

  @Override
  public int actions() {
    return ACTIONS;
  }

  @Override
  public double[] next(int state, int action) {
    int from = (state * ACTIONS + action) * STATES;
    return Arrays.copyOfRange(numbers, from, from + STATES);
  }

  @Override
  public double reward(int state, int action) {
    return rewards[state * ACTIONS + action];
  }

  @Override
  public double[] initial() {
    double[] initial = new double[STATES];
    Arrays.fill(initial, 1.0 / STATES);
    return initial;
  }

  @Override
  public double discount() {
    return DISCOUNT;
  }
}
