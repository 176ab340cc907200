package org.esscher.spitests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.IntStream;
import org.esscher.api.CustomObjective;
import org.esscher.api.State;

/** What estimators remember from batch to batch. */
final class EstimatorStates {
  private static final double ROUNDING = 1e-9;

  private EstimatorStates() {}

  /**
   * An instance that saw nothing but the state gives what the instance gives that saw the batch
   * before.
   */
  static void requireRestorable(Trial first, Trial second, EstimatorFixture fixture) {
    State between = first.next(State.empty());
    Trial next = second.on(first.estimator());
    Readings continued = next.after(between);
    assumeTrue(continued.says(next.after(between)), "not even the same input repeats: see EST-5");
    Readings restored = second.on(fixture.estimator()).after(between);
    continued.requireSame(
        "a new instance, with the state that the batch before left, instead of the old one",
        restored,
        second.identity(),
        0);
  }

  /** The changes of a custom objective's state by two parts are those by the whole. */
  static void requireAdditive(Trial trial, boolean byGroup) {
    assumeTrue(
        trial.estimator() instanceof CustomObjective,
        "updates in expressions are merged by the host");
    State whole = trial.next(State.empty());
    assumeTrue(!whole.equals(State.empty()), "nothing is remembered");
    int[] unit = byGroup ? trial.groups().ofRow() : trial.identity();
    int units = byGroup ? trial.groups().count() : trial.rows();
    if (units < 2) {
      return;
    }
    State left = part(trial, unit, true, units).next(State.empty());
    State right = part(trial, unit, false, units).next(State.empty());
    for (String name : whole.numberNames()) {
      double[] sum = whole.get(name);
      for (int i = 0; i < sum.length; i++) {
        Readings.requireClose(
            "the change of state " + name + "[" + i + "] by " + trial.words() + ", in two parts",
            sum[i],
            at(left, name, i) + at(right, name, i),
            ROUNDING);
      }
    }
  }

  private static double at(State state, String name, int index) {
    double[] values = state.has(name) ? state.get(name) : new double[0];
    return index < values.length ? values[index] : 0;
  }

  private static Trial part(Trial trial, int[] unit, boolean first, int units) {
    int[] rows =
        IntStream.range(0, unit.length)
            .filter(row -> first == (unit[row] < (units + 1) / 2))
            .toArray();
    return trial.with(batch -> batch.take(rows));
  }
}
