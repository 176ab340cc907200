package org.esscher.spitests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.esscher.api.Batch;
import org.esscher.api.Column;

/** What estimators do with log-probabilities: ratios, and extremes. */
final class LogProbabilities {
  private static final double ROUNDING = 1e-9;

  /** Long sequences, underflow of exp, and near certainty. */
  private static final double[] EXTREMES = {-1e4, -1e-8, -745, -30, -1};

  /** Metrics that are 0 where the policy is the one that sampled. */
  private static final List<String> ZERO_ON_POLICY = List.of("clip_fraction", "approx_kl");

  private LogProbabilities() {}

  private static Set<String> columns(Batch batch, String... suffixes) {
    Set<String> columns = new TreeSet<>();
    for (String name : batch.names()) {
      Column column = batch.column(name);
      boolean wanted = Arrays.stream(suffixes).anyMatch(name::endsWith);
      if (wanted && !column.isText() && column.width() == 1) {
        columns.add(name);
      }
    }
    return columns;
  }

  private static boolean any(Trial trial, String suffix) {
    return trial.slots().values().stream()
        .flatMap(batch -> columns(batch, "logp").stream())
        .anyMatch(column -> column.endsWith(suffix));
  }

  private static UnaryOperator<Batch> changed(Trial trial, DoubleUnaryOperator change) {
    return batch -> {
      Batch result = batch;
      for (String name : columns(batch, "logp")) {
        Column column = batch.column(name);
        double[] values = Arrays.stream(column.toArray()).map(change).toArray();
        result = result.with(name, trial.workspace().inputs().shapedLike(column, values));
      }
      return result;
    };
  }

  /** Losses of ratios are the same when all log-probabilities are shifted alike. */
  static void requireRatios(Trial trial) {
    assumeTrue(any(trial, "old_logp"), "no old_logp is read");
    trial
        .read()
        .losses()
        .requireSame(
            "0.7 added to every log-probability",
            trial.read(changed(trial, logp -> logp + 0.7)).losses(),
            trial.identity(),
            ROUNDING);
    Readings onPolicy = trial.read(batch -> onPolicy(trial, batch));
    for (String metric : ZERO_ON_POLICY) {
      double value = onPolicy.numbers().getOrDefault("metric " + metric, 0.0);
      Findings.require(
          Math.abs(value) <= 1e-12,
          "the metric %s is %s where logp equals old_logp",
          metric,
          value);
    }
  }

  private static Batch onPolicy(Trial trial, Batch batch) {
    Batch result = batch;
    for (String name : List.of("old_logp", "behavior_logp")) {
      if (batch.has(name) && batch.has("logp")) {
        Column shape = batch.column(name);
        Column logp = batch.column("logp");
        if (shape.start(shape.rows()) == logp.start(logp.rows())) {
          double[] values = logp.toArray();
          result = result.with(name, trial.workspace().inputs().shapedLike(shape, values));
        }
      }
    }
    return result;
  }

  /** Where all policies agree, losses and cotangents are finite however small probabilities are. */
  static void requireFiniteAtExtremes(Trial trial) {
    assumeTrue(any(trial, "logp"), "no log-probabilities are read");
    assumeTrue(
        trial.slots().values().stream().noneMatch(batch -> batch.has("propensity")),
        "probabilities are read too, and can't be as small");
    UnaryOperator<Batch> extreme =
        batch -> {
          Batch result = batch;
          for (String name : columns(batch, "logp", "log_target")) {
            Column column = batch.column(name);
            double[] values = new double[column.start(column.rows())];
            Arrays.setAll(values, i -> EXTREMES[i % EXTREMES.length]);
            result = result.with(name, trial.workspace().inputs().shapedLike(column, values));
          }
          return result;
        };
    Refusals.unlessStated(() -> trial.read(extreme))
        .losses()
        .requireFinite("log-probabilities " + Arrays.toString(EXTREMES) + ", alike for all");
  }
}
