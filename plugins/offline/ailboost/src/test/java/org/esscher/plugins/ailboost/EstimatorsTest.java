package org.esscher.plugins.ailboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values and cotangents of both losses and of the divergence, at their edges too. */
class EstimatorsTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Batch rows() {
    return fixture.batch(
        "source",
        new String[] {"expert", "policy", "policy", "expert"},
        "weight",
        new double[] {1, .3, .1, 1},
        "score",
        new double[] {1, 2, -1, -.5});
  }

  private Estimate estimate(VariationalForm form, Batch rows) {
    return fixture.estimate(new AilDiscriminatorLoss(form), "transitions", rows);
  }

  private static void requireCotangents(Estimate estimate, double... expected) {
    assertThat(Fixture.cotangents(estimate, "transitions", "score"))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(expected);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** (e^−1 + e^.5)/2 + .75·2 − .25; −e^−D/2 of the expert, ¾ and ¼ of the policy. */
  @Test
  void reverseKlWithRowWeights() {
    Estimate estimate = estimate(VariationalForm.RKL, rows());

    assertThat(estimate.value("ail-discriminator-loss"))
        .isCloseTo((Math.exp(-1) + Math.exp(.5)) / 2 + 1.25, ROUNDING);
    requireCotangents(estimate, -Math.exp(-1) / 2, .75, .25, -Math.exp(.5) / 2);
  }

  /** Softplus of −D and D: −σ(−D)/2 and σ(D)·w/Σw. */
  @Test
  void crossEntropyWithRowWeights() {
    Estimate estimate = estimate(VariationalForm.JS, rows());

    double expert = (Math.log1p(Math.exp(-1)) + Math.log1p(Math.exp(.5))) / 2;
    double policy = .75 * Math.log1p(Math.exp(2)) + .25 * Math.log1p(Math.exp(-1));
    assertThat(estimate.value("ail-discriminator-loss")).isCloseTo(expert + policy, ROUNDING);
    requireCotangents(
        estimate, -sigmoid(-1) / 2, .75 * sigmoid(2), .25 * sigmoid(-1), -sigmoid(.5) / 2);
  }

  /** 1.25 of the policy less (1 − .5)/2 of the expert. */
  @Test
  void wassersteinWithRowWeights() {
    Estimate estimate = estimate(VariationalForm.WASS, rows());

    assertThat(estimate.value("ail-discriminator-loss")).isCloseTo(1, ROUNDING);
    requireCotangents(estimate, -.5, .75, .25, -.5);
  }

  /** It is 1 − L, and its derivatives those of −L. */
  @Test
  void theDivergenceIsOneLessTheLoss() {
    Estimate divergence = fixture.estimate(new OccupancyReverseKl(), "transitions", rows());

    assertThat(divergence.value("occupancy-reverse-kl"))
        .isCloseTo(-.25 - (Math.exp(-1) + Math.exp(.5)) / 2, ROUNDING);
    requireCotangents(divergence, Math.exp(-1) / 2, -.75, -.25, Math.exp(.5) / 2);
  }

  /**
   * An expert's row of score −1000 counts as e^20, has no derivative and is counted; a policy's row
   * is not bounded.
   */
  @Test
  void exponentialsDontOverflow() {
    Batch rows =
        fixture.batch(
            "source",
            new String[] {"expert", "expert", "policy"},
            "score",
            new double[] {-1000, -20, -1000});
    Estimate estimate = estimate(VariationalForm.RKL, rows);

    assertThat(estimate.value("ail-discriminator-loss"))
        .isCloseTo(Math.exp(20) - 1000, within(1e-6));
    requireCotangents(estimate, 0, -Math.exp(20) / 2, 1);
    assertThat(estimate.state().number("clamped", 0)).isEqualTo(1);
    assertThat(estimate(VariationalForm.JS, rows).state().number("clamped", -1)).isZero();
  }

  /** Two sources of the same rows: the loss is 1 at D = 0, whose slopes cancel. */
  @Test
  void sameRowsOfBothSourcesAreNoTrouble() {
    Estimate estimate =
        estimate(
            VariationalForm.RKL,
            fixture.enumerated(new double[] {1, 1}, new double[] {1, 1}, new double[2]));

    assertThat(estimate.value("ail-discriminator-loss")).isEqualTo(1);
    requireCotangents(estimate, -.5, -.5, .5, .5);
  }

  @Test
  void refusesBatchesOfOneSource() {
    for (String[] sources :
        new String[][] {{"policy", "policy"}, {"expert", "expert"}, {"expert", "replay"}}) {
      Batch rows = fixture.batch("source", sources, "score", new double[2]);
      for (Estimator each :
          new Estimator[] {
            new AilDiscriminatorLoss(VariationalForm.RKL), new OccupancyReverseKl()
          }) {
        assertThatThrownBy(() -> fixture.estimate(each, "transitions", rows))
            .isInstanceOf(EsscherException.class)
            .hasMessageContaining(sources[1].equals("replay") ? "row 1" : "rows of both");
      }
    }
  }

  /**
   * Norms 5, 0 and 1: 10·(16 + 1 + 0)/3. Of (3, 4) the derivative is 10·2·4·(3, 4)/(5·3); 0 has no
   * direction.
   */
  @Test
  void penaltyOnSlopes() {
    Batch rows = fixture.batch("score_input_gradient", fixture.arena.vectors(2, 3, 4, 0, 0, 0, -1));
    Estimate estimate = fixture.estimate(new AilGradientPenalty(10), "interpolations", rows);

    assertThat(estimate.value("ail-gradient-penalty")).isCloseTo(170.0 / 3, ROUNDING);
    assertThat(Fixture.cotangents(estimate, "interpolations", "score_input_gradient"))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(16, 64.0 / 3, 0, 0, 0, 0);
  }

  /** p = (.5, .3, .2), q = (.2, .3, .5): Σ p log p/q, and p (log p/q + 1). */
  @Test
  void theDivergenceOfEnumeratedDistributions() {
    double[] p = {.5, .3, .2};
    double[] q = {.2, .3, .5};
    double[] gradient = new double[3];
    Arrays.setAll(gradient, i -> p[i] * (Math.log(p[i] / q[i]) + 1));
    EnumeratedDivergence found = EnumeratedDivergence.of(fixture, new OccupancyReverseKl(), p, q);

    assertThat(found.value()).isCloseTo(.274887, within(5e-7));
    assertThat(found.gradient()).usingComparatorWithPrecision(1e-12).containsExactly(gradient);
    double infinite =
        EnumeratedDivergence.of(
                fixture, new OccupancyReverseKl(), new double[] {.5, .5}, new double[] {1, 0})
            .value();
    assertThat(infinite).isEqualTo(Double.POSITIVE_INFINITY);
  }
}
