package org.esscher.plugins.nashmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Check 7: random games of 50 answers, β = .01. The card's ranges are over five games of another
 * generator. Among our twenty the extremes are wider; each must be within twice the ranges.
 */
class RandomGamesTest {
  private static final double BETA = .01;
  private static final int[] AT = {50, 200, 500};

  private final List<PreferenceGame> games = new ArrayList<>();

  RandomGamesTest() {
    for (int seed = 0; seed < 20; seed++) {
      games.add(Games.random(50, true, Games.random(seed)));
    }
  }

  /** A step from a policy to the next. */
  private interface Method {
    double[] step(PreferenceGame game, double[] logp);
  }

  /** Exploitabilities after 50, 200 and 500 iterations. */
  private static double[] run(PreferenceGame game, Method method) {
    double[] found = new double[AT.length];
    double[] logp = game.reference();
    int k = 0;
    for (int i = 0; i < AT.length; i++) {
      for (; k < AT[i]; k++) {
        logp = method.step(game, logp);
      }
      found[i] = game.exploitability(BETA, logp);
    }
    return found;
  }

  /**
   * Nash-MD (Munos et al. 2023): against the geometric mixture π^{1−ηβ} π_ref^{ηβ}, and from it,
   * {@code π′ ∝ mixture · exp(η P(· ≻ mixture))}.
   */
  private static double[] nashMd(PreferenceGame game, double eta, double... logp) {
    double[] mixture = new double[logp.length];
    for (int y = 0; y < logp.length; y++) {
      mixture[y] = (1 - eta * BETA) * logp[y] + eta * BETA * game.logReference(y);
    }
    double[] normal = LogSpace.normalized(mixture);
    double[] rates = game.winRates(normal);
    for (int y = 0; y < logp.length; y++) {
      rates[y] = normal[y] + eta * rates[y];
    }
    return LogSpace.normalized(rates);
  }

  @Test
  void check7NashMirrorProxConvergesInEveryGame() {
    for (PreferenceGame game : games) {
      double[] found = run(game, new MirrorProx(BETA, 2 * BETA)::iterate);

      assertThat(found[0]).isBetween(1.9e-3 / 2, 4.1e-3 * 2);
      assertThat(found[1]).isBetween(1.5e-6 / 2, 2.4e-6 * 2);
      assertThat(found[2]).isLessThan(1e-11 * 2);
    }
  }

  @Test
  void check7NashMdWithASmallStepIsSlow() {
    for (PreferenceGame game : games) {
      double[] found = run(game, (g, logp) -> nashMd(g, .1, logp));

      assertThat(found[0]).isBetween(.037 / 2, .064 * 2);
      assertThat(found[1]).isBetween(.016 / 2, .046 * 2);
      assertThat(found[2]).isBetween(.007 / 2, .031 * 2);
    }
  }

  /** The card saw it rise in three of five games, to .08 to .12. */
  @Test
  void check7MirrorDescentAndLargeStepsOfNashMdCycle() {
    MirrorProx descent = new MirrorProx(BETA, 2 * BETA);
    List<Method> methods =
        List.of((g, logp) -> nashMd(g, 2, logp), (g, logp) -> descent.prox(g, logp, logp));
    for (Method method : methods) {
      int rising = 0;
      double highest = 0;
      for (PreferenceGame game : games) {
        double[] found = run(game, method);
        assertThat(found[0]).isBetween(.005 / 2, .038 * 2);
        rising += found[2] > found[0] ? 1 : 0;
        highest = Math.max(highest, found[2]);
      }
      assertThat(rising).isGreaterThanOrEqualTo(10);
      assertThat(highest).isBetween(.08, .12 * 2);
    }
  }
}
