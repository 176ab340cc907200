package org.esscher.spitests;

import static org.assertj.core.api.Assertions.assertThat;

import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.spitests.HostileTrial.Outcome;
import org.junit.jupiter.api.Test;

class HostileTrialTest {
  private static HostileTrial.Result result(Estimator estimator, HostileNumbers attack) {
    return HostileTrial.of(estimator, (slot, batch, columns) -> batch)
        .getOrDefault(attack, new HostileTrial.Result(Outcome.BROKEN, "not tried"));
  }

  /** (v − r)² is infinite at r = 1e308, and its derivative, 2(v − r)/12, is not. */
  @Test
  void anOverflowIsTold() {
    Objective squares =
        in ->
            Losses.of(
                Loss.exact(
                    "error",
                    "critic",
                    value(in)
                        .minus(in.slot("rows").column("reward", Level.ROW))
                        .square()
                        .mean(Level.BATCH)));
    HostileTrial.Result refused = result(squares, HostileNumbers.HUGE_REWARDS);
    assertThat(refused).isEqualTo(new HostileTrial.Result(Outcome.INFINITE, ""));
    assertThat(result(squares, HostileNumbers.CONSTANT_REWARDS).outcome())
        .isEqualTo(Outcome.NUMBERS);
    assertThat(result(squares, HostileNumbers.TINY_PROPENSITIES).outcome())
        .isEqualTo(Outcome.UNREAD);
  }

  /** v·(r < 1e300): huge rewards leave no derivative, and nothing says so. */
  @Test
  void aSilentZeroIsBroken() {
    Objective silent = in -> Losses.of(bounded(in));
    assertThat(result(silent, HostileNumbers.HUGE_REWARDS))
        .isEqualTo(
            new HostileTrial.Result(
                Outcome.BROKEN, "all derivatives are 0, and no metric says why"));
    Objective told =
        in ->
            Losses.of(bounded(in))
                .metric("dropped_fraction", Expr.of(1).minus(kept(in)).mean(Level.BATCH));
    assertThat(result(told, HostileNumbers.HUGE_REWARDS).outcome()).isEqualTo(Outcome.ZEROS);
  }

  private static Expr value(Inputs in) {
    return in.slot("rows").output("critic", "value", Level.ROW);
  }

  private static Expr kept(Inputs in) {
    Expr reward = in.slot("rows").column("reward", Level.ROW);
    return reward.square().greaterThan(1e300).select(Expr.of(0), Expr.of(1));
  }

  private static Loss bounded(Inputs in) {
    return Loss.exact("value", "critic", value(in).times(kept(in)).mean(Level.BATCH));
  }

  /** An index out of bounds says nothing to a user. */
  @Test
  void anExceptionThatSaysNothingIsBroken() {
    SquaredError fragile =
        new SquaredError() {
          @Override
          public CustomObjective.Result estimate(Data data, State state, Context context) {
            Column target = data.get("target");
            int[] few = new int[100];
            few[target.rows()]++;
            return super.estimate(data, state, context);
          }
        };
    assertThat(result(fragile, HostileNumbers.IDENTICAL_ROWS).words())
        .contains("ArrayIndexOutOfBoundsException");
    assertThat(HostileTrial.of(fragile, (slot, batch, columns) -> batch))
        .containsEntry(HostileNumbers.LARGE_GROUP, new HostileTrial.Result(Outcome.UNREAD, ""));
  }
}
