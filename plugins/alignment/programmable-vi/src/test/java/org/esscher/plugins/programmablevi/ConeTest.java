package org.esscher.plugins.programmablevi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.esscher.api.Policy;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks 2, 3, 4 and 5 of the paper's card. */
class ConeTest {
  private static final Cone CONE = new Cone(5);
  private static final double LOG_EVIDENCE = -5.323232;
  private static final double STD = .04747;

  private final ViFixture fixture = new ViFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void check2GuideThatIsThePosterior() {
    Policy guide = fixture.guide(ConjugateNormal.MEAN, ConjugateNormal.LOG_STD);
    Batch draws = fixture.draw(guide, 1, new Samples(50, 1, 1), 3);
    Estimate estimate =
        fixture.estimate(ViFixture.objective(Bound.ELBO), draws, guide, new ConjugateNormal());

    assertThat(ViFixture.loss(estimate).value())
        .isCloseTo(-ConjugateNormal.LOG_EVIDENCE, within(1e-13));
    assertThat(ViFixture.loss(estimate).standardError()).isLessThan(1e-13);
  }

  @Test
  void check2GradientsOfSingleDrawsVanishInTheMeanOnly() {
    // Where log p/q is constant in z, what is left of −∂L is ∂ log q at fixed z: ε/σ and ε² − 1.
    Policy guide = fixture.guide(ConjugateNormal.MEAN, ConjugateNormal.LOG_STD);
    double[] one = gradient(guide, 2);
    assertThat(one[0]).isCloseTo(2 / Math.sqrt(.5), within(1e-12));
    assertThat(one[1]).isCloseTo(3, within(1e-12));

    // Noise ±1 has mean 0 and mean square 1.
    double[] both = gradient(guide, 1, -1);
    assertThat(both[0]).isCloseTo(0, within(1e-12));
    assertThat(both[1]).isCloseTo(0, within(1e-12));
  }

  private double[] gradient(Policy guide, double... noise) {
    long[] replicate = new long[noise.length];
    Arrays.setAll(replicate, i -> i);
    Column column = fixture.arena.numbers(noise);
    Batch draws =
        fixture.batch(
            "replicate_id", fixture.arena.integers(replicate), "noise", column, "action", column);
    return fixture.gradient(ViFixture.objective(Bound.ELBO), draws, guide, new ConjugateNormal());
  }

  /** ∫ over standard normal noise by the trapezoidal rule, which converges exponentially. */
  private static double expectation(double mean, double std1, double std2) {
    double step = .05;
    double sum = 0;
    double weight = 0;
    for (double a = -8; a <= 8; a += step) {
      for (double b = -8; b <= 8; b += step) {
        double x = mean + std1 * a;
        double y = std2 * b;
        double density = Math.exp(-(a * a + b * b) / 2);
        sum += density * CONE.logJoint(x * x + y * y);
        weight += density;
      }
    }
    return sum / weight;
  }

  private static double entropy(double std1, double std2) {
    return 1 + Math.log(2 * Math.PI) + Math.log(std1) + Math.log(std2);
  }

  @Test
  void check4TruthByQuadrature() {
    // s = x² + y² has dx dy = π ds; the integrand is negligible beyond 20.
    double step = 1e-4;
    double evidence = 0;
    for (double s = step / 2; s < 20; s += step) {
      evidence += Math.PI * step * Math.exp(CONE.logJoint(s));
    }
    assertThat(Math.log(evidence)).isCloseTo(LOG_EVIDENCE, within(1e-6));

    // Four digits of the optimum leave an error of second order.
    double elbo = expectation(2.219, .0338, .2791) + entropy(.0338, .2791);
    assertThat(elbo).isCloseTo(-8.074537, within(1e-5));
    for (double[] other :
        new double[][] {{2.3, .0338, .2791}, {2.219, .05, .2791}, {2.219, .0338, .35}}) {
      assertThat(expectation(other[0], other[1], other[2]) + entropy(other[1], other[2]))
          .isLessThan(elbo);
    }
    // By rotation the auxiliary angle does not matter.
    assertThat(expectation(Math.sqrt(5), STD, STD) + entropy(STD, STD))
        .isCloseTo(-9.7481, within(1e-4));
  }

  private double[] bound(Bound bound, Policy guide, int replicates, int particles, int auxiliary) {
    Batch draws = fixture.draw(guide, 2, new Samples(replicates, particles, auxiliary), 5);
    Estimate estimate = fixture.estimate(ViFixture.objective(bound), draws, guide, CONE);
    return new double[] {
      -ViFixture.loss(estimate).value(), ViFixture.loss(estimate).standardError()
    };
  }

  private static void near(double[] found, double expected, double rounding) {
    assertThat(found[0]).isCloseTo(expected, within(4 * found[1] + rounding));
    assertThat(found[1]).isLessThan(.06);
  }

  @ParameterizedTest
  @CsvSource({
    "HVI, 20000, 1, 1, .04747, -9.7481, 1e-4",
    "IWHVI, 20000, 1, 5, .04747, -8.184, .001",
    "IWHVI, 4000, 1, 50, .04747, -6.27, .005",
    "DIWHVI, 400, 20, 200, .04747, -5.37, .005",
    "DIWHVI, 4000, 5, 5, .04747, -7.83, .005",
    "DIWHVI, 4000, 5, 5, .15, -7.32, .005"
  })
  void check4HierarchicalBounds(
      Bound bound,
      int replicates,
      int particles,
      int auxiliary,
      double std,
      double expected,
      double rounding) {
    near(bound(bound, fixture.circle(std), replicates, particles, auxiliary), expected, rounding);
  }

