package org.esscher.plugins.constrainedrlhf;

import java.util.Map;
import java.util.Objects;
import org.esscher.api.State;

/**
 * How long each constraint has been broken although its multiplier presses against it with all it
 * has: thresholds that no policy reaches are told, not pursued for ever.
 *
 * @param losses the constraints
 * @param iterations how long is too long
 */
record Patience(ConstrainedPpo losses, int iterations) {
  /** A threshold counts as met within this share of it. */
  static final double MET = 0.05;

  /** A squashed multiplier from here on can hardly press harder. */
  private static final double SATURATED = 0.95;

  private static final String COUNTS = "broken";

  /**
   * Counts an iteration.
   *
   * @param state with the counts so far
   * @param found {@code reward_i} and {@code lambda_i} of the iteration
   * @return the state with the new counts
   */
  State count(State state, Map<String, Double> found) {
    boolean pursued = losses.variant() == Variant.XI || losses.variant() == Variant.MU;
    int constraints = pursued ? losses.rewards() : 0;
    double[] before = state.has(COUNTS) ? state.get(COUNTS) : new double[constraints];
    double[] counts = new double[constraints];
    for (int i = 0; i < constraints; i++) {
      counts[i] = pressed(i, found) ? before[i] + 1 : 0;
    }
    return state.with(COUNTS, counts);
  }

  private boolean pressed(int i, Map<String, Double> found) {
    double threshold = losses.thresholds().get(i);
    double missing = threshold - Objects.requireNonNull(found.get("reward_" + i));
    double lambda = Objects.requireNonNull(found.get("lambda_" + i));
    double wrong = losses.variant() == Variant.XI ? Math.abs(missing) : missing;
    boolean broken = wrong > MET * Math.abs(threshold);
    double pressing = Math.signum(missing) * lambda;
    return broken && (losses.squash() ? pressing >= SATURATED : pressing > 0);
  }

  /**
   * The first constraint that was broken for too long.
   *
   * @param state from {@link #count}
   * @return its number, or −1
   */
  int unreachable(State state) {
    double[] counts = state.has(COUNTS) ? state.get(COUNTS) : new double[0];
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] >= iterations) {
        return i;
      }
    }
    return -1;
  }
}
