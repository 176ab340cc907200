package org.esscher.neural.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Op;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.neural.Precision;
import org.esscher.neural.Workbench;
import org.esscher.neural.internal.engine.NativeEngine;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.runtime.internal.estimate.Estimation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values and gradients on the device against those of the host's engine. */
class DeviceExpressionsTest {
  /** Scattered groups of 4, 2, 3, 1 and 2 rows, each with a row that counts. */
  private static final long[] GROUP = {7, 3, 7, 9, 3, 7, 9, 7, 1, 9, 5, 5};

  private static final double[] WEIGHT = {1, 0, .5, 2, 1, 0, 1.5, 1, .75, .25, 1, 1};

  /** Lists of 0 to 4 tokens. */
  private static final int[] STARTS = {0, 3, 3, 7, 9, 10, 14, 14, 16, 19, 20, 23, 25};

  private final Workbench workbench = new Workbench();
  private final Map<String, double[]> numbers = new LinkedHashMap<>();
  private final double[] mask = new double[STARTS[STARTS.length - 1]];

  DeviceExpressionsTest() {
    Random random = new Random(4);
    numbers.put("logp", normals(random, GROUP.length));
    numbers.put("y", normals(random, GROUP.length));
    numbers.put("vector", normals(random, 3 * GROUP.length));
    numbers.put("token_logp", normals(random, mask.length));
    numbers.put("token_y", normals(random, mask.length));
    Arrays.setAll(mask, i -> i % 6 == 4 ? 0 : 1);
  }

  private static double[] normals(Random random, int count) {
    return random.doubles(count).map(x -> 4 * x - 2).toArray();
  }

  @AfterEach
  void close() {
    workbench.close();
  }

  /** One objective from a function of the slot. */
  private static final class Traced implements Objective {
    private final Function<Slot, Expr> written;
    private Expr loss = Expr.of(0);

    Traced(Function<Slot, Expr> written) {
      this.written = written;
    }

    @Override
    public Losses losses(Inputs in) {
      loss = written.apply(in.slot("rows").groupedBy("group"));
      return Losses.of(Loss.surrogate("loss", "policy", loss, loss));
    }
  }

  private Batch batch() {
    Map<String, Column> columns = new LinkedHashMap<>();
    numbers.forEach((name, values) -> columns.put(name, column(name, values)));
    columns.put("group", workbench.columns().integers(GROUP));
    columns.put("weight", workbench.columns().numbers(WEIGHT));
    columns.put("loss_mask", workbench.columns().lists(STARTS, mask));
    return workbench.columns().batch(columns);
  }

  private Column column(String name, double[] values) {
    return switch (name) {
      case "vector" -> workbench.columns().vectors(3, values);
      case "token_logp", "token_y" -> workbench.columns().lists(STARTS, values);
      default -> workbench.columns().numbers(values);
    };
  }

  private static Expr logp(Slot rows) {
    return rows.output("policy", "logp", Level.ROW);
  }

  private static Expr vector(Slot rows) {
    return rows.output("policy", "vector", Level.ROW);
  }

  private static Expr tokens(Slot rows) {
    return rows.output("policy", "logp", Level.TOKEN).as("token_logp");
  }

