package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.esscher.runtime.internal.expression.Instruction.Operation;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Kernels against the loops that they stand for: equal to the last bit. */
class KernelsTest {
  private static final PortableFunctions FUNCTIONS = new PortableFunctions();

  /** What a kernel of one operation is to compute, by the loops of the composed engine. */
  private static double[] expected(Operation operation, double[][] in, int n) {
    double[] out = new double[n];
    switch (operation) {
      case EXP -> FUNCTIONS.exp(in[0], out, n);
      case EXPM1 -> FUNCTIONS.expm1(in[0], out, n);
      case LOG -> FUNCTIONS.log(in[0], out, n);
      case LOG1P -> FUNCTIONS.log1p(in[0], out, n);
      case TANH -> FUNCTIONS.tanh(in[0], out, n);
      default -> {
        for (int i = 0; i < n; i++) {
          out[i] = one(operation, in[0][i], in[1][i], in[2][i]);
        }
      }
    }
    return out;
  }

  private static double one(Operation operation, double a, double b, double c) {
    return switch (operation) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case NEGATE -> -a;
      case ABS -> Math.abs(a);
      case SIGN -> Math.signum(a);
      case SQRT -> Math.sqrt(a);
      case GREATER -> a > b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      case SELECT -> a != 0 ? b : c;
      case WHERE_AT_LEAST -> b >= c ? a : 0;
      case WHERE_NOT_AT_LEAST -> b >= c ? 0 : a;
      case WHERE_SET -> b != 0 ? a : 0;
      case WHERE_NOT_SET -> b != 0 ? 0 : a;
      case EXP_FROM_EXPM1 -> b + 1;
      // The sign bit chooses.
      case SIGMOID_FROM_EXP -> (Math.copySign(1, a) < 0 ? b : 1) / (b + 1);
      case FINITE -> a;
      default -> throw new IllegalArgumentException(operation.name());
    };
  }

  private static int operands(Operation operation) {
    return switch (operation) {
      case SELECT, WHERE_AT_LEAST, WHERE_NOT_AT_LEAST -> 3;
      case ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          MIN,
          MAX,
          GREATER,
          EQUAL,
          WHERE_SET,
          WHERE_NOT_SET,
          EXP_FROM_EXPM1,
          SIGMOID_FROM_EXP ->
          2;
      default -> 1;
    };
  }

  private static KernelPlan plan(Operation operation) {
    int operands = operands(operation);
    List<Integer> in = List.of(0, 1, 2).subList(0, operands);
    return new KernelPlan(
        operands, 0, 0, List.of(new Instruction(operation, in, operands)), List.of(operands));
  }

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
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    511.9999,
    512,
    -512,
    -7.9999,
    -8,
    22,
    Math.sqrt(0.5)
  };

  /** Every operation at every length around the vectors', among all kinds of numbers. */
  @TestFactory
  Stream<DynamicTest> each_operation_is_the_loop() {
    // Those two are not of the same kinds of numbers as the others; see below.
    return Arrays.stream(Operation.values())
        .filter(operation -> operation != Operation.WIDEN && operation != Operation.WITHIN)
        .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> check(operation)));
  }

  private static void check(Operation operation) {
    Kernel kernel = KernelsForTests.compiler().compile(plan(operation));
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    int taken = 0;
    for (int length = 1; length <= 70; length++) {
      taken += compare(kernel, operation, ordinary(random, length), length) ? 1 : 0;
    }
    assertThat(taken).as("lengths that the kernel took").isGreaterThan(60);
    for (int round = 0; round < 20; round++) {
      compare(kernel, operation, anyMagnitude(random, 700), 700);
    }
    for (double corner : CORNERS) {
      for (double other : CORNERS) {
        double[][] in = {{corner}, {other}, {random.nextDouble()}};
        compare(kernel, operation, in, 1);
      }
    }
  }

  /** Whether the kernel took the numbers; if so, what it gave is what the loop gives. */
  private static boolean compare(Kernel kernel, Operation operation, double[][] in, int n) {
    int operands = operands(operation);
    double[][] arrays = new double[operands + 1][];
    int end = (n + Kernel.LANES - 1) / Kernel.LANES * Kernel.LANES;
    for (int k = 0; k < operands; k++) {
      arrays[k] = Arrays.copyOf(in[k], end);
      Arrays.fill(arrays[k], n, end, in[k][n - 1]);
    }
    arrays[operands] = new double[end];
    if (!kernel.run(arrays, new float[0][], new double[0], n)) {
      return false;
    }
    double[] expected = expected(operation, in, n);
    for (int i = 0; i < n; i++) {
      assertThat(arrays[operands][i])
          .as("%s of %s, %s, %s", operation, in[0][i], in[1][i], in[2][i])
          .isEqualTo(Double.valueOf(expected[i]));
    }
    return true;
  }

  private static double[][] ordinary(RandomGenerator random, int length) {
    double[][] in = new double[3][length];
    for (double[] x : in) {
      for (int i = 0; i < length; i++) {
        x[i] = random.nextInt(5) == 0 ? random.nextInt(3) : 0.01 + 3 * random.nextDouble();
        // A logarithm's argument must not be 0 for the kernel to take it.
        x[i] = x[i] == 0 && random.nextInt(50) != 0 ? 0.5 : x[i];
      }
    }
    return in;
  }

  private static double[][] anyMagnitude(RandomGenerator random, int length) {
    double[][] in = new double[3][length];
    int most = random.nextInt(1, 1024);
    for (double[] x : in) {
      for (int i = 0; i < length; i++) {
        double magnitude = Math.scalb(1 + random.nextDouble(), random.nextInt(-most, most) / 2);
        x[i] = random.nextBoolean() ? magnitude : -magnitude;
      }
    }
    return in;
  }

  /** Numbers in float32 are read as they are: each is a number in float64 too. */
  @Test
  void single_numbers_are_widened() {
    KernelPlan plan =
        new KernelPlan(
            0,
            1,
            1,
            List.of(
                new Instruction(Operation.WIDEN, List.of(0), 2),
                new Instruction(Operation.ADD, List.of(2, 1), 3)),
            List.of(2, 3));
    Kernel kernel = KernelsForTests.compiler().compile(plan);
    float[] corners = {
      0, -0.0f, 0.1f, Float.MIN_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN
    };
    for (int length = 1; length <= 70; length++) {
      float[] x = new float[96];
      for (int i = 0; i < x.length; i++) {
        x[i] = corners[(i + length) % corners.length];
      }
      double[][] out = new double[2][96];
      assertThat(kernel.run(out, new float[][] {x}, new double[] {1e-3}, length)).isTrue();
      for (int i = 0; i < length; i++) {
        assertThat(out[0][i]).isEqualTo(Double.valueOf(x[i]));
        assertThat(out[1][i]).isEqualTo(Double.valueOf(x[i] + 1e-3));
      }
    }
  }

  /** What a column may not hold is noticed in every lane, and nothing else is. */
  @Test
  void what_is_not_within_bounds_is_noticed() {
    KernelPlan within =
        new KernelPlan(
            1, 0, 2, List.of(new Instruction(Operation.WITHIN, List.of(0, 1, 2), 3)), List.of(3));
    Kernel kernel = KernelsForTests.compiler().compile(within);
    Kernel finite = KernelsForTests.compiler().compile(plan(Operation.FINITE));
    double[] bounds = {Double.MIN_VALUE, 1};
    for (int at = 0; at < 32; at++) {
      for (double bad : new double[] {0, -0.0, Math.nextUp(1.0), Double.NaN, -1}) {
        assertThat(takes(kernel, bounds, at, bad)).as("%s at %d", bad, at).isFalse();
      }
      for (double good : new double[] {Double.MIN_VALUE, 0.5, 1}) {
        assertThat(takes(kernel, bounds, at, good)).as("%s at %d", good, at).isTrue();
      }
      double infinity = Double.POSITIVE_INFINITY;
      assertThat(takes(kernel, new double[] {-infinity, 0}, at, -infinity)).isTrue();
      for (double bad : new double[] {infinity, -infinity, Double.NaN}) {
        assertThat(takes(finite, new double[0], at, bad)).as("%s at %d", bad, at).isFalse();
      }
      assertThat(takes(finite, new double[0], at, -Double.MAX_VALUE)).isTrue();
    }
  }

  /** Whether a kernel takes 32 numbers, all but one of which are allowed. */
  private static boolean takes(Kernel kernel, double[] scalars, int at, double number) {
    double[][] arrays = new double[2][32];
    Arrays.fill(arrays[0], scalars.length > 0 && scalars[1] == 0 ? -0.5 : 0.5);
    arrays[0][at] = number;
    boolean taken = kernel.run(arrays, new float[0][], scalars, 32);
    assertThat(arrays[1]).isEqualTo(arrays[0]);
    return taken;
  }

  /** Plans with several outputs, scalars and values that several instructions read. */
  @Test
  void a_kernel_of_several_operations() {
    KernelPlan plan =
        new KernelPlan(
            2,
            0,
            1,
            List.of(
                new Instruction(Operation.SUBTRACT, List.of(0, 1), 3),
                new Instruction(Operation.EXP, List.of(3), 4),
                new Instruction(Operation.MULTIPLY, List.of(4, 2), 5),
                new Instruction(Operation.ADD, List.of(5, 4), 6)),
            List.of(4, 6));
    double[][] arrays = new double[4][16];
    Arrays.setAll(arrays[0], i -> 0.1 * i);
    Arrays.setAll(arrays[1], i -> 0.3);
    assertThat(
            KernelsForTests.compiler()
                .compile(plan)
                .run(arrays, new float[0][], new double[] {2}, 16))
        .isTrue();
    double[] difference = new double[16];
    Arrays.setAll(difference, i -> arrays[0][i] - 0.3);
    double[] power = new double[16];
    FUNCTIONS.exp(difference, power, 16);
    assertThat(arrays[2]).isEqualTo(power);
    double[] sum = new double[16];
    Arrays.setAll(sum, i -> power[i] * 2 + power[i]);
    assertThat(arrays[3]).isEqualTo(sum);
  }

  /** Softplus and sigmoid as they are written down: max(x, 0) + log(1 + e), e = e^−|x|. */
  @Test
  void softplus_and_sigmoid_are_the_loops() {
    KernelPlan plan =
        new KernelPlan(
            1,
            0,
            1,
            List.of(
                new Instruction(Operation.ABS, List.of(0), 2),
                new Instruction(Operation.NEGATE, List.of(2), 3),
                new Instruction(Operation.EXP, List.of(3), 4),
                new Instruction(Operation.LOG1P, List.of(4), 5),
                new Instruction(Operation.MAX, List.of(0, 1), 6),
                new Instruction(Operation.ADD, List.of(6, 5), 7),
                new Instruction(Operation.SIGMOID_FROM_EXP, List.of(0, 4), 8)),
            List.of(7, 8));
    Kernel kernel = KernelsForTests.compiler().compile(plan);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(6);
    for (int round = 0; round < 200; round++) {
      double[] x = random.doubles(64, -round, round + 1).toArray();
      double corner = CORNERS[round % CORNERS.length];
      x[random.nextInt(64)] = corner;
      double[][] arrays = {x, new double[64], new double[64]};
      boolean taken = kernel.run(arrays, new float[0][], new double[] {0}, 64);
      // Exponents of 512 and more are left to Math; the other numbers are at most 200.
      assertThat(taken).as("with %s", corner).isEqualTo(Math.abs(corner) < 512);
      if (taken) {
        double[] expected = new double[64];
        FUNCTIONS.softplus(x, expected, 64);
        assertThat(arrays[1]).isEqualTo(expected);
        FUNCTIONS.sigmoid(x, expected, 64);
        assertThat(arrays[2]).isEqualTo(expected);
      }
    }
  }

  /** Equal plans are compiled once; others wait until the JVM has compiled them. */
  @Test
  void are_ready_after_a_while_and_then_stay() throws InterruptedException {
    KernelCompiler compiler = KernelsForTests.compiler();
    List<Kernel> compiled = new ArrayList<>();
    KernelCompiler counting =
        new KernelCompiler() {
          @Override
          public Kernel compile(KernelPlan plan) {
            Kernel kernel = compiler.compile(plan);
            compiled.add(kernel);
            return kernel;
          }

          @Override
          public String name() {
            return "counting";
          }
        };
    try (Kernels kernels = Kernels.of(counting)) {
      assertThat(kernels.pay(15)).isFalse();
      assertThat(kernels.pay(16)).isTrue();
      assertThat(kernels.ready(List.of(plan(Operation.ADD)))).isNull();
      while (!kernels.settled()) {
        Thread.sleep(5);
      }
      assertThat(kernels.ready(List.of(plan(Operation.ADD)))).hasSize(1);
      assertThat(compiled).hasSize(1);
    }
  }

  /** A plan that is beyond a compiler is left to plain Java, and doesn't hold the others up. */
  @Test
  @Timeout(60)
  void what_cannot_be_compiled_is_settled() throws InterruptedException {
    KernelCompiler broken =
        new KernelCompiler() {
          @Override
          public Kernel compile(KernelPlan plan) {
            throw new IllegalArgumentException("method too large");
          }

          @Override
          public String name() {
            return "broken";
          }
        };
    try (Kernels kernels = Kernels.of(broken)) {
      assertThat(kernels.ready(List.of(plan(Operation.ADD)))).isNull();
      while (!kernels.settled()) {
        Thread.sleep(5);
      }
      assertThat(kernels.ready(List.of(plan(Operation.ADD)))).isNull();
      assertThat(kernels.settled()).isTrue();
    }
  }

  @Test
  void none_is_plain_Java() {
    assertThat(Kernels.none().name()).isEqualTo("portable");
    assertThat(Kernels.none().pay(1_000_000)).isFalse();
  }
}
