package org.esscher.plugins.mbrcsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Checks 1, 2, 4 and 6 of the paper's card. */
class CardChecksTest {
  @AutoClose private final Fixture fixture = new Fixture();

  @Test
  void check1ReturnsToGo() {
    Batch episodes =
        fixture.batch("reward", fixture.arena.lists(new int[] {0, 3, 6}, 0, 0, 1, 0.2, 0, 1));
    Estimate found = fixture.estimate(new ReturnToGo(1), "episodes", episodes);

    assertThat(fixture.column(found, "return_to_go"))
        .containsExactly(new double[] {1, 1, 1, 1.2, 1, 1}, within(1e-15));
    assertThat(fixture.column(found, "return"))
        .containsExactly(new double[] {1, 1.2}, within(1e-15));
    assertThat(fixture.column(fixture.estimate(new ReturnToGo(2), "episodes", episodes), "return"))
        .containsExactly(new double[] {0.5, 0.6}, within(1e-15));
  }

  /** Rewards of one action were 0.1 and 0.3; rolled out, it pays 0.2. */
  @Test
  void check1RolledReturnsAreOfPredictedRewards() {
    Batch log =
        fixture.batch(
            "episode_id", fixture.arena.integers(0, 1),
            "step", fixture.arena.integers(0, 0),
            "observation", fixture.arena.integers(0, 0),
            "action", fixture.arena.integers(1, 1),
            "reward", fixture.arena.numbers(0.1, 0.3),
            "next_observation", fixture.arena.integers(0, 0),
            "terminated", fixture.arena.booleans(true, true));
    fixture.put("dynamics", fixture.fitted(new TabularDynamics(), log));
    fixture.put("initial", fixture.fitted(new InitialStates(), log));
    Imagined copies = new Imagined(new LearnedDynamics("dynamics", "initial", "elites"), 2);
    copies.reset(new int[] {0, 1}, fixture.context());
    Batch played =
        copies
            .step(
                copies.observe(fixture.context()).with("action", fixture.arena.integers(1, 1)),
                fixture.context())
            .with("episode_id", fixture.arena.integers(0, 1))
            .with("step", fixture.arena.integers(0, 0));

    assertThat(Episodes.of(played).returnsToGo())
        .containsExactly(new double[] {0.2, 0.2}, within(1e-15));
  }

  @Test
  void check2TheFilterIsStrict() {
    Batch episodes =
        fixture.batch(
            "return", fixture.arena.numbers(0.3, 1, 0.5, 1, 1.5),
            "synthetic", fixture.arena.booleans(false, false, true, true, true),
            "group_id", fixture.arena.texts(List.of("s", "t", "s", "t", "t")));

    assertThat(kept(KeepReference.DATA, 0, episodes)).containsExactly(0, 0, 0, 0, 1);
    assertThat(kept(KeepReference.DATA, 0.5, episodes)).containsExactly(0, 0, 0, 0, 0);
    // From s the best was 0.3.
    assertThat(kept(KeepReference.SAME_START, 0, episodes)).containsExactly(0, 0, 1, 0, 1);
  }

  private double[] kept(KeepReference reference, double margin, Batch episodes) {
    return fixture.column(
        fixture.estimate(new RolloutFilter(reference, margin), "episodes", episodes), "kept");
  }

  @Test
  void check4TheBackupHasSixtyTwoBreakPoints() {
    assertThat(new HardInstance(64).interiorBreakPoints()).isEqualTo(62);
    assertThat(new HardInstance(10).interiorBreakPoints()).isEqualTo(8);
  }

