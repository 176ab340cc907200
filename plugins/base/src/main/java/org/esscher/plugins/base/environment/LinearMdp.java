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
 * A finite process that is linear in features φ of state and action: P(next | s, a) = Σ_i φ_i(s, a)
 * · μ_i(next) and r(s, a) = φ(s, a)·θ. The observation is the number of the state.
 *
 * <p>Knob: {@code shift} q within [0, 1] replaces each factor μ_i by (1 − q)·μ_i + q·ν_i, where ν
 * are the {@code shifted} factors; features and rewards stay.
 *
 * @param features φ(s, a), by state, action and feature
 * @param factors μ, by feature and next state; where the probabilities of a state and action sum to
 *     less than 1, the rest is the probability that the episode terminates there and then
 * @param theta reward weights θ, by feature: the reward is φ(s, a)·θ
 * @param initial probabilities of the first state, by state
 * @param shifted ν, in the shape of the factors; empty where nothing shifts
 * @param discount discount γ of the environment's exact model; episodes are not discounted
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 */
@Component(
    value = "linear-mdp",
    summary = "a finite process that is linear in features, whose factors may shift",
    paper = "Jin et al. 2020, arXiv 1907.05388; shifts by factor as Liu and Xu 2024")
public record LinearMdp(
    @NotEmpty List<List<List<Double>>> features,
    @NotEmpty List<List<Double>> factors,
    @NotEmpty List<Double> theta,
    @NotEmpty List<Double> initial,
    @Default("[]") List<List<Double>> shifted,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("1000") @Positive int limit)
    implements EnvironmentProvider {
  private static final double ROUNDING = 1e-9;

  /**
   * Copies and checks.
   *
   * @param features as for the record
   * @param factors as for the record
   * @param theta as for the record
   * @param initial as for the record
   * @param shifted as for the record
   * @param discount as for the record
   * @param limit as for the record
   */
  public LinearMdp {
    features = features.stream().map(state -> state.stream().map(List::copyOf).toList()).toList();
    factors = factors.stream().map(List::copyOf).toList();
    shifted = shifted.stream().map(List::copyOf).toList();
    theta = List.copyOf(theta);
    initial = List.copyOf(initial);
    requireShape("factors", factors, theta.size(), initial.size());
    if (!shifted.isEmpty()) {
      requireShape("shifted", shifted, theta.size(), initial.size());
    }
    if (features.size() != initial.size()) {
      throw EsscherException.user(
          "features has %d states, initial %d; the same number of each is needed",
          features.size(), initial.size());
    }
    for (int state = 0; state < features.size(); state++) {
      requireShape("features of state " + state, features.get(state), -1, theta.size());
      if (features.get(state).size() != features.get(0).size()) {
        throw EsscherException.user(
            "state %d has features of %d actions, state 0 of %d",
            state, features.get(state).size(), features.get(0).size());
      }
    }
  }

  private static void requireShape(String what, List<List<Double>> table, int rows, int columns) {
    if (table.isEmpty()
        || (rows >= 0 && table.size() != rows)
        || table.stream().anyMatch(row -> row.size() != columns)) {
      throw EsscherException.user(
          "%s has %d lists of %s numbers; %s of %d are needed (by theta and initial)",
          what,
          table.size(),
          table.stream().map(List::size).distinct().toList(),
          rows >= 0 ? Integer.toString(rows) : "lists",
          columns);
    }
  }

  @Override
  public Environment create(int copies, Context context) {
    Knobs knobs = new Knobs(shifted.isEmpty() ? new String[0] : new String[] {"shift"}, 0);
    return new FiniteEnvironment(
        set -> model(shifted.isEmpty() ? 0 : set.at(0)), knobs, 0, copies, limit);
  }

  private FiniteModel model(double shift) {
    if (!(shift >= 0 && shift <= 1)) {
      throw EsscherException.user(
          "the knob 'shift' is %s; a number within [0, 1] is needed", shift);
    }
    List<List<Transition>> lists = new ArrayList<>();
    for (int state = 0; state < features.size(); state++) {
      for (int action = 0; action < features.get(state).size(); action++) {
        lists.add(transitions(state, action, shift));
      }
    }
    double[] first = initial.stream().mapToDouble(Double::doubleValue).toArray();
    return new FiniteModel(first, features.get(0).size(), discount, lists);
  }

  private List<Transition> transitions(int state, int action, double shift) {
    List<Double> phi = features.get(state).get(action);
    double reward = 0;
    for (int i = 0; i < phi.size(); i++) {
      reward += phi.get(i) * theta.get(i);
    }
    List<Transition> list = new ArrayList<>();
    double rest = 1;
    for (int next = 0; next < initial.size(); next++) {
      double probability = 0;
      for (int i = 0; i < phi.size(); i++) {
        double factor = factors.get(i).get(next);
        double moved = shifted.isEmpty() ? factor : shifted.get(i).get(next);
        probability += phi.get(i) * ((1 - shift) * factor + shift * moved);
      }
      rest -= probability;
      if (!(probability >= -ROUNDING)) {
        throw EsscherException.user(
            "state %d, action %d: features times factors give state %d the probability %s",
            state, action, next, probability);
      }
      if (probability > 0) {
        list.add(new Transition(probability, next, reward, false));
      }
    }
    if (!(rest >= -ROUNDING)) {
      throw EsscherException.user(
          "state %d, action %d: features times factors sum to %s; at most 1 is needed",
          state, action, 1 - rest);
    }
    if (rest > ROUNDING) {
      list.add(new Transition(rest, state, reward, true));
    }
    return list;
  }
}
