package org.esscher.api;

import java.util.Arrays;

/** A finite Markov decision process, for exact diagnostics. Immutable. */
public interface TabularModel {
  /**
   * Number of states.
   *
   * @return at least 1
   */
  int states();

  /**
   * Number of actions.
   *
   * @return at least 1
   */
  int actions();

  /**
   * P(next | state, action).
   *
   * @param state from 0
   * @param action from 0
   * @return probabilities of the next states; they sum to 1, or to less where the episode may
   *     terminate
   */
  double[] next(int state, int action);

  /**
   * Expected reward.
   *
   * @param state from 0
   * @param action from 0
   * @return r(s, a)
   */
  double reward(int state, int action);

  /**
   * Distribution of the first state.
   *
   * @return probabilities
   */
  double[] initial();

  /**
   * The discount γ.
   *
   * @return within [0, 1]
   */
  double discount();

  /**
   * The expected discounted return of a policy from each state: V = r_π + γ P_π V.
   *
   * @param policy π(a | s), by state and action
   * @return V(s), by state
   * @throws EsscherException (USER) when a row of the policy is no distribution, or when γ is 1 and
   *     an episode may go on for ever
   */
  default double[] values(double[][] policy) {
    int n = states();
    double[][] matrix = new double[n][n];
    double[] right = new double[n];
    transitions(policy, matrix);
    for (int state = 0; state < n; state++) {
      for (int action = 0; action < actions(); action++) {
        right[state] +=
            policy[state][action] == 0 ? 0 : policy[state][action] * reward(state, action);
      }
      for (int next = 0; next < n; next++) {
        matrix[state][next] = (state == next ? 1 : 0) - discount() * matrix[state][next];
      }
    }
    return solved(matrix, right);
  }

  /**
   * The expected discounted number of visits to each state: d = μ + γ P_πᵀ d, whose sum is 1/(1 −
   * γ) where no episode terminates. Times π(a | s) it is the occupancy of a state and an action.
   *
   * @param policy π(a | s), by state and action
   * @return Σ_t γ^t P(s_t = s), by state
   * @throws EsscherException (USER) as for {@link #values}
   */
  default double[] visits(double[][] policy) {
    int n = states();
    double[][] transitions = new double[n][n];
    transitions(policy, transitions);
    double[][] matrix = new double[n][n];
    for (int state = 0; state < n; state++) {
      for (int next = 0; next < n; next++) {
        matrix[next][state] = (state == next ? 1 : 0) - discount() * transitions[state][next];
      }
    }
    return solved(matrix, initial().clone());
  }

  private void transitions(double[][] policy, double[][] matrix) {
    if (policy.length != states()) {
      throw EsscherException.user(
          "the policy has %d states, the model %d", policy.length, states());
    }
    for (int state = 0; state < states(); state++) {
      double mass = 0;
      for (int action = 0; action < actions(); action++) {
        double probability = policy[state].length == actions() ? policy[state][action] : Double.NaN;
        mass += probability < 0 ? Double.NaN : probability;
        if (probability > 0) {
          double[] next = next(state, action);
          for (int i = 0; i < next.length; i++) {
            matrix[state][i] += probability * next[i];
          }
        }
      }
      if (!(Math.abs(mass - 1) < 1e-9)) {
        throw EsscherException.user(
            "the policy in state %d, %s, is not a distribution over %d actions",
            state, Arrays.toString(policy[state]), actions());
      }
    }
  }

  private static double[] solved(double[][] matrix, double[] right) {
    if (!LinearSystem.solve(matrix, right)) {
      throw EsscherException.user(
          "under this policy an episode may go on forever, and without a discount below 1 its"
              + " return has no value");
    }
    return right;
  }
}
