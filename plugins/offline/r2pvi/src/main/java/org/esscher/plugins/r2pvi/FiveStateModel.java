package org.esscher.plugins.r2pvi;

import org.esscher.api.TabularModel;

/**
 * The exact process, a state for every step and state. Immutable.
 *
 * @param mdp its numbers
 * @param shift q, or NaN in the nominal process
 */
record FiveStateModel(FiveStateMdp mdp, double shift) implements TabularModel {
  static final int STATES = 5;
  static final int HORIZON = 3;
  static final int FEATURES = 4;

  private static final int THIRD = 2;
  private static final int FAIL = 3;
  private static final int PAYING = 4;
  private static final double SLIP = 0.001;

  static boolean isFail(int state) {
    return state % STATES == FAIL;
  }

  static int step(int state) {
    return state / STATES;
  }

  /** φ: the first three states go on by a factor of their own, or pay by the fourth. */
  double[] features(int state, int action) {
    double[] phi = new double[FEATURES];
    int own = state % STATES;
    if (own <= THIRD) {
      phi[own] = 1 - mdp.z(action);
      phi[FEATURES - 1] = mdp.z(action);
    } else {
      phi[own == FAIL ? THIRD : FEATURES - 1] = 1;
    }
    return phi;
  }

  @Override
  public int states() {
    return HORIZON * STATES;
  }

  @Override
  public int actions() {
    return mdp.actions();
  }

  @Override
  public double[] next(int state, int action) {
    double[] next = new double[states()];
    if (step(state) == HORIZON - 1) {
      return next;
    }
    int later = (step(state) + 1) * STATES;
    int own = state % STATES;
    if (own >= FAIL) {
      next[later + own] = 1;
      return next;
    }
    double z = mdp.z(action);
    int on = later + Math.min(own + 1, THIRD);
    if (own == 0 && !Double.isNaN(shift)) {
      next[on] = 1 - z;
      next[later + FAIL] = shift * z;
      next[later + PAYING] = (1 - shift) * z;
    } else {
      next[on] = (1 - SLIP) * (1 - z);
      next[later + FAIL] = SLIP * (1 - z);
      next[later + PAYING] = z;
    }
    return next;
  }

  @Override
  public double reward(int state, int action) {
    return step(state) == 0 ? 0 : features(state, action)[FEATURES - 1];
  }

  @Override
  public double[] initial() {
    double[] initial = new double[states()];
    initial[0] = 1;
    return initial;
  }

  @Override
  public double discount() {
    return 1;
  }
}
