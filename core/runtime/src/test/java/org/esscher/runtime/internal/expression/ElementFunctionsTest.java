package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The functions against {@link StrictMath}, over all magnitudes and at all lengths. */
class ElementFunctionsTest {
  /** StrictMath is within 1 ulp; the two roundings of a composed reference add two more. */
  private static final double ULPS = 4;

  private static final double[] CORNERS = {
    0.0,
    -0.0,
    1,
    -1,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    -Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    511.9999,
    512,
    709.7,
    709.79,
    -708.3,
    -744.4,
    -745.2,
    -1 + 0x1p-53,
    0x1p-54,
    Math.sqrt(0.5),
    Math.sqrt(2)
  };

  /** A function on arrays. */
  @FunctionalInterface
  private interface Many {
    void apply(double[] x, double[] out, int count);
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  private static double sigmoid(double x) {
    double e = StrictMath.exp(-Math.abs(x));
    return (x >= 0 ? 1 : e) / (1 + e);
  }

  static Stream<ElementFunctions> implementations() {
    return Stream.of(new PortableFunctions());
  }

  @TestFactory
  Stream<DynamicTest> agree_with_the_reference() {
    return implementations()
        .flatMap(
            functions -> {
              Map<String, Map.Entry<Many, DoubleUnaryOperator>> all =
                  Map.of(
                      "exp", Map.entry(functions::exp, StrictMath::exp),
                      "expm1", Map.entry(functions::expm1, StrictMath::expm1),
                      "log", Map.entry(functions::log, StrictMath::log),
                      "log1p", Map.entry(functions::log1p, StrictMath::log1p),
                      "softplus", Map.entry(functions::softplus, ElementFunctionsTest::softplus),
                      "sigmoid", Map.entry(functions::sigmoid, ElementFunctionsTest::sigmoid),
                      "tanh", Map.entry(functions::tanh, StrictMath::tanh));
              return all.entrySet().stream()
                  .map(
                      one ->
                          DynamicTest.dynamicTest(
                              functions.getClass().getSimpleName() + " " + one.getKey(),
                              () -> check(one.getValue().getKey(), one.getValue().getValue())));
            });
  }

  private static void check(Many function, DoubleUnaryOperator reference) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    for (int length = 0; length <= 70; length++) {
      compare(function, reference, ordinary(random, length));
    }
    for (int round = 0; round < 40; round++) {
      compare(function, reference, ordinary(random, 1000));
      compare(function, reference, anyMagnitude(random, 1000));
    }
    compare(function, reference, CORNERS.clone());
    for (double corner : CORNERS) {
      double[] among = ordinary(random, 300);
      among[random.nextInt(300)] = corner;
      compare(function, reference, among);
    }
  }

  private static double[] ordinary(RandomGenerator random, int length) {
    double[] x = new double[length];
    for (int i = 0; i < length; i++) {
      x[i] = 10 * random.nextGaussian();
    }
    return x;
  }

  /** Signs and exponents of all kinds, from the subnormal to the largest. */
  private static double[] anyMagnitude(RandomGenerator random, int length) {
    double[] x = new double[length];
    for (int i = 0; i < length; i++) {
      double mantissa = 1 + random.nextDouble();
      double magnitude = Math.scalb(mantissa, random.nextInt(-1060, 1024));
      x[i] = random.nextBoolean() ? magnitude : -magnitude;
    }
    return x;
  }

  /** What a number gives doesn't depend on the numbers beside it. */
  @TestFactory
  Stream<DynamicTest> neighbors_change_nothing() {
    return implementations()
        .flatMap(
            functions ->
                Stream.<Many>of(
                        functions::exp,
                        functions::expm1,
                        functions::log,
                        functions::log1p,
                        functions::softplus,
                        functions::sigmoid,
                        functions::tanh)
                    .map(
                        function ->
                            DynamicTest.dynamicTest(
                                functions.getClass().getSimpleName(), () -> alone(function))));
  }

  private static void alone(Many function) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(12);
    double[] x = ordinary(random, 200);
    System.arraycopy(CORNERS, 0, x, 50, CORNERS.length);
    double[] together = new double[x.length];
    function.apply(x, together, x.length);
    for (int i = 0; i < x.length; i++) {
      double[] one = {x[i]};
      function.apply(one, one, 1);
      assertThat(one[0]).as("of %s", x[i]).isEqualTo(Double.valueOf(together[i]));
    }
  }

  private static void compare(Many function, DoubleUnaryOperator reference, double[] x) {
    double[] out = new double[x.length + 1];
    out[x.length] = 5;
    function.apply(x, out, x.length);
    double[] inPlace = x.clone();
    function.apply(inPlace, inPlace, x.length);
    for (int i = 0; i < x.length; i++) {
      double expected = reference.applyAsDouble(x[i]);
      if (Double.isNaN(expected) || Double.isInfinite(expected)) {
        assertThat(out[i]).as("of %s", x[i]).isEqualTo(Double.valueOf(expected));
      } else {
        assertThat(Math.abs(out[i] - expected) / Math.ulp(expected))
            .as("ulps of %s: %s, not %s", x[i], out[i], expected)
            .isLessThanOrEqualTo(ULPS);
      }
      assertThat(inPlace[i]).as("in place of %s", x[i]).isEqualTo(Double.valueOf(out[i]));
    }
    assertThat(out[x.length]).isEqualTo(5);
  }
}
