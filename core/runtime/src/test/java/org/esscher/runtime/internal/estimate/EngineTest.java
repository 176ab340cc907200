package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operation of the engine against sums written out in Java, and its derivative against
 * central differences. Most batches have several blocks of 1,024 rows, cut at group ends, in which
 * groups stand scattered.
 */
final class EngineTest {
  /** Truncation is 1e-10 times a third derivative; rounding 1e-16 times the value over the step. */
  private static final double STEP = 1e-5;

  private final Arena arena = Arena.root("test");
  private final Estimation estimation = new Estimation();

  @AfterEach
  void close() {
    arena.close();
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  private static double[] normals(int size, long seed) {
    RandomGenerator random = random(seed);
    return IntStream.range(0, size).mapToDouble(i -> random.nextGaussian()).toArray();
  }

  private Batch batch(Map<String, Column> columns) {
    return arena.batch(columns);
  }

  private Estimate estimate(Objective objective, Batch batch) {
    return estimation.estimate(
        objective, Map.of("rows", batch), State.empty(), null, new OutsideARun(arena), false);
  }

  private double value(Function<Slot, Expr> quantity, Batch batch) {
    Statistic statistic = in -> Map.of("x", quantity.apply(in.slot("rows").groupedBy("group")));
    return estimation
        .estimate(
            statistic, Map.of("rows", batch), State.empty(), null, new OutsideARun(arena), false)
        .value("x");
  }

  private static Objective trained(Function<Slot, Expr> loss) {
    return in -> {
      Slot rows = in.slot("rows").groupedBy("group");
      return Losses.of(Loss.exact("loss", "policy", loss.apply(rows)));
    };
  }

  private static double[] cotangent(Estimate estimate, String column) {
    return Objects.requireNonNull(
            Objects.requireNonNull(
                    Objects.requireNonNull(estimate.losses().get("loss")).cotangents().get("rows"))
                .get(column))
        .toArray();
  }

  // ---- derivatives

  /**
   * A loss of trained {@code logp} (a value a row) and frozen {@code y}, whose derivative is
   * compared with differences.
   */
  private record Case(String name, Function<Slot, Expr> loss) {}

  private static Expr x(Slot rows) {
    return rows.output("policy", "logp", Level.ROW);
  }

  private static Expr y(Slot rows) {
    return rows.column("y", Level.ROW);
  }

  private static Case pointwise(String name, Function<Expr, Expr> f) {
    return new Case(name, rows -> f.apply(x(rows)).times(y(rows)).sum(Level.BATCH));
  }

  private static Stream<Case> cases() {
    return Stream.of(
        new Case("plus", rows -> x(rows).plus(y(rows)).square().mean(Level.BATCH)),
        new Case("minus", rows -> y(rows).minus(x(rows)).square().mean(Level.BATCH)),
        new Case("over", rows -> y(rows).over(x(rows).square().plus(1)).sum(Level.BATCH)),
        pointwise("negate", Expr::negate),
        pointwise("exp", Expr::exp),
        pointwise("expm1", Expr::expm1),
        pointwise("log", x -> x.square().plus(1).log()),
        pointwise("log1p", x -> x.square().log1p()),
        pointwise("sqrt", x -> x.square().plus(1).sqrt()),
        pointwise("abs", Expr::abs),
        pointwise("softplus", Expr::softplus),
        pointwise("sigmoid", Expr::sigmoid),
        pointwise("tanh", Expr::tanh),
        pointwise("clip", x -> x.clip(-0.7, 0.4)),
        pointwise("min", x -> x.min(0.3)),
        pointwise("max", x -> x.max(x.times(-2))),
        pointwise("select", x -> x.greaterThan(0.1).select(x.square(), x.exp())),
        new Case("group sum", rows -> x(rows).sum(Level.GROUP).square().sum(Level.BATCH)),
        new Case(
            "group mean inside rows",
            rows ->
                x(rows).minus(x(rows).mean(Level.GROUP)).square().times(y(rows)).mean(Level.BATCH)),
        new Case("group maximum", rows -> x(rows).maximum(Level.GROUP).square().mean(Level.BATCH)),
        new Case("group minimum", rows -> x(rows).minimum(Level.GROUP).exp().mean(Level.BATCH)),
        new Case(
            "group log-sum-exp",
            rows -> x(rows).minus(x(rows).logSumExp(Level.GROUP)).times(y(rows)).mean(Level.BATCH)),
        new Case(
            "group standardized",
            rows ->
                x(rows)
                    .minus(x(rows).mean(Level.GROUP))
                    .over(x(rows).populationStd(Level.GROUP).plus(0.1))
                    .times(y(rows))
                    .mean(Level.BATCH)),
        new Case(
            "leave one out",
            rows -> x(rows).leaveOneOutMean(Level.GROUP).times(y(rows)).mean(Level.BATCH)),
        new Case(
            "batch mean inside rows",
            rows ->
                x(rows).minus(x(rows).mean(Level.BATCH)).square().times(y(rows)).mean(Level.BATCH)),
        new Case(
            "batch statistics of batch statistics",
            rows -> {
              Expr centered = x(rows).minus(x(rows).mean(Level.BATCH));
              Expr scaled = centered.over(centered.square().mean(Level.BATCH).sqrt().plus(1));
              return scaled.exp().times(y(rows)).mean(Level.BATCH).square();
            }),
        new Case("batch log-sum-exp", rows -> x(rows).times(y(rows)).logSumExp(Level.BATCH)),
        new Case("batch maximum", rows -> x(rows).maximum(Level.BATCH).square()),
        new Case("batch minimum", rows -> x(rows).minimum(Level.BATCH).exp()),
        new Case(
            "shift",
            rows ->
                x(rows)
                    .shift(1, 0.5)
                    .times(y(rows))
                    .plus(x(rows).shift(-2, -1).square())
                    .mean(Level.BATCH)),
        new Case(
            "suffix sum", rows -> x(rows).suffixSum(x(rows).sigmoid()).square().mean(Level.BATCH)),
        new Case(
            "suffix sum by a number",
            rows -> x(rows).suffixSum(Expr.of(0.9)).times(y(rows)).mean(Level.BATCH)),
        new Case(
            "pairs",
            rows ->
                x(rows)
                    .left()
                    .minus(x(rows).right())
                    .softplus()
                    .times(y(rows).left())
                    .mean(Level.BATCH)),
        new Case(
            "pairs by row",
            rows -> x(rows).left().times(x(rows).right()).sum(Level.ROW).exp().mean(Level.BATCH)),
        new Case(
            "vector",
            rows ->
                Expr.vector(List.of(x(rows), y(rows), x(rows).square()))
                    .maxComponents()
                    .mean(Level.BATCH)),
        new Case(
            "dot",
            rows ->
                Expr.vector(List.of(x(rows), x(rows).exp()))
                    .dot(Expr.vector(List.of(y(rows), y(rows).square())))
                    .mean(Level.BATCH)),
        new Case(
            "component",
            rows ->
                Expr.vector(List.of(x(rows), x(rows).tanh()))
                    .component(1)
                    .times(y(rows))
                    .mean(Level.BATCH)));
  }

  /**
   * Values away from every corner of the cases by more than the step: rounded to odd hundredths of
   * a half step.
   */
  private Map<String, Column> scattered(int rows, int groups, double[] x) {
    Map<String, Column> columns = new LinkedHashMap<>();
    RandomGenerator random = random(3);
    columns.put("logp", arena.numbers(x));
    columns.put("y", arena.numbers(normals(rows, 2)));
    columns.put(
        "weight",
        arena.numbers(
            IntStream.range(0, rows).mapToDouble(i -> random.nextInt(3) + 0.5).toArray()));
    columns.put(
        "group", arena.integers(IntStream.range(0, rows).mapToLong(i -> i % groups).toArray()));
    return columns;
  }

  @TestFactory
  Stream<DynamicTest> derivatives_are_those_of_differences() {
    return cases().map(one -> DynamicTest.dynamicTest(one.name(), () -> differentiated(one)));
  }

  private void differentiated(Case one) {
    int rows = 2600;
    double[] x = normals(rows, 1);
    Objective objective = trained(one.loss());
    double[] found = cotangent(estimate(objective, batch(scattered(rows, 650, x))), "logp");
    // The extremes of the batch, and rows of every block and of both ends.
    int largest = IntStream.range(0, rows).reduce((a, b) -> x[a] >= x[b] ? a : b).orElseThrow();
    int smallest = IntStream.range(0, rows).reduce((a, b) -> x[a] <= x[b] ? a : b).orElseThrow();
    for (int row : new int[] {0, 1, 649, 650, 1023, 1024, 1300, 2047, 2599, largest, smallest}) {
      double up = moved(objective, x, row, STEP);
      double down = moved(objective, x, row, -STEP);
      double scale = 1 + Math.abs(up);
      assertThat(found[row])
          .as("row %d", row)
          .isCloseTo((up - down) / (2 * STEP), within(1e-8 * scale));
    }
  }

  private double moved(Objective objective, double[] x, int row, double by) {
    double[] changed = x.clone();
    changed[row] += by;
    return Objects.requireNonNull(
            estimate(objective, batch(scattered(x.length, 650, changed))).losses().get("loss"))
        .value();
  }

  // ---- values

  @Test
  void reductions_over_many_blocks_are_those_written_out() {
    int rows = 3000;
    double[] x = normals(rows, 1);
    Batch batch = batch(scattered(rows, 700, x));
    double[] w = batch.column("weight").toArray();
    double[] sum = new double[700];
    double[] count = new double[700];
    double[] largest = new double[700];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    double total = 0;
    double weight = 0;
    double exponentials = 0;
    for (int i = 0; i < rows; i++) {
      sum[i % 700] += w[i] * x[i];
      count[i % 700] += w[i];
      largest[i % 700] = Math.max(largest[i % 700], x[i]);
      total += w[i] * x[i];
      weight += w[i];
      exponentials += w[i] * Math.exp(x[i]);
    }
    double squaredMeans = 0;
    double largestSum = 0;
    for (int g = 0; g < 700; g++) {
      squaredMeans += sum[g] / count[g] * (sum[g] / count[g]);
      largestSum += largest[g];
    }
    // Sums of 3,000 terms of order 1 in another order: 3,000 · 2⁻⁵³ · 3,000 at the very most.
    assertThat(value(rowsOf -> col(rowsOf).mean(Level.BATCH), batch))
        .isCloseTo(total / weight, within(1e-12));
    assertThat(value(rowsOf -> col(rowsOf).mean(Level.GROUP).square().sum(Level.BATCH), batch))
        .isCloseTo(squaredMeans, within(1e-9));
    assertThat(value(rowsOf -> col(rowsOf).maximum(Level.GROUP).sum(Level.BATCH), batch))
        .isCloseTo(largestSum, within(1e-9));
    assertThat(value(rowsOf -> col(rowsOf).logSumExp(Level.BATCH), batch))
        .isCloseTo(Math.log(exponentials), within(1e-12));
    assertThat(value(rowsOf -> col(rowsOf).maximum(Level.BATCH), batch))
        .isEqualTo(Arrays.stream(x).max().orElseThrow());
    assertThat(value(rowsOf -> col(rowsOf).count(Level.BATCH), batch)).isEqualTo(weight);
  }

  private static Expr col(Slot rows) {
    return rows.column("logp", Level.ROW);
  }

  @Test
  void a_group_larger_than_a_block_stays_whole() {
    int rows = 1500;
    Map<String, Column> columns = scattered(rows, 1, normals(rows, 1));
    Batch batch = batch(columns);
    double mean = value(all -> col(all).mean(Level.BATCH), batch);
    assertThat(value(all -> col(all).mean(Level.GROUP).sum(Level.BATCH), batch))
        .isCloseTo(mean, within(1e-12));
  }

  @Test
  void order_along_rows_is_that_of_the_group() {
    // Groups a = (1, 3, 5) and b = (2, 4), interleaved. Suffix sums by ½: 1 + ½(3 + ½·5) = 3.75,
    // 5.5, 5; 4, 4.
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("logp", arena.numbers(1, 2, 3, 4, 5));
    columns.put("group", arena.texts(List.of("a", "b", "a", "b", "a")));
    Statistic statistic =
        in -> {
          Slot rows = in.slot("rows").groupedBy("group");
          return Map.of(
              "suffix", col(rows).suffixSum(Expr.of(0.5)), "next", col(rows).shift(1, -1));
        };
    Estimate found =
        estimation.estimate(
            statistic,
            Map.of("rows", batch(columns)),
            State.empty(),
            null,
            new OutsideARun(arena),
            false);
    assertThat(Objects.requireNonNull(found.columns().get("suffix")).toArray())
        .containsExactly(3.75, 4, 5.5, 4, 5);
    assertThat(Objects.requireNonNull(found.columns().get("next")).toArray())
        .containsExactly(3, 4, 5, -1, -1);
  }

  @Test
  void masked_tokens_do_not_exist() {
    // Tokens (1, ·, 3) and (·): the mask takes out the second and the only one, whatever stands
    // there.
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("logp", arena.lists(new int[] {0, 3, 4}, 1, Double.NaN, 3, Double.NaN));
    columns.put("loss_mask", arena.lists(new int[] {0, 3, 4}, 1, 0, 1, 0));
    Objective objective =
        in -> {
          Expr tokens = in.slot("rows").output("policy", "logp", Level.TOKEN);
          Expr ahead = tokens.shift(1, 10);
          return Losses.of(Loss.exact("loss", "policy", tokens.times(ahead).mean(Level.BATCH)));
        };
    Estimate found = estimate(objective, batch(columns));
    // (1·3 + 3·10)/2, and its derivatives 3/2 and (1 + 10)/2.
    assertThat(Objects.requireNonNull(found.losses().get("loss")).value()).isEqualTo(16.5);
    assertThat(cotangent(found, "logp")).containsExactly(1.5, 0, 5.5, 0);
  }

  @Test
  void a_row_of_weight_zero_is_left_out_infinite_or_not() {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("ref_logp", arena.numbers(-1, Double.NEGATIVE_INFINITY, -3));
    columns.put("weight", arena.numbers(1, 0, 1));
    columns.put("group", arena.integers(1, 1, 1));
    Function<Slot, Expr> reference = rows -> rows.column("ref_logp", Level.ROW);
    Batch batch = batch(columns);
    assertThat(value(rows -> reference.apply(rows).mean(Level.BATCH), batch)).isEqualTo(-2);
    assertThat(value(rows -> reference.apply(rows).minimum(Level.GROUP).sum(Level.BATCH), batch))
        .isEqualTo(-3);
  }

  @Test
  void vectors_of_different_widths_are_refused_with_both() {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("a", arena.vectors(2, 1, 2));
    columns.put("b", arena.vectors(3, 1, 2, 3));
    columns.put("group", arena.integers(1));
    assertThatThrownBy(
            () ->
                value(
                    rows ->
                        rows.column("a", Level.ROW)
                            .plus(rows.column("b", Level.ROW))
                            .sumComponents()
                            .sum(Level.BATCH),
                    batch(columns)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("2 and 3 components");
  }
}