  /** Every operation, at levels where it means something. */
  private static Map<String, Function<Slot, Expr>> expressions() {
    Map<String, Function<Slot, Expr>> all = new LinkedHashMap<>();
    Function<Slot, Expr> x = DeviceExpressionsTest::logp;
    Function<Slot, Expr> y = rows -> rows.column("y", Level.ROW);
    Function<Slot, Expr> t = DeviceExpressionsTest::tokens;
    all.put("negate", rows -> x.apply(rows).negate());
    all.put("exp", rows -> x.apply(rows).exp());
    all.put("expm1", rows -> x.apply(rows).expm1());
    all.put("expm1 near 0", rows -> x.apply(rows).times(1e-9).expm1().times(1e9));
    all.put("log", rows -> x.apply(rows).square().plus(.1).log());
    all.put("log1p", rows -> x.apply(rows).square().log1p());
    all.put("log1p near 0", rows -> x.apply(rows).times(1e-9).log1p().times(1e9));
    all.put("sqrt", rows -> x.apply(rows).square().plus(.1).sqrt());
    all.put("abs", rows -> x.apply(rows).abs());
    all.put("sign", rows -> x.apply(rows).sign().times(x.apply(rows)));
    all.put("softplus", rows -> x.apply(rows).softplus());
    all.put(
        "softplus at 0",
        rows -> x.apply(rows).minus(x.apply(rows)).plus(x.apply(rows).times(0)).softplus());
    all.put("sigmoid", rows -> x.apply(rows).sigmoid());
    all.put("tanh", rows -> x.apply(rows).tanh());
    all.put("clip", rows -> x.apply(rows).clip(-.7, .9).times(x.apply(rows)));
    all.put("min", rows -> x.apply(rows).min(y.apply(rows)));
    all.put("max", rows -> x.apply(rows).max(y.apply(rows)));
    all.put("min, tied", rows -> x.apply(rows).min(x.apply(rows).stop()));
    all.put("max, tied", rows -> x.apply(rows).stop().max(x.apply(rows)));
    all.put("over", rows -> x.apply(rows).over(y.apply(rows).square().plus(1)));
    all.put("stop", rows -> x.apply(rows).stop().times(x.apply(rows)));
    all.put(
        "select",
        rows ->
            x.apply(rows).greaterThan(y.apply(rows)).select(x.apply(rows).exp(), y.apply(rows)));
    all.put("equal", rows -> x.apply(rows).sign().equalTo(1).times(x.apply(rows)));
    all.put("weight", rows -> rows.weight().times(x.apply(rows)));
    all.put("default", rows -> rows.columnOr("absent", Level.ROW, .3).times(x.apply(rows)));
    all.put("vector", rows -> vector(rows).times(x.apply(rows)).exp().sumComponents());
    all.put("component", rows -> vector(rows).component(1).square());
    all.put("min of components", rows -> vector(rows).minComponents().times(x.apply(rows)));
    all.put("max of components", rows -> vector(rows).maxComponents().square());
    all.put("log-sum-exp of components", rows -> vector(rows).logSumExpComponents());
    all.put(
        "vector of scalars",
        rows -> Expr.vector(List.of(x.apply(rows), Expr.of(2), y.apply(rows))).dot(vector(rows)));
    all.put("tokens", rows -> t.apply(rows).exp().sum(Level.ROW));
    all.put(
        "tokens under a group's mean",
        rows -> t.apply(rows).minus(x.apply(rows).mean(Level.GROUP)).square().sum(Level.ROW));
    all.put(
        "count", rows -> t.apply(rows).sum(Level.ROW).over(t.apply(rows).count(Level.ROW).max(.5)));
    all.put("maximum", rows -> t.apply(rows).maximum(Level.ROW).max(-3));
    all.put("minimum", rows -> t.apply(rows).minimum(Level.ROW).min(3));
    all.put("log-sum-exp", rows -> t.apply(rows).logSumExp(Level.ROW).max(-3));
    all.put(
        "sum of a ragged column",
        rows -> rows.output("policy", "logp", Level.ROW).as("token_logp").square());
    all.put("shift ahead", rows -> t.apply(rows).shift(1, .25).times(t.apply(rows)).sum(Level.ROW));
    all.put("shift back", rows -> t.apply(rows).shift(-2, .25).times(t.apply(rows)).sum(Level.ROW));
    all.put("suffix sum", rows -> t.apply(rows).suffixSum(Expr.of(.5)).square().sum(Level.ROW));
    all.put(
        "suffix sum, decays",
        rows ->
            t.apply(rows)
                .suffixSum(rows.column("token_y", Level.TOKEN).sigmoid())
                .square()
                .sum(Level.ROW));
    all.put("rows of a group shifted", rows -> x.apply(rows).shift(1, 0).times(x.apply(rows)));
    all.put("rows of a group summed", rows -> x.apply(rows).suffixSum(y.apply(rows).sigmoid()));
    all.put(
        "pairs",
        rows -> x.apply(rows).left().minus(x.apply(rows).right()).sigmoid().sum(Level.ROW));
    all.put(
        "group's deviation",
        rows ->
            x.apply(rows)
                .minus(x.apply(rows).mean(Level.GROUP))
                .over(y.apply(rows).populationStd(Level.GROUP).plus(.1)));
    all.put(
        "group's minimum", rows -> x.apply(rows).minimum(Level.GROUP).min(3).times(y.apply(rows)));
    all.put(
        "group's maximum", rows -> x.apply(rows).maximum(Level.GROUP).max(-3).times(x.apply(rows)));
    all.put(
        "group's log-sum-exp",
        rows -> x.apply(rows).logSumExp(Level.GROUP).max(-3).times(x.apply(rows)));
    return all;
  }

  private record Found(double value, Map<String, double[]> gradients) {}

  private static Expr loss(Slot rows, Function<Slot, Expr> written) {
    Expr ofRows = written.apply(rows);
    return ofRows.times(rows.column("y", Level.ROW).exp()).mean(Level.BATCH);
  }

  private Found onHost(Traced traced, Batch batch) {
    LossEstimate estimate =
        Objects.requireNonNull(
            new Estimation()
                .estimate(
                    traced, Map.of("rows", batch), State.empty(), null, workbench.context(), false)
                .losses()
                .get("loss"));
    Map<String, double[]> gradients = new LinkedHashMap<>();
    Objects.requireNonNull(estimate.cotangents().get("rows"))
        .forEach((name, column) -> gradients.put(name, column.toArray()));
    return new Found(estimate.value(), gradients);
  }

