package org.esscher.plugins.nashmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks 1 to 5: the exact iteration on the circle of three answers. */
class MirrorProxTest {
  private static double[] equilibrium(PreferenceGame game, double beta) {
    return Games.iterated(game, beta, 2 * beta, 2000);
  }

  @ParameterizedTest
  @CsvSource({".1, .49275, .15415, .35311", ".02, .33104, .25993, .40903"})
  void check1FixedPoint(double beta, double a, double b, double c) {
    PreferenceGame game = Games.circle();
    double[] logp = equilibrium(game, beta);

    double[] wanted = {a, b, c};
    double[] rates = game.winRates(logp);
    double[] best = new double[3];
    for (int y = 0; y < 3; y++) {
      assertThat(Math.exp(logp[y])).isCloseTo(wanted[y], within(5e-6));
      best[y] = game.logReference(y) + rates[y] / beta;
    }
    // π* ∝ π_ref exp(P(· ≻ π*)/β)
    double[] fixed = LogSpace.normalized(best);
    for (int y = 0; y < 3; y++) {
      assertThat(Math.exp(logp[y])).isCloseTo(Math.exp(fixed[y]), within(1e-10));
    }
  }

  /** The last column is half a unit of the last printed digit. */
  @ParameterizedTest
  @CsvSource({
    ".1, 0, .245796, 5e-7",
    ".1, 1, .162222, 5e-7",
    ".1, 2, .107938, 5e-7",
    ".1, 10, .003420, 5e-7",
    ".1, 50, 2.76e-11, 5e-14",
    ".02, 0, .342030, 5e-7",
    ".02, 10, .069886, 5e-7",
    ".02, 50, 1.715e-5, 5e-9",
    ".02, 100, 5.0e-10, 5e-12"
  })
  void check2DivergenceFromTheEquilibrium(double beta, int k, double wanted, double digit) {
    PreferenceGame game = Games.circle();
    double divergence =
        Games.divergence(equilibrium(game, beta), Games.iterated(game, beta, 2 * beta, k));

    // The sum of three terms of size 1 is off by their rounding.
    assertThat(divergence).isCloseTo(wanted, within(digit + 5e-16));
    double start = Games.divergence(equilibrium(game, beta), game.reference());
    assertThat(divergence).isLessThanOrEqualTo(start * Math.pow(1 + 2 * beta, -k) + 1e-15);
  }

  @Test
  void check2TheBoundHoldsInRandomGames() {
    RandomGenerator random = Games.random(7);
    double largest = 0;
    for (int trial = 0; trial < 200; trial++) {
      PreferenceGame game = Games.random(2 + random.nextInt(10), false, random);
      double beta = Math.pow(10, -2 * random.nextDouble());
      double[] equilibrium = equilibrium(game, beta);
      double start = Games.divergence(equilibrium, game.reference());
      MirrorProx method = new MirrorProx(beta, 2 * beta);
      double[] logp = game.reference();
      for (int k = 1; k <= 200; k++) {
        logp = method.iterate(game, logp);
        double divergence = Games.divergence(equilibrium, logp);
        // Below, the divergence is rounding.
        if (divergence > 1e-11 * start) {
          largest = Math.max(largest, divergence * Math.pow(1 + 2 * beta, k) / start);
        }
      }
    }
    assertThat(largest).isBetween(0.9, 1.0);
  }

  @ParameterizedTest
  @CsvSource({"0, .05644, 5e-6", "10, .00119, 5e-6", "50, 1.0e-11, 5e-13"})
  void check3Exploitability(int k, double wanted, double digit) {
    PreferenceGame game = Games.circle();
    double exploitability = game.exploitability(.1, Games.iterated(game, .1, .2, k));

    assertThat(exploitability).isCloseTo(wanted, within(digit + 1e-15));
  }

  /** π_{k+1} = π_{k+½}: no look-ahead. */
  private static double[] mirrorDescent(
      PreferenceGame game, double beta, double eta, int iterations) {
    MirrorProx method = new MirrorProx(beta, eta);
    double[] logp = game.reference();
    for (int k = 0; k < iterations; k++) {
      logp = method.prox(game, logp, logp);
    }
    return logp;
  }

  @Test
  void check4WithoutTheLookAheadItCycles() {
    PreferenceGame game = Games.circle();

    assertThat(game.exploitability(.02, mirrorDescent(game, .02, .04, 50)))
        .isCloseTo(.0817, within(5e-5));
    assertThat(game.exploitability(.02, mirrorDescent(game, .02, .04, 400)))
        .isCloseTo(.146, within(5e-4));
    assertThat(game.exploitability(.02, Games.iterated(game, .02, .04, 50)))
        .isCloseTo(3.0e-5, within(5e-7));
    assertThat(game.exploitability(.02, Games.iterated(game, .02, .04, 400)))
        .isCloseTo(0, within(1e-14));
  }

  /** The plausible wrong way: the second step from π_{k+½}, so two plain steps. */
  @Test
  void check4TheSecondStepStartsWhereTheFirstDid() {
    PreferenceGame game = Games.circle();
    double[] equilibrium = equilibrium(game, .1);

    assertThat(Games.divergence(equilibrium, mirrorDescent(game, .1, .2, 2)))
        .isCloseTo(.15365, within(5e-6));
    assertThat(Games.divergence(equilibrium, mirrorDescent(game, .1, .2, 4)))
        .isCloseTo(.08629, within(5e-6));
    assertThat(Games.divergence(equilibrium, Games.iterated(game, .1, .2, 1)))
        .isCloseTo(.162222, within(5e-7));
  }

  @Test
  void check4FarTooLargeStepsDoNotSettle() {
    PreferenceGame game = Games.circle();

    assertThat(game.exploitability(.02, Games.iterated(game, .02, .2, 400)))
        .isCloseTo(.10, within(5e-3));
    assertThat(game.exploitability(.02, Games.iterated(game, .02, .2, 2000)))
        .isCloseTo(.17, within(5e-3));
  }

  /** Each answer ten times, with a tenth of its reference: the same game. */
  @Test
  void check5CopiesOfAnswersChangeNothing() {
    PreferenceGame three = Games.circle();
    double[][] preference = new double[30][30];
    double[] reference = new double[30];
    for (int y = 0; y < 30; y++) {
      reference[y] = three.logReference(y / 10) - Math.log(10);
      for (int rival = 0; rival < 30; rival++) {
        preference[y][rival] = three.preference(y / 10, rival / 10);
      }
    }
    PreferenceGame thirty = new PreferenceGame(preference, reference);
    double[] few = equilibrium(three, .1);
    double[] many = equilibrium(thirty, .1);
    for (int k = 0; k <= 50; k++) {
      assertThat(Games.divergence(many, Games.iterated(thirty, .1, .2, k)))
          .isCloseTo(Games.divergence(few, Games.iterated(three, .1, .2, k)), within(1e-10));
    }
  }

  @Test
  void oneAnswerIsAnEquilibrium() {
    PreferenceGame single = new PreferenceGame(new double[][] {{.5}}, -3);

    assertThat(Games.iterated(single, .1, .2, 3)).containsExactly(0);
    assertThat(single.exploitability(.1, 0)).isCloseTo(0, within(1e-15));
  }

  /** exp(1000) overflows; differences of 1000 nats between answers don't. */
  @Test
  void smallBetaDoesNotOverflow() {
    PreferenceGame game = Games.circle();
    double[] logp = Games.iterated(game, 1e-3, 10, 1);
    for (double value : logp) {
      assertThat(value).isFinite();
    }
    assertThat(LogSpace.logSumExp(logp)).isCloseTo(0, within(1e-12));
  }
}
