package org.esscher.api;

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
}
