package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.Quantity;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Model;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.api.Vector;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.expression.Joins;
import org.esscher.runtime.internal.expression.ShardTree;
import org.esscher.runtime.internal.run.Line;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values of all rows that partitions find together are those of one process, to the last bit, and
 * those that the rows give one by one, nearly.
 */
class PartitionTotalsTest {
  private static final int SHARD = 4096;

  /** 66 shards, the last of which has three rows. */
  private static final int ROWS = 65 * SHARD + 3;

  /** The highest, and equally high: the second one is in another block of the first one's shard. */
  private static final int[] HIGHEST = {3 * SHARD + 100, 3 * SHARD + 2000, 20 * SHARD, 65 * SHARD};

  private static final int[] LOWEST = {40 * SHARD + 4095, 41 * SHARD, 65 * SHARD + 2};

  /** From here on p is above 0. */
  private static final int POSITIVE = 10 * SHARD + 7;

  @AutoClose private final Arena arena = Arena.root("test");

  private final double[] x = new double[ROWS];
  private final double[] weight = new double[ROWS];
  private final double[] p = new double[ROWS];
  private Batch rows;
  private Model line;

  @BeforeEach
  void rows() {
    Random random = new Random(5);
    double[] height = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      x[row] = random.nextGaussian();
      weight[row] = 0.5 + random.nextDouble();
      p[row] = row < POSITIVE ? 0 : Math.exp(50 * random.nextGaussian());
    }
    for (int row : HIGHEST) {
      height[row] = 2;
    }
    for (int row : LOWEST) {
      height[row] = -2;
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("x", arena.numbers(x));
    columns.put("weight", arena.numbers(weight));
    columns.put("p", arena.numbers(p));
    columns.put("height", arena.numbers(height));
    rows = arena.batch(columns);
    line =
        new Line()
            .create(new OutsideARun(arena), State.empty().with("parameters", new double[] {2, -1}));
  }

  private InPartitions partitions(Estimator estimator, boolean differentiates, int count) {
    PartitionCall call = PartitionCall.of(estimator, State.empty(), differentiates).orElseThrow();
    return new InPartitions(call, rows, role -> line, count);
  }

  // ---- values

