package org.esscher.plugins.base.environment;

import java.util.ArrayList;
import java.util.List;
import org.esscher.api.TabularModel;

/** A finite Markov decision process by its transitions; immutable. */
final class FiniteModel implements TabularModel {
  private final int actions;
  private final double[] initial;
  private final double discount;
  private final List<List<Transition>> transitions;

  /**
   * What may follow a state and an action.
   *
   * @param probability of this, within (0, 1]
   * @param next the state that follows
   * @param reward what it pays
   * @param ends whether the episode terminates there
   */
  record Transition(double probability, int next, double reward, boolean ends) {}

  /**
   * A model.
   *
   * @param initial probabilities of the first state, by state
   * @param actions how many
   * @param discount γ
   * @param transitions by state · actions + action; their probabilities sum to 1
   */
  FiniteModel(double[] initial, int actions, double discount, List<List<Transition>> transitions) {
    this.initial = initial.clone();
    this.actions = actions;
    this.discount = discount;
    List<List<Transition>> copy = new ArrayList<>();
    transitions.forEach(list -> copy.add(List.copyOf(list)));
    this.transitions = List.copyOf(copy);
  }

  List<Transition> transitions(int state, int action) {
    return transitions.get(state * actions + action);
  }

  @Override
  public int states() {
    return initial.length;
  }

  @Override
  public int actions() {
    return actions;
  }

  @Override
  public double[] next(int state, int action) {
    double[] next = new double[initial.length];
    for (Transition transition : transitions(state, action)) {
      if (!transition.ends()) {
        next[transition.next()] += transition.probability();
      }
    }
    return next;
  }

  @Override
  public double reward(int state, int action) {
    double reward = 0;
    for (Transition transition : transitions(state, action)) {
      reward += transition.probability() * transition.reward();
    }
    return reward;
  }

  @Override
  public double[] initial() {
    return initial.clone();
  }

  @Override
  public double discount() {
    return discount;
  }
}
