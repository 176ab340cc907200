package org.esscher.plugins.base.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every f-divergence's forms must satisfy among one another. */
class FDivergenceLawsTest {
  private static final double[] LOG_T = {-5, -2, -1, -0.3, -1e-3, 1e-3, 0.3, 1, 2, 5};

  private final EstimationFixture fixture = new EstimationFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  static Stream<FDivergence> all() {
    return Stream.concat(invertible(), Stream.of(new TotalVariation()));
  }

  static Stream<FDivergence> invertible() {
    return Stream.of(
        new ReverseKl(),
        new ForwardKl(),
        new JensenShannon(false),
        new JensenShannon(true),
        new PearsonChi2(),
        new NeymanChi2(),
        new SquaredHellinger(),
        new AlphaDivergence(0.1),
        new AlphaDivergence(0.5),
        new AlphaDivergence(0.9));
  }

  @ParameterizedTest
  @MethodSource("all")
  void generatorVanishesAtOne(FDivergence divergence) {
    assertThat(fixture.values(divergence::generator, 0)[0]).isZero();
    assertThat(fixture.values(divergence::perSample, 0)[0]).isZero();
  }

  /** d f(eˡ)/dl = t f′(t): the host's derivative of one form against the other form. */
  @ParameterizedTest
  @MethodSource("all")
  void derivativeIsThatOfTheGenerator(FDivergence divergence) {
    double[] byHost = fixture.derivatives(divergence::generator, LOG_T);
    double[] stated = fixture.values(divergence::derivative, LOG_T);
    for (int i = 0; i < LOG_T.length; i++) {
      double expected = Math.exp(LOG_T[i]) * stated[i];
      assertThat(byHost[i]).as("at log t %s", LOG_T[i]).isCloseTo(expected, rounding(expected));
    }
  }

  /** d (f(t)/t)/dl = f′(t) − f(t)/t. */
  @ParameterizedTest
  @MethodSource("all")
  void derivativeIsThatOfTheShareOfASample(FDivergence divergence) {
    double[] byHost = fixture.derivatives(divergence::perSample, LOG_T);
    double[] stated = fixture.values(divergence::derivative, LOG_T);
    double[] share = fixture.values(divergence::perSample, LOG_T);
    for (int i = 0; i < LOG_T.length; i++) {
      double expected = stated[i] - share[i];
      assertThat(byHost[i])
          .as("at log t %s", LOG_T[i])
          .isCloseTo(expected, rounding(Math.max(Math.abs(share[i]), Math.abs(stated[i]))));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void shareOfASampleIsTheGeneratorOverT(FDivergence divergence) {
    double[] share = fixture.values(divergence::perSample, LOG_T);
    double[] generator = fixture.values(divergence::generator, LOG_T);
    for (int i = 0; i < LOG_T.length; i++) {
      double expected = generator[i] * Math.exp(-LOG_T[i]);
      assertThat(share[i])
          .as("at log t %s", LOG_T[i])
          .isCloseTo(expected, rounding(Math.abs(expected) + Math.exp(-LOG_T[i])));
    }
  }

  /** Fenchel's equality f*(f′(t)) = t f′(t) − f(t). */
  @ParameterizedTest
  @MethodSource("all")
  void conjugateAgreesWithTheGenerator(FDivergence divergence) {
    double[] y = fixture.values(divergence::derivative, LOG_T);
    double[] conjugate = fixture.values(divergence::conjugate, y);
    double[] generator = fixture.values(divergence::generator, LOG_T);
    for (int i = 0; i < LOG_T.length; i++) {
      double t = Math.exp(LOG_T[i]);
      double expected = t * y[i] - generator[i];
      // f*′(y) = t, and y is rounded: near the end of the domain that costs a factor of t.
      assertThat(conjugate[i])
          .as("at log t %s", LOG_T[i])
          .isCloseTo(expected, rounding(1 + t * t * (1 + Math.abs(y[i]))));
    }
  }

  /** Fenchel's inequality f*(y) ≥ ty − f(t), where t is not the maximizer. */
  @ParameterizedTest
  @MethodSource("all")
  void conjugateIsAnUpperBound(FDivergence divergence) {
    double[] slopes = {-3, -1, -0.2, 0, 0.2, 0.4, 0.9, 3};
    double[] conjugate = fixture.values(divergence::conjugate, slopes);
    double[] generator = fixture.values(divergence::generator, LOG_T);
    for (int s = 0; s < slopes.length; s++) {
      for (int i = 0; i < LOG_T.length; i++) {
        double bound = Math.exp(LOG_T[i]) * slopes[s] - generator[i];
        assertThat(conjugate[s]).isGreaterThanOrEqualTo(bound - 1e-12 * Math.abs(bound));
      }
    }
  }

  /** ty − f(t) grows without bound once y exceeds the greatest slope of f. */
  @ParameterizedTest
  @MethodSource("all")
  void conjugateIsInfiniteAboveTheGreatestSlope(FDivergence divergence) {
    double greatest = divergence.derivativeAtInfinity();
    if (Double.isFinite(greatest)) {
      assertThat(fixture.values(divergence::conjugate, greatest + 0.01)[0])
          .isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(fixture.values(divergence::conjugate, greatest - 0.01)[0]).isFinite();
    } else {
      assertThat(fixture.values(divergence::conjugate, 100)[0]).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("invertible")
  void inverseUndoesTheDerivative(FDivergence divergence) {
    assertThat(divergence.derivativeInvertible()).isTrue();
    double[] y = fixture.values(divergence::derivative, LOG_T);
    double[] logT = fixture.values(divergence::logInverseDerivative, y);
    for (int i = 0; i < LOG_T.length; i++) {
      // y stands within 1e-16 of its limit times t² at worst (neyman-chi2 at t = e⁵: e¹⁰ = 22026).
      assertThat(logT[i]).isCloseTo(LOG_T[i], within(1e-11));
    }
  }

  @Test
  void totalVariationHasNoInverse() {
    TotalVariation divergence = new TotalVariation();
    assertThat(divergence.derivativeInvertible()).isFalse();
    assertThatThrownBy(() -> divergence.logInverseDerivative(Expr.of(0.1)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("total-variation");
  }

  /** The limits, stated as numbers, are where the forms go. */
  @ParameterizedTest
  @MethodSource("all")
  void limitsAreThoseOfTheForms(FDivergence divergence) {
    assertLimit(
        divergence.derivativeAtInfinity(), fixture.values(divergence::derivative, 300, 700));
    assertLimit(divergence.derivativeAtInfinity(), fixture.values(divergence::perSample, 300, 700));
    assertLimit(divergence.derivativeAtZero(), fixture.values(divergence::derivative, -300, -700));
    assertLimit(divergence.generatorAtZero(), fixture.values(divergence::generator, -300, -700));
  }

  private static void assertLimit(double limit, double[] approach) {
    if (Double.isFinite(limit)) {
      // e^(−0.1·300) = 1e-13 is the slowest approach, of α = .1 (and t^(−.9) of its complement).
      assertThat(approach[1]).isCloseTo(limit, within(1e-11));
      assertThat(approach[0]).isCloseTo(limit, within(1e-11));
    } else {
      assertThat(Math.signum(limit) * approach[0]).isGreaterThan(100);
      assertThat(Math.signum(limit) * approach[1]).isGreaterThan(Math.signum(limit) * approach[0]);
    }
  }

  private static Offset<Double> rounding(double scale) {
    return within(1e-14 * Math.max(1, Math.abs(scale)));
  }
}
