package org.esscher.plugins.base.environment;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.plugins.base.environment.FiniteModel.Transition;

/**
 * Any finite process. The observation is the number of the state.
 *
 * @param transitions P(next | state, action), by state, action and next state; where a list sums to
 *     less than 1, the rest is the probability that the episode terminates there and then
 * @param rewards r(state, action), by state and action
 * @param initial probabilities μ of the first state, by state
 * @param discount discount γ of the environment's exact model; episodes are not discounted
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 */
@Component(value = "tabular", summary = "any finite process, by its tables")
public record Tabular(
    @NotEmpty List<List<List<Double>>> transitions,
    @NotEmpty List<List<Double>> rewards,
    @NotEmpty List<Double> initial,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("1000") @Positive int limit)
    implements EnvironmentProvider {
  private static final double ROUNDING = 1e-9;

  /**
   * Copies and checks.
   *
   * @param transitions as for the record
   * @param rewards as for the record
   * @param initial as for the record
   * @param discount as for the record
   * @param limit as for the record
   */
  public Tabular {
    List<List<List<Double>>> copy = new ArrayList<>();
    transitions.forEach(state -> copy.add(state.stream().map(List::copyOf).toList()));
    transitions = List.copyOf(copy);
    rewards = rewards.stream().map(List::copyOf).toList();
    initial = List.copyOf(initial);
    int states = initial.size();
    if (transitions.size() != states || rewards.size() != states) {
      throw EsscherException.user(
          "initial has %d states, transitions %d and rewards %d; the same number of each is needed",
          states, transitions.size(), rewards.size());
    }
    if (!(Math.abs(mass("initial", initial) - 1) <= ROUNDING)) {
      throw EsscherException.user("initial sums to %s; 1 is needed", mass("initial", initial));
    }
    int actions = rewards.get(0).size();
    for (int state = 0; state < states; state++) {
      if (transitions.get(state).size() != actions || rewards.get(state).size() != actions) {
        throw EsscherException.user(
            "state %d has %d lists of transitions and %d rewards; state 0 has %d actions",
            state, transitions.get(state).size(), rewards.get(state).size(), actions);
      }
      for (int action = 0; action < actions; action++) {
        List<Double> next = transitions.get(state).get(action);
        String where = "transitions of state " + state + ", action " + action;
        if (next.size() != states || !(mass(where, next) <= 1 + ROUNDING)) {
          throw EsscherException.user(
              "%s: %d probabilities that sum to %s; %d that sum to at most 1 are needed",
              where, next.size(), mass(where, next), states);
        }
      }
    }
  }

  private static double mass(String where, List<Double> probabilities) {
    double mass = 0;
    for (double probability : probabilities) {
      if (!(probability >= 0)) {
        throw EsscherException.user(
            "%s: %s is not a probability; write a number within [0, 1]", where, probability);
      }
      mass += probability;
    }
    return mass;
  }

  @Override
  public Environment create(int copies, Context context) {
    List<List<Transition>> lists = new ArrayList<>();
    for (int state = 0; state < initial.size(); state++) {
      for (int action = 0; action < rewards.get(0).size(); action++) {
        lists.add(list(state, action));
      }
    }
    double[] first = initial.stream().mapToDouble(Double::doubleValue).toArray();
    return new FiniteEnvironment(
        new FiniteModel(first, rewards.get(0).size(), discount, lists), copies, limit);
  }

  private List<Transition> list(int state, int action) {
    double reward = rewards.get(state).get(action);
    List<Transition> list = new ArrayList<>();
    double rest = 1;
    for (int next = 0; next < initial.size(); next++) {
      double probability = transitions.get(state).get(action).get(next);
      rest -= probability;
      if (probability > 0) {
        list.add(new Transition(probability, next, reward, false));
      }
    }
    if (rest > ROUNDING) {
      list.add(new Transition(rest, state, reward, true));
    }
    return list;
  }
}
