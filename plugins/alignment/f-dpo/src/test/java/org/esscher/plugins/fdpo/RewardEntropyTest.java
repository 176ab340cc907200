package org.esscher.plugins.fdpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.UnaryOperator;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Check 6: reward and entropy of the KKT policies of 200 worlds of 50 actions, with a Dirichlet(1)
 * reference and rewards uniform on [0, 1].
 */
class RewardEntropyTest {
  private static final int WORLDS = 200;
  private static final int ACTIONS = 50;

  /** Halvings of an interval of length below 1e4 until it is below 1e-9. */
  private static final int HALVINGS = 44;

  private final PairFixture fixture = new PairFixture();
  private final double[][] reference = new double[WORLDS][ACTIONS];
  private final double[][] reward = new double[WORLDS][ACTIONS];

  RewardEntropyTest() {
    Random random = new Random(6);
    for (int world = 0; world < WORLDS; world++) {
      double sum = 0;
      for (int action = 0; action < ACTIONS; action++) {
        reference[world][action] = -Math.log(1 - random.nextDouble());
        sum += reference[world][action];
        reward[world][action] = random.nextDouble();
      }
      for (int action = 0; action < ACTIONS; action++) {
        reference[world][action] /= sum;
      }
    }
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /**
   * The card's means and ours each have a standard error of .05/√200 = .0035 in reward and at most
   * .4/√200 = .028 in entropy, so their difference has √2 of it; three of those are allowed.
   */
  @ParameterizedTest
  @CsvSource({
    ".2, reverse-kl, .792, 2.92",
    ".2, alpha 0.5, .793, 2.91",
    ".2, forward-kl, .798, 2.78",
    ".2, jensen-shannon, .923, 1.82",
    ".1, reverse-kl, .884, 2.34",
    ".1, alpha 0.5, .895, 2.16",
    ".1, forward-kl, .885, 1.97",
    ".1, jensen-shannon, .966, .97",
    ".4, reverse-kl, .680, 3.30",
    ".4, alpha 0.5, .680, 3.30",
    ".4, forward-kl, .682, 3.29",
    ".4, jensen-shannon, .815, 2.79"
  })
  void check6RewardAndEntropyOfTheKktPolicies(
      double beta, String divergence, double reward, double entropy) {
    Point point = mean(fixture.divergence(divergence), beta);

    assertThat(point.reward).isCloseTo(reward, within(3 * Math.sqrt(2) * 0.0035));
    assertThat(point.entropy).isCloseTo(entropy, within(3 * Math.sqrt(2) * 0.028));
  }

  @ParameterizedTest
  @CsvSource({".1", ".2", ".4"})
  void check6JensenShannonIsGreedierAtOneBeta(double beta) {
    Point js = mean(fixture.divergence("jensen-shannon"), beta);
    for (String other : new String[] {"reverse-kl", "forward-kl", "alpha 0.5"}) {
      Point point = mean(fixture.divergence(other), beta);
      assertThat(js.reward).isGreaterThan(point.reward);
      assertThat(js.entropy).isLessThan(point.entropy);
    }
  }

  /** The same worlds for all, so that the differences scatter far less than the means. */
  @Test
  @Tag("slow")
  void check6AtMatchedEntropyReverseKlIsBest() {
    double reverse = rewardAtEntropy("reverse-kl", 2.3);
    double js = rewardAtEntropy("jensen-shannon", 2.3);
    double forward = rewardAtEntropy("forward-kl", 2.3);

    assertThat(reverse).isGreaterThan(js);
    assertThat(js).isGreaterThan(forward);
    assertThat(reverse).isCloseTo(0.884, within(3 * Math.sqrt(2) * 0.0035));
  }

  private double rewardAtEntropy(String divergence, double entropy) {
    FDivergence form = fixture.divergence(divergence);
    double low = 0.02;
    double high = 1;
    for (int i = 0; i < 12; i++) {
      double beta = (low + high) / 2;
      if (mean(form, beta).entropy > entropy) {
        high = beta;
      } else {
        low = beta;
      }
    }
    return mean(form, (low + high) / 2).reward;
  }

  private Point mean(FDivergence divergence, double beta) {
    double[][] policies = policies(divergence, beta);
    double meanReward = 0;
    double meanEntropy = 0;
    for (int world = 0; world < WORLDS; world++) {
      double sum = 0;
      for (int action = 0; action < ACTIONS; action++) {
        double probability = policies[world][action];
        sum += probability;
        meanReward += probability * reward[world][action] / WORLDS;
        meanEntropy -= probability * Math.log(probability) / WORLDS;
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
    return new Point(meanReward, meanEntropy);
  }

  /**
   * π = π_ref (f′)⁻¹((r − λ)/β), λ by bisection. At λ = r_max − β f′(1) no ratio exceeds 1; at λ =
   * r_max − β f′(1/π_ref) of the best action that action alone has probability 1.
   */
  private double[][] policies(FDivergence divergence, double beta) {
    UnaryOperator<Expr> derivative = divergence::derivative;
    UnaryOperator<Expr> inverse = divergence::logInverseDerivative;
    double[] logInverseReference = new double[WORLDS];
    double[] best = new double[WORLDS];
    for (int world = 0; world < WORLDS; world++) {
      for (int action = 0; action < ACTIONS; action++) {
        if (reward[world][action] > best[world]) {
          best[world] = reward[world][action];
          logInverseReference[world] = -Math.log(reference[world][action]);
        }
      }
    }
    double[] low = fixture.values(derivative, logInverseReference);
    double one = fixture.values(derivative, 0)[0];
    double[] high = new double[WORLDS];
    for (int world = 0; world < WORLDS; world++) {
      low[world] = best[world] - beta * low[world];
      high[world] = best[world] - beta * one;
    }
    double[][] policies = new double[WORLDS][ACTIONS];
    for (int i = 0; i < HALVINGS; i++) {
      double[] y = new double[WORLDS * ACTIONS];
      for (int at = 0; at < y.length; at++) {
        int world = at / ACTIONS;
        y[at] = (reward[world][at % ACTIONS] - (low[world] + high[world]) / 2) / beta;
      }
      double[] logRatio = fixture.values(inverse, y);
      for (int world = 0; world < WORLDS; world++) {
        double sum = 0;
        for (int action = 0; action < ACTIONS; action++) {
          policies[world][action] =
              reference[world][action] * Math.exp(logRatio[world * ACTIONS + action]);
          sum += policies[world][action];
        }
        double middle = (low[world] + high[world]) / 2;
        if (sum > 1) {
          low[world] = middle;
        } else {
          high[world] = middle;
        }
      }
    }
    return policies;
  }

  private record Point(double reward, double entropy) {}
}