  private Found onDevice(Expr loss, Batch batch, Precision precision) {
    try (Scope memory = NativeEngine.get().scope()) {
      Map<String, PtNDArray> trained = new LinkedHashMap<>();
      numbers.forEach(
          (name, values) -> {
            long[] shape =
                name.equals("vector") ? new long[] {GROUP.length, 3} : new long[] {values.length};
            trained.put(name, memory.numbers(values, precision, shape));
          });
      trained.forEach((name, array) -> array.setRequiresGradient(true));
      Function<Expr, DeviceColumn> columns =
          leaf -> {
            PtNDArray array = trained.get(leaf.column());
            if (array == null) {
              return null;
            }
            return leaf.column().startsWith("token")
                ? new DeviceColumn(array, STARTS)
                : DeviceColumn.ofRows(array);
          };
      try (DeviceExpressions device =
          new DeviceExpressions(precision, columns).slot("rows", batch, "group")) {
        return Scope.computing(
            true,
            () -> {
              NDArray value = device.value(loss);
              JniUtils.backward(
                  (PtNDArray) value,
                  memory.numbers(new double[] {1}, precision, 1, 1),
                  false,
                  false);
              Map<String, double[]> gradients = new LinkedHashMap<>();
              trained.forEach(
                  (name, array) -> {
                    try (PtNDArray gradient = JniUtils.getGradient(array)) {
                      gradients.put(
                          name,
                          gradient == null
                              ? new double[Math.toIntExact(array.size())]
                              : Scope.toDoubles(gradient));
                    }
                  });
              return new Found(Scope.toDoubles(value)[0], gradients);
            });
      }
    }
  }

  /** To ten roundings of numbers of order 1 to 100. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void values_and_gradients_are_the_hosts(Precision precision) {
    double accuracy = precision == Precision.FLOAT64 ? 1e-13 : 1e-5;
    Set<Op> compared = EnumSet.noneOf(Op.class);
    Batch batch = batch();
    expressions()
        .forEach(
            (name, written) -> {
              Traced traced = new Traced(rows -> loss(rows, written));
              Found host = onHost(traced, batch);
              Found device = onDevice(traced.loss, batch, precision);
              assertThat(device.value())
                  .as(name)
                  .isCloseTo(host.value(), within(accuracy * (1 + Math.abs(host.value()))));
              host.gradients()
                  .forEach(
                      (column, gradient) ->
                          assertThat(Objects.requireNonNull(device.gradients().get(column)))
                              .as("%s, gradient of %s", name, column)
                              .containsExactly(gradient, within(accuracy * 10)));
              collect(traced.loss, compared);
            });
    // What is left are columns of the caller's, and keys, which are read on the host.
    assertThat(EnumSet.complementOf(EnumSet.copyOf(compared)))
        .containsExactlyInAnyOrder(
            Op.INPUT_GRADIENT, Op.STATE, Op.WINDOW_MEAN, Op.FIRST_OCCURRENCE, Op.KEY);
  }

  private static void collect(Expr expr, Set<Op> operations) {
    operations.add(expr.op());
    expr.args().forEach(arg -> collect(arg, operations));
  }

  @Test
  void memory_is_given_back() {
    Batch batch = batch();
    Traced traced = new Traced(rows -> loss(rows, DeviceExpressionsTest::logp));
    onHost(traced, batch);
    onDevice(traced.loss, batch, Precision.FLOAT32);
    assertThat(NativeEngine.get().liveArrays()).isZero();
  }

  @Test
  void what_does_not_fit_is_told() {
    Batch batch = batch();
    Traced traced = new Traced(rows -> loss(rows, DeviceExpressionsTest::logp));
    onHost(traced, batch);
    try (Scope memory = NativeEngine.get().scope()) {
      NDArray short1 = memory.numbers(new double[3], Precision.FLOAT32, 3);
      DeviceExpressions unnamed =
          new DeviceExpressions(Precision.FLOAT32, leaf -> DeviceColumn.ofRows(short1));
      assertThatThrownBy(() -> unnamed.value(traced.loss))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("name the slot's rows first");
      unnamed.slot("rows", batch, "group");
      assertThatThrownBy(() -> unnamed.value(traced.loss))
          .hasMessageContaining("has values for 3 rows on the device, and its slot has 12");
      unnamed.close();
      try (DeviceExpressions none =
          new DeviceExpressions(Precision.FLOAT32, leaf -> null).slot("rows", batch, null)) {
        assertThatThrownBy(() -> none.value(traced.loss))
            .hasMessageContaining("has no values on the device, and no default");
      }
      assertThatThrownBy(() -> new DeviceColumn(short1, new int[] {0, 1, 2}))
          .hasMessageContaining("a column of 3 elements whose lists end at 2");
    }
  }
}
