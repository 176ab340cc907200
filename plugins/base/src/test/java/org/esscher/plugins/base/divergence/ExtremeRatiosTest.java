package org.esscher.plugins.base.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.esscher.api.FDivergence;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The forms at log t = ±700, where t = 1.0142e±304 is near the ends of what a double holds. Terms
 * that are smaller by a factor of t are dropped by hand: f(t)/t of (t − 1)² is t − 2 + 1/t = t, and
 * so on. A square of t overflows because the value does, not the form.
 */
class ExtremeRatiosTest {
  private static final double LARGE = Math.exp(700);
  private static final double ROOT = Math.exp(350);
  private static final double LOG_2 = Math.log(2);

  private final EstimationFixture fixture = new EstimationFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "reverse-kl, 700 t, 0, 700, -700, 701, -699",
    "forward-kl, -700, 700, 0, 700 t, 0, -t",
    "jensen-shannon, log2 t, log2, log2, log2 t, log2, log2-700",
    "total-variation, t/2, 0.5, 0.5, t/2, 0.5, -0.5",
    "pearson-chi2, inf, 1, t, t, 2 t, -2",
    "neyman-chi2, t, t, 1, inf, 1, -inf",
    "squared-hellinger, t, 1, 1, t, 1, -root",
    "alpha, 2 t, 2, 2, 2 t, 2, -2 root",
  })
  void formsNeitherOverflowNorCancelBeforeTheValueDoes(
      String id,
      String generatorUp,
      String generatorDown,
      String shareUp,
      String shareDown,
      String derivativeUp,
      String derivativeDown) {
    FDivergence divergence = divergence(id);
    assertClose(fixture.values(divergence::generator, 700, -700), generatorUp, generatorDown);
    assertClose(fixture.values(divergence::perSample, 700, -700), shareUp, shareDown);
    assertClose(fixture.values(divergence::derivative, 700, -700), derivativeUp, derivativeDown);
  }

  private static void assertClose(double[] found, String up, String down) {
    for (int i = 0; i < 2; i++) {
      double expected = number(i == 0 ? up : down);
      if (Double.isInfinite(expected)) {
        assertThat(found[i]).isEqualTo(expected);
      } else {
        assertThat(found[i]).isCloseTo(expected, within(1e-13 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  private static FDivergence divergence(String id) {
    return switch (id) {
      case "reverse-kl" -> new ReverseKl();
      case "forward-kl" -> new ForwardKl();
      case "jensen-shannon" -> new JensenShannon(false);
      case "total-variation" -> new TotalVariation();
      case "pearson-chi2" -> new PearsonChi2();
      case "neyman-chi2" -> new NeymanChi2();
      case "squared-hellinger" -> new SquaredHellinger();
      default -> new AlphaDivergence(0.5);
    };
  }

  private static double number(String text) {
    return switch (text) {
      case "t" -> LARGE;
      case "-t" -> -LARGE;
      case "t/2" -> LARGE / 2;
      case "2 t" -> 2 * LARGE;
      case "700 t" -> 700 * LARGE;
      case "-root" -> -ROOT;
      case "-2 root" -> -2 * ROOT;
      case "log2" -> LOG_2;
      case "log2 t" -> LOG_2 * LARGE;
      case "log2-700" -> LOG_2 - 700;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
