package org.esscher.plugins.genarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;

class ProductOfExpertsTest {
  private static final double[] BASE = {.6, .3, .1};
  private static final double[] ARM = {.2, .3, .5};
  private static final double NEVER = Double.NEGATIVE_INFINITY;

  private static double[] logs(double... probabilities) {
    return Arrays.stream(probabilities).map(Math::log).toArray();
  }

  private static double[] probabilities(ProductOfExperts product, double[] base, double[]... arms) {
    return Arrays.stream(product.logp("here", base, arms)).map(Math::exp).toArray();
  }

  /** At α = 1 products .12, .09, .05 of sum .26; at α = 2 products .024, .027, .025 of sum .076. */
  @Test
  void check1OneStep() {
    assertThat(probabilities(new ProductOfExperts(1), logs(BASE)))
        .containsExactly(BASE, within(1e-15));
    assertThat(probabilities(new ProductOfExperts(1, 1), logs(BASE), logs(ARM)))
        .containsExactly(new double[] {.46154, .34615, .19231}, within(5e-6));
    assertThat(probabilities(new ProductOfExperts(1, 2), logs(BASE), logs(ARM)))
        .containsExactly(new double[] {.31579, .35526, .32895}, within(5e-6));
  }

  /** A uniform expert adds a constant; under a uniform base the expert is tempered to 1/α. */
  @Test
  void check5UniformFactorsAreWithoutEffect() {
    double[] uniform = {1 / 3.0, 1 / 3.0, 1 / 3.0};
    for (double alpha : new double[] {0.5, 1, 7}) {
      ProductOfExperts product = new ProductOfExperts(1, alpha);
      assertThat(probabilities(product, logs(BASE), logs(uniform)))
          .containsExactly(BASE, within(1e-15));
      double[] tempered = Arrays.stream(ARM).map(p -> Math.pow(p, alpha)).toArray();
      assertThat(probabilities(product, logs(uniform), logs(ARM)))
          .containsExactly(SequenceWorld.normalized(tempered), within(1e-15));
    }
  }

  /** The temperature divides the sum: squares of .12, .09, .05 at τ = ½, of sum .025. */
  @Test
  void theTemperatureIsOfTheProduct() {
    assertThat(probabilities(new ProductOfExperts(0.5, 1), logs(BASE), logs(ARM)))
        .containsExactly(new double[] {.0144 / .025, .0081 / .025, .0025 / .025}, within(1e-14));
  }

  @Test
  void whatOneExpertThinksImpossibleIsImpossible() {
    double[] arm = {Math.log(.5), NEVER, Math.log(.5)};

    assertThat(probabilities(new ProductOfExperts(1, 1), logs(BASE), arm))
        .containsExactly(new double[] {6.0 / 7, 0, 1.0 / 7}, within(1e-15));
    assertThat(probabilities(new ProductOfExperts(1, -1), logs(BASE), arm)[1]).isZero();
  }

  @Test
  void refusesAProductWithoutAnyToken() {
    ProductOfExperts product = new ProductOfExperts(1, 1);

    assertThatThrownBy(
            () -> product.logp("row 4, token 2", new double[] {0, NEVER}, new double[] {NEVER, 0}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 4, token 2")
        .hasMessageContaining("no token any probability");
    assertThatThrownBy(
            () ->
                product.logp(
                    "row 1", new double[] {0, Double.NaN}, new double[] {NEVER, Double.NaN}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("token 1 is not a number");
  }
}
