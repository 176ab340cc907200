package org.esscher.plugins.correlatedproxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks 1, 2 and 3 of the paper's card, the sampled mode, and what is refused. */
class ProxyCorrelationTest {
  /** The card's numbers have six decimals. */
  private static final Offset<Double> SIX_DECIMALS = within(5.1e-7);

  private static final ProxyCorrelation EXACT = new ProxyCorrelation(ProxyCorrelation.Mode.EXACT);
  private static final ProxyCorrelation SAMPLED =
      new ProxyCorrelation(ProxyCorrelation.Mode.SAMPLED);
  private static final double[] BASE = {0.5, 0.3, 0.2};
  private static final double[] POLICY = {0.2, 0.3, 0.5};
  private static final double[] GOLD = {0, 1, 2};
  private static final double[] PROXY = {0, 2, 1};

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Batch exact(double[] policy, double[] base, double[] proxy, double[] gold) {
    return fixture.batch("prob", policy, "base_prob", base, "reward", proxy, "gold_reward", gold);
  }

  private Estimate estimate(Batch rows) {
    return fixture.estimate(EXACT, "transitions", rows);
  }

  @Test
  void check1TheTheoremIsNeverViolated() {
    Random random = new Random(1);
    double smallest = Double.POSITIVE_INFINITY;
    int drawn = 0;
    while (drawn < 20_000) {
      int outcomes = 3 + random.nextInt(9);
      double[] base = distribution(outcomes, random);
      double[] policy = distribution(outcomes, random);
      double[] gold = random.doubles(outcomes, -1, 1).toArray();
      double[] proxy = new double[outcomes];
      for (int i = 0; i < outcomes; i++) {
        proxy[i] = 0.5 * gold[i] + random.nextGaussian();
      }
      ProxyBound bound = ProxyBound.exact(policy, base, proxy, gold);
      if (bound.base().correlation() > 0) {
        drawn++;
        smallest = Math.min(smallest, bound.goldGain() - bound.bound());
      }
    }
    assertThat(smallest).isGreaterThan(-1e-9);
    // The bound is tight: some draw comes near.
    assertThat(smallest).isLessThan(1e-3);
  }

  private static double[] distribution(int outcomes, Random random) {
    double[] p = new double[outcomes];
    double sum = 0;
    for (int i = 0; i < outcomes; i++) {
      p[i] = -Math.log(1 - random.nextDouble());
      sum += p[i];
    }
    for (int i = 0; i < outcomes; i++) {
      p[i] /= sum;
    }
    return p;
  }

  @Test
  void check2WorkedExample() {
    Estimate estimate = estimate(exact(POLICY, BASE, PROXY, GOLD));

    assertThat(estimate.value("gold_std")).isCloseTo(0.781025, SIX_DECIMALS);
    assertThat(estimate.value("proxy_std")).isCloseTo(0.871780, SIX_DECIMALS);
    assertThat(estimate.value("correlation")).isCloseTo(0.646221, SIX_DECIMALS);
    assertThat(estimate.value("chi2")).isCloseTo(0.63, within(1e-15));
    assertThat(estimate.value("gold_gain")).isCloseTo(0.768221, SIX_DECIMALS);
    assertThat(estimate.value("bound")).isCloseTo(-0.404828, SIX_DECIMALS);
    assertThat(estimate.value("hacked")).isEqualTo(0);
    // .871780·√(1 − .646221²) = .871780·.763150
    assertThat(estimate.value("safe_coef")).isCloseTo(0.665299, within(1e-6));
  }

  @Test
  void check3AtTheBasePolicyNothingIsGained() {
    Estimate estimate = estimate(exact(BASE, BASE, PROXY, GOLD));

    assertThat(estimate.value("chi2")).isEqualTo(0);
    assertThat(estimate.value("bound")).isCloseTo(0, within(1e-15));
    assertThat(estimate.value("gold_gain")).isCloseTo(0, within(1e-15));
  }

  @Test
  void check3APerfectProxyIsBoundedByItsOwnGain() {
    Estimate estimate = estimate(exact(POLICY, BASE, new double[] {1, 3, 5}, GOLD));

    assertThat(estimate.value("correlation")).isCloseTo(1, within(1e-15));
    // √(1 − r²) of an r that rounding left 1e-16 below 1 is 1e-8.
    assertThat(estimate.value("bound")).isCloseTo(estimate.value("gold_gain"), within(2e-8));
    assertThat(estimate.value("gold_gain")).isCloseTo(estimate.value("proxy_gain"), within(1e-14));
  }

  @Test
  void aProxyThatDoesNotCorrelatePromisesCauchySchwarz() {
    Estimate estimate = estimate(exact(POLICY, BASE, new double[] {2, 1, 0}, GOLD));

    assertThat(estimate.value("correlation")).isCloseTo(-1, within(1e-15));
    assertThat(estimate.value("bound")).isCloseTo(-Math.sqrt(0.63), within(1e-15));
  }

  /**
   * Rows as often as they occur in tenths: the sampled estimates are then the exact values, χ² by
   * E_μ[ρ] − 1.
   */
  @Test
  void sampledRowsGiveTheSameNumbers() {
    int[] state = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2};
    double[] proxy = new double[20];
    double[] gold = new double[20];
    double[] logRatio = new double[20];
    String[] source = new String[20];
    for (int row = 0; row < 20; row++) {
      proxy[row] = PROXY[state[row]];
      gold[row] = GOLD[state[row]];
      logRatio[row] = Math.log(POLICY[state[row]] / BASE[state[row]]);
      source[row] = row < 10 ? "base" : "policy";
    }
    Batch rows =
        fixture.batch(
            "source", source, "reward", proxy, "gold_reward", gold, "log_ratio", logRatio);
    Estimate estimate = fixture.estimate(SAMPLED, "transitions", rows);

    assertThat(estimate.value("correlation")).isCloseTo(0.646221, SIX_DECIMALS);
    assertThat(estimate.value("chi2")).isCloseTo(0.63, within(1e-14));
    assertThat(estimate.value("bound")).isCloseTo(-0.404828, SIX_DECIMALS);
  }

  @Test
  void refusesOutcomesThatTheBasePolicyNeverMeets() {
    Batch rows =
        exact(
            new double[] {0.2, 0.3, 0.25, 0.25},
            new double[] {0.5, 0.5, 0, 0},
            new double[] {0, 1, 2, 3},
            new double[] {0, 2, 1, 3});

    assertThatThrownBy(() -> estimate(rows))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("base_prob is 0")
        .hasMessageContaining("2 rows, [2, 3]");
  }

  @Test
  void refusesConstantRewards() {
    double[] constant = {0.3, 0.3, 0.3};

    assertThatThrownBy(() -> estimate(exact(POLICY, BASE, constant, GOLD)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("column 'reward' is 0.3");
    assertThatThrownBy(() -> estimate(exact(POLICY, BASE, PROXY, constant)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("column 'gold_reward' is 0.3");
  }

  @Test
  void refusesWhatIsNoDistribution() {
    assertThatThrownBy(() -> estimate(exact(new double[] {0.2, 0.3, 0.4}, BASE, PROXY, GOLD)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("'prob' sums to 0.9");
  }

  @Test
  void refusesRowsOfOnePolicyAlone() {
    Batch rows =
        fixture.batch(
            "source",
            new String[] {"policy", "policy"},
            "reward",
            new double[] {0, 1},
            "gold_reward",
            new double[] {0, 1},
            "log_ratio",
            new double[2]);

    assertThatThrownBy(() -> fixture.estimate(SAMPLED, "transitions", rows))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("source base");
  }
}