  @ParameterizedTest
  @CsvSource({"1, -8.0745, 1e-4", "5, -7.85, .005", "50, -7.68, .005"})
  void check4ImportanceWeightedBounds(int particles, double expected, double rounding) {
    Policy guide = fixture.guide(new double[] {2.219, 0}, Math.log(.0338), Math.log(.2791));
    near(bound(Bound.IWELBO, guide, 20_000 / particles, particles, 1), expected, rounding);
  }

  @Test
  void check3BoundsRiseTowardsTheEvidence() {
    Policy guide = fixture.guide(new double[] {2.219, 0}, Math.log(.0338), Math.log(.2791));
    Batch draws = fixture.draw(guide, 2, new Samples(2_000, 1, 1), 5);
    double elbo =
        ViFixture.loss(fixture.estimate(ViFixture.objective(Bound.ELBO), draws, guide, CONE))
            .value();
    double one =
        ViFixture.loss(fixture.estimate(ViFixture.objective(Bound.IWELBO), draws, guide, CONE))
            .value();
    assertThat(one).isCloseTo(elbo, within(1e-12));

    // Steps of .2 and .17 against standard errors below .02.
    double five = bound(Bound.IWELBO, guide, 4_000, 5, 1)[0];
    double fifty = bound(Bound.IWELBO, guide, 400, 50, 1)[0];
    assertThat(-elbo).isLessThan(five);
    assertThat(five).isLessThan(fifty);
    assertThat(fifty).isLessThan(LOG_EVIDENCE);

    Policy circle = fixture.circle(STD);
    double last = bound(Bound.HVI, circle, 4_000, 1, 1)[0];
    for (int auxiliary : new int[] {2, 5, 50}) {
      double next = bound(Bound.IWHVI, circle, 4_000, 1, auxiliary)[0];
      assertThat(next).isGreaterThan(last).isLessThan(LOG_EVIDENCE);
      last = next;
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2209, -9.75", "5, 447, -8.18", "50, 1.7, -6.27"})
  void check5FreshAuxiliariesBreakTheBound(int auxiliary, double wrong, double right) {
    Policy guide = fixture.circle(STD);
    Samples samples = new Samples(20_000, 1, auxiliary);
    Batch draws = fixture.draw(guide, 2, samples, 5);
    Batch fresh = draws.with("auxiliary", fixture.draw(guide, 2, samples, 6).column("auxiliary"));
    Bound bound = auxiliary == 1 ? Bound.HVI : Bound.IWHVI;

    // Without u₁ in the list the density of z is mostly that of far angles.
    Estimate broken =
        fixture.estimate(
            ViFixture.objective(bound),
            fresh
                .with("model_logp", fixture.output(CONE, fresh, "logp"))
                .with("guide_logp", fixture.output(guide, fresh, "logp"))
                .with("auxiliary_logp", fixture.output(guide, fresh, "auxiliary_logp")));
    double reported = -ViFixture.loss(broken).value();
    assertThat(reported)
        .isCloseTo(wrong, within(4 * ViFixture.loss(broken).standardError() + .5))
        .isGreaterThan(LOG_EVIDENCE);

    Estimate sound = fixture.estimate(ViFixture.objective(bound), draws, guide, CONE);
    assertThat(-ViFixture.loss(sound).value())
        .isCloseTo(right, within(4 * ViFixture.loss(sound).standardError() + .005));
  }

  @ParameterizedTest
  @CsvSource({"ELBO, 1, 1", "IWELBO, 3, 1", "HVI, 1, 1", "DIWHVI, 2, 3"})
  void pathwiseGradientsAreDerivatives(Bound bound, int particles, int auxiliary) {
    boolean circle = bound == Bound.HVI || bound == Bound.DIWHVI;
    double[] point = circle ? new double[] {-1, -1.5} : new double[] {2, .3, -1, -1.5};
    Policy guide = circle ? fixture.circle(1) : fixture.guide(new double[2], 0, 0);
    Vectored parameters = guide.as(Vectored.class).orElseThrow();
    parameters.assign(Vector.of(point));
    Batch draws = fixture.draw(guide, 2, new Samples(3, particles, auxiliary), 5);
    double[] found = fixture.gradient(ViFixture.objective(bound), draws, guide, CONE);

    double h = 1e-5;
    for (int i = 0; i < point.length; i++) {
      double[] values = new double[2];
      for (int side = 0; side < 2; side++) {
        double[] moved = point.clone();
        moved[i] += side == 0 ? h : -h;
        parameters.assign(Vector.of(moved));
        values[side] =
            ViFixture.loss(fixture.estimate(ViFixture.objective(bound), draws, guide, CONE))
                .value();
      }
      assertThat(found[i])
          .isCloseTo(
              (values[0] - values[1]) / (2 * h), within(2e-6 * Math.max(1, Math.abs(found[i]))));
    }
  }
}