  /**
   * Sixty-two units fit exactly: hinges at the states 1 to 62, with the changes of slope for
   * weights. A hinge that opens to the left has the same change, and a slope of minus its weight
   * before it. Those of 31 (−65), 60 (7) and 61 (−5) together give the 63 of the first piece.
   */
  @Test
  void check4SixtyTwoUnitsFitTheBackup() {
    HardInstance hard = new HardInstance(64);
    List<Integer> leftward = List.of(31, 60, 61);
    double worst = 0;
    double shift = Double.NaN;
    for (int s = 0; s < 64; s++) {
      double sum = 0;
      for (int at = 1; at <= 62; at++) {
        double change = hard.next(at + 1) - 2.0 * hard.next(at) + hard.next(at - 1);
        sum += change * Math.max(0, leftward.contains(at) ? at - s : s - at);
      }
      shift = s == 0 ? hard.next(0) - sum : shift;
      worst = Math.max(worst, Math.abs(sum + shift - hard.next(s)));
    }
    assertThat(worst).isLessThan(1e-6);
  }

  /**
   * Eight units are nine pieces at most. The best nine straight pieces, which need not even meet,
   * are found by dynamic programming: their largest error is bounded away from 0. It is that of
   * three neighbors on one piece at least, a quarter of a change of slope of 3 or more.
   */
  @Test
  void check4EightUnitsDoNotFitTheBackup() {
    HardInstance hard = new HardInstance(64);
    double[][] best = new double[10][65];
    Arrays.stream(best).forEach(row -> Arrays.fill(row, Double.POSITIVE_INFINITY));
    best[0][0] = 0;
    for (int pieces = 1; pieces <= 9; pieces++) {
      for (int end = 1; end <= 64; end++) {
        for (int from = 0; from < end; from++) {
          best[pieces][end] =
              Math.min(best[pieces][end], Math.max(best[pieces - 1][from], error(hard, from, end)));
        }
      }
    }
    assertThat(best[9][64]).isGreaterThan(0.75);
  }

  /** A lower bound of the largest error of a straight line: that of any three neighbors. */
  private static double error(HardInstance hard, int from, int end) {
    double error = 0;
    for (int s = from + 1; s < end - 1; s++) {
      double change = hard.next(s + 1) - 2.0 * hard.next(s) + hard.next(s - 1);
      error = Math.max(error, Math.abs(change) / 4);
    }
    return error;
  }

  /**
   * Four units of (s, G) are enough for the return-conditioned policy, and for Q*, whatever s is:
   * P(a = 1) = max(0, G) − max(0, G − 1), and Q* = max(0, a) − max(0, −a).
   */
  @Test
  void check4FourUnitsAreTheReturnConditionedPolicy() {
    for (int s = 0; s < 64; s++) {
      for (int action = 0; action < 2; action++) {
        double toGo = action;
        double first = Math.max(0, toGo + 0.0 * s) - Math.max(0, toGo - 1 + 0.0 * s);
        assertThat(first).isEqualTo(action == 1 ? 1 : 0);
        assertThat(Math.max(0, toGo) - Math.max(0, -toGo)).isEqualTo(action);
      }
    }
  }

  @Test
  void check6AWrongTargetStillActs() {
    CountedActions kept = new CountedActions(2, true);
    kept.add(0, 1, 0, 50);
    CountedActions keptAndLogged = new CountedActions(2, true);
    keptAndLogged.add(0, 1, 0, 50);
    keptAndLogged.add(0, 0.2, 1, 33);
    keptAndLogged.add(0, 0, 0, 34);

    // What was kept knows the return 1 alone, so that the nearest return is 1 whatever is asked.
    assertThat(kept.logp(0, 0.2)).containsExactly(0, Double.NEGATIVE_INFINITY);
    // With the log beside it, 0.2 is answered by the dead end, which pays 0.2.
    assertThat(keptAndLogged.logp(0, 0.2)).containsExactly(Double.NEGATIVE_INFINITY, 0);
    assertThat(keptAndLogged.logp(0, 1)).containsExactly(0, Double.NEGATIVE_INFINITY);
    // Half way it is the larger, and nobody has been in state 7.
    keptAndLogged.add(1, 0, 1, 1);
    keptAndLogged.add(1, 1, 0, 1);
    assertThat(keptAndLogged.logp(1, 0.5)).containsExactly(0, Double.NEGATIVE_INFINITY);
    List<Double> unseen = new ArrayList<>();
    Arrays.stream(kept.logp(7, 1)).forEach(unseen::add);
    assertThat(unseen).containsOnly(-Math.log(2));
  }
}
