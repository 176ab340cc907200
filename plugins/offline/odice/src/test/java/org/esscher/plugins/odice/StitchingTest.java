package org.esscher.plugins.odice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.esscher.api.Vector;
import org.esscher.data.Arena;
import org.esscher.plugins.odice.OdiceValue.Mode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Check 6 of the paper's card. In state 0, action 0 leads to state 1, whose only step pays ½ and
 * ends, and action 1 to X, from which the log has no step: ten copies of each of the three steps.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StitchingTest {
  private static final int X = 2;
  private static final int STEPS = 3000;
  private static final int BATCH = 16;
  private static final int SEEDS = 5;
  private static final double RATE = 0.05;
  private static final double POLYAK = 0.005;

  private static final double[] FROM = {0, 0, 1};
  private static final double[] REWARD = {0, 0, 0.5};
  private static final double[] TO = {1, X, 1};
  private static final boolean[] TERMINATED = {false, false, true};

  private final Fixture fixture = new Fixture();

  @AfterAll
  void close() {
    fixture.close();
  }

  /** Values of the three states, and their target's, after training. */
  private record Trained(TabularValue value, TabularValue target) {
    private double residual(int next) {
      return 0.95 * target.at(next) - value.at(0);
    }

    /** The share of action 0 in the policy's weights in state 0. */
    double shareOfTheGoodAction() {
      double good = Math.max(residual(1), 0);
      return good / (good + Math.max(residual(X), 0));
    }
  }

  private Trained train(Mode mode, long seed) {
    Random random = new Random(seed);
    TabularValue value = new TabularValue(1, 1, 1);
    TabularValue target = new TabularValue(1, 1, 1);
    OdiceValue loss = Fixture.loss(0.4, 1, mode);
    for (int step = 0; step < STEPS; step++) {
      try (Arena columns = fixture.arena.child("step")) {
        double[] from = new double[BATCH];
        double[] reward = new double[BATCH];
        double[] to = new double[BATCH];
        boolean[] terminated = new boolean[BATCH];
        for (int row = 0; row < BATCH; row++) {
          int kind = random.nextInt(3);
          from[row] = FROM[kind];
          reward[row] = REWARD[kind];
          to[row] = TO[kind];
          terminated[row] = TERMINATED[kind];
        }
        Vector direction =
            fixture.direction(
                loss, Fixture.steps(columns, from, reward, to, terminated), value, target, columns);
        value.assign(value.parameters().minus(direction.times(RATE)));
      }
      target.assign(target.parameters().times(1 - POLYAK).plus(value.parameters().times(POLYAK)));
    }
    return new Trained(value, target);
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"SEMI, 1, .14, -.76", "ORTHOGONAL, -5.9, 1, -3.97", "TRUE, -10.5, 1, -8.42"})
  void check6(Mode mode, double ofX, double share, double of0) {
    double valueOfX = 0;
    double goodShare = 0;
    double valueOf0 = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Trained trained = train(mode, seed);
      valueOfX += trained.value().at(X) / SEEDS;
      goodShare += trained.shareOfTheGoodAction() / SEEDS;
      valueOf0 += trained.value().at(0) / SEEDS;
    }
    // Means of five seeds; the card's five were others.
    assertThat(valueOfX).isCloseTo(ofX, within(0.1));
    assertThat(goodShare).isCloseTo(share, within(0.01));
    assertThat(valueOf0).isCloseTo(of0, within(0.1));
  }
}
