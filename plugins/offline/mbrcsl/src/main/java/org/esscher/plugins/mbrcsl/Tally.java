package org.esscher.plugins.mbrcsl;

import org.esscher.api.State;

/**
 * How far the rollouts have come.
 *
 * @param rolled rollouts so far
 * @param kept of them
 * @param diverged of them
 * @param best the largest kept return
 */
record Tally(int rolled, int kept, int diverged, double best) {
  static Tally of(State state) {
    return new Tally(
        (int) state.number("rolled", 0),
        (int) state.number("kept", 0),
        (int) state.number("diverged", 0),
        state.number("best", 0));
  }

  State into(State state) {
    return state
        .with("rolled", rolled)
        .with("kept", kept)
        .with("diverged", diverged)
        .with("best", best);
  }

  Tally plus(Tally more) {
    double larger = kept == 0 ? more.best : more.kept == 0 ? best : Math.max(best, more.best);
    return new Tally(rolled + more.rolled, kept + more.kept, diverged + more.diverged, larger);
  }
}