  private static Map<String, Expr> values(Slot rows) {
    Expr x = rows.column("x", Level.ROW);
    Expr logs = rows.column("p", Level.ROW).log();
    Map<String, Expr> values = new LinkedHashMap<>();
    values.put("squares", rows.weight().sum(Level.BATCH));
    values.put("count", x.count(Level.BATCH));
    values.put("mean", x.mean(Level.BATCH));
    values.put("spread", x.minus(x.mean(Level.BATCH)).square().mean(Level.BATCH).sqrt());
    values.put("log_sum", logs.logSumExp(Level.BATCH));
    values.put("highest", rows.column("height", Level.ROW).maximum(Level.BATCH));
    values.put("lowest", rows.column("height", Level.ROW).minimum(Level.BATCH));
    values.put("nothing", rows.column("p", Level.ROW).times(0).log().logSumExp(Level.BATCH));
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 7, 64})
  void valuesAndStandardErrorsAreThoseOfOneProcess(int count) {
    Statistic statistic = in -> values(in.slot("rows"));
    Estimate whole =
        new Estimation()
            .estimate(
                statistic, Map.of("rows", rows), State.empty(), null, new OutsideARun(arena), true);
    InPartitions partitions = partitions(statistic, false, count);
    assertThat(partitions.run(arena).estimate().statistics()).isEqualTo(whole.statistics());
    // Of 66 shards in a row at most 2·6 nodes are left, of 3·8 numbers at most and three ints; a
    // number for each block would be 66·4·8 bytes for each of them.
    int node = 3 * 8 * 8 + 3 * 4;
    assertThat(partitions.sizes()).allSatisfy(size -> assertThat(size).isLessThan(12 * node + 300));
  }

  @Test
  void valuesAreThoseOfTheRows() {
    Statistic statistic = in -> values(in.slot("rows"));
    Map<String, Quantity> found =
        partitions(statistic, false, 7).run(arena).estimate().statistics();
    double total = Arrays.stream(weight).sum();
    double mean = IntStream.range(0, ROWS).mapToDouble(i -> weight[i] * x[i]).sum() / total;
    double variance =
        IntStream.range(0, ROWS).mapToDouble(i -> weight[i] * Math.pow(x[i] - mean, 2)).sum()
            / total;
    double mass = IntStream.range(0, ROWS).mapToDouble(i -> weight[i] * p[i]).sum();
    // Of weights each counts as often as itself.
    double squared = Arrays.stream(weight).map(w -> w * w).sum();
    assertClose(found, "squares", squared);
    assertClose(found, "count", total);
    assertClose(found, "mean", mean);
    assertClose(found, "spread", Math.sqrt(variance));
    assertClose(found, "log_sum", Math.log(mass));
    assertThat(quantity(found, "nothing").value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(quantity(found, "highest").value()).isEqualTo(2);
    assertThat(quantity(found, "lowest").value()).isEqualTo(-2);
    // Influences on the mean are w·(x − mean)/W, and add up to 0: n/(n − 1)·Σ of their squares.
    double influences =
        IntStream.range(0, ROWS)
            .mapToDouble(i -> Math.pow(weight[i] * (x[i] - mean) / total, 2))
            .sum();
    assertThat(quantity(found, "mean").standardError())
        .isCloseTo(Math.sqrt(influences * ROWS / (ROWS - 1)), within(1e-12));
    // Influences on the sum of squares are the squares.
    double average = squared / ROWS;
    double around = Arrays.stream(weight).map(w -> Math.pow(w * w - average, 2)).sum();
    assertThat(quantity(found, "squares").standardError())
        .isCloseTo(Math.sqrt(around * ROWS / (ROWS - 1)), within(1e-8));
  }

  private static Quantity quantity(Map<String, Quantity> found, String name) {
    return Objects.requireNonNull(found.get(name));
  }

  private static void assertClose(Map<String, Quantity> found, String name, double expected) {
    assertThat(quantity(found, name).value())
        .as(name)
        .isCloseTo(expected, within(1e-11 * Math.abs(expected)));
  }

  // ---- gradients

  /** A loss whose derivative with respect to the line goes where the height's does. */
  private static Objective height(UnaryOperator<Expr> extreme) {
    return in -> {
      Slot rows = in.slot("rows");
      Expr value = rows.output("line", "value", Level.ROW);
      Expr height = value.minus(value.stop()).plus(rows.column("height", Level.ROW));
      Expr found = extreme.apply(height);
      return Losses.of(Loss.surrogate("height", "line", found, found));
    };
  }

  private Vector gradient(Objective objective, int count) {
    Differentiated whole =
        new Estimation()
            .differentiate(
                objective,
                Map.of("rows", rows),
                State.empty(),
                role -> line,
                new OutsideARun(arena));
    Differentiated found = partitions(objective, true, count).run(arena);
    assertThat(found.estimate()).isEqualTo(whole.estimate());
    double[] expected = vector(whole).toArray();
    assertThat(vector(found).toArray()).isEqualTo(expected);
    return vector(found);
  }

  private static Vector vector(Differentiated found) {
    return ((ShardGradient)
            Objects.requireNonNull(
                Objects.requireNonNull(found.gradients().get("line")).byLoss().get("")))
        .vector();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 7, 64})
  void gradientsOfExtremesGoToTheFirstRowThatHasThem(int count) {
    assertOfRow(gradient(height(h -> h.maximum(Level.BATCH)), count), HIGHEST[0]);
    assertOfRow(gradient(height(h -> h.minimum(Level.BATCH)), count), LOWEST[0]);
  }

  /** The derivative of slope · x + intercept at one row, times something. */
  private void assertOfRow(Vector gradient, int row) {
    assertThat(gradient.at(1)).isNotZero();
    assertThat(gradient.at(0) / gradient.at(1)).isCloseTo(x[row], within(1e-12));
  }

  /**
   * Cotangents of a mean, a spread, a log-sum-exp and an extreme, which elements are combined with.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 7, 64})
  void gradientsThroughValuesOfAllRowsAreThoseOfOneProcess(int count) {
    Objective objective =
        in -> {
          Slot rows = in.slot("rows");
          Expr value = rows.output("line", "value", Level.ROW);
          Expr centered = value.minus(value.mean(Level.BATCH));
          Expr scaled =
              centered
                  .over(value.populationStd(Level.BATCH))
                  .minus(value.logSumExp(Level.BATCH).times(0.1))
                  .times(value.maximum(Level.BATCH).times(0.1));
          return Losses.of(Loss.exact("scaled", "line", scaled.tanh().mean(Level.BATCH)));
        };
    assertThat(gradient(objective, count).toArray()).doesNotContain(0);
  }

  // ---- results

  private static final Estimate NOTHING =
      new Estimate(Map.of(), Map.of(), Map.of(), Map.of(), State.empty());

  private static byte[] exchanged(int shard, double... numbers) {
    ShardTree tree = new ShardTree(Joins.sums("numbers", numbers.length));
    tree.add(shard, numbers);
    return PartitionResults.exchange(tree);
  }

  @Test
  void resultsMergeAsLongAsTheyAreOfOneKind() {
    byte[] finished = PartitionResults.finished(new Differentiated(NOTHING, Map.of()), c -> "");
    byte[] some = PartitionResults.merge(exchanged(1, 2, 3), exchanged(0, 5, 7));
    assertThat(PartitionResults.of(List.of(exchanged(2, 1, 1), some)).total())
        .containsExactly(8, 11);
    assertThat(PartitionResults.of(List.of(finished, finished)).total()).isNull();
    assertThatThrownBy(() -> PartitionResults.merge(finished, exchanged(0, 1)))
        .hasMessageContaining("came to different places")
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST));
    // What one can't divide is computed elsewhere, whatever the others do.
    byte[] not = PartitionResults.merge(exchanged(0, 1), PartitionResults.cantDivide());
    assertThat(PartitionResults.of(List.of(finished, not)).undivided()).isTrue();
    assertThat(PartitionResults.of(List.of(finished)).undivided()).isFalse();
  }
}
