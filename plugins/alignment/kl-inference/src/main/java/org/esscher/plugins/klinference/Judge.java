package org.esscher.plugins.klinference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Run;
import org.esscher.api.Statistic;
import org.esscher.api.WeightHistogram;
import org.jspecify.annotations.Nullable;

/** Measures policies on rows that nothing was fitted on, and writes the tables of the report. */
final class Judge {
  private static final double NORMAL_97_5 = 1.959963984540054;
  private static final List<String> ESTIMATORS = List.of("ips", "snips", "dr");

  private final Run run;
  private final LoggedContexts contexts;

  Judge(Run run, LoggedContexts contexts) {
    this.run = run;
    this.contexts = contexts;
  }

  static Column logPropensity(Batch log, Columns columns) {
    Column propensity = log.column("propensity");
    double[] logs = new double[log.rows()];
    for (int row = 0; row < logs.length; row++) {
      logs[row] = Math.log(propensity.at(row));
    }
    return columns.numbers(logs);
  }

  /** How well the fitted reference gives the propensities that were logged. */
  void referenceFit(Batch test) {
    Column fitted = run.score("policy@ref", test, "logp", "logp").column("logp");
    run.row(
        "reference_fit", ReferenceFit.row(fitted, logPropensity(test, run.context().columns())));
  }

  /** Standard deviation of the reward model's prediction under the reference. */
  double rewardSpread(Batch rows) {
    Batch choices = choices("policy@ref", rows);
    Column logp = choices.column("logp");
    Column score = run.score("reward", choices, "score", "score").column("score");
    double mean = 0;
    double square = 0;
    for (int i = 0; i < choices.rows(); i++) {
      double p = Math.exp(logp.at(i)) / rows.rows();
      mean += p * score.at(i);
      square += p * score.at(i) * score.at(i);
    }
    return Math.sqrt(Math.max(0, square - mean * mean));
  }

  private Batch choices(String role, Batch rows) {
    Enumerable policy =
        run.model(role)
            .as(Enumerable.class)
            .orElseThrow(
                () ->
                    EsscherException.user(
                        "the choices of %s's policy can't be listed; choose a policy whose choices"
                            + " can",
                        role));
    return policy.enumerate(contexts.of(rows, run.context().columns()), run.context());
  }

  /** Writes what the test part, and the gold log where there is one, say of the current policy. */
  void policy(String name, double beta, Batch test, @Nullable Batch gold) {
    Exact exact = exact(test);
    Map<String, Estimate.Quantity> here = estimates(test, exact.predicted());
    Exact beyond = gold == null ? null : exact(gold);
    Map<String, Estimate.Quantity> there =
        gold == null || beyond == null ? Map.of() : estimates(gold, beyond.predicted());
    Estimate.Quantity own = logged(test);
    for (String id : ESTIMATORS) {
      Estimate.Quantity value = Objects.requireNonNull(here.get(id));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("policy", name);
      row.put("estimator", id);
      interval("", value, row);
      row.put("ess", number(here.get("ess")));
      row.put("largest_weight", number(here.get("largest_weight")));
      if (exact.truth() != null) {
        row.put("truth", exact.truth());
        row.put("covers_truth", covers(value, exact.truth()));
      }
      Estimate.Quantity other = there.get(id);
      if (other != null) {
        interval("gold_", other, row);
        row.put("gold_ess", number(there.get("ess")));
        row.put("intervals_agree", agree(value, other));
      }
      run.row("off_policy", row);
    }
    directMethod(name, exact, beyond);
    frontier(name, beta, exact, Objects.requireNonNull(here.get("snips")));
    WeightDiagnostics weights = WeightDiagnostics.of(here, test.rows());
    run.metric("effective_sample_size", weights.effectiveSampleSize());
    run.metric("weighted_rows", test.rows());
    run.metric("largest_weight_share", weights.largestShare());
    List<String> doubts = new ArrayList<>(weights.doubts(""));
    if (gold != null) {
      doubts.addAll(WeightDiagnostics.of(there, gold.rows()).doubts("gold log: "));
    }
    String joined = String.join("; ", doubts);
    verdict(name, Objects.requireNonNull(here.get("snips")), own, joined);
    WeightHistogram.rows(name, importanceWeights(test))
        .forEach(row -> run.row(WeightHistogram.TABLE, row));
  }

  /** π/π₀ of each logged decision, by the propensity that was logged. */
  private double[] importanceWeights(Batch log) {
    Column logp = run.score("policy", log, "logp", "logp").column("logp");
    Column propensity = log.column("propensity");
    double[] weights = new double[log.rows()];
    for (int row = 0; row < weights.length; row++) {
      weights[row] = Math.exp(logp.at(row)) / propensity.at(row);
    }
    return weights;
  }

  /**
   * The reward model's prediction, without an interval: the spread of predictions over rows would
   * say nothing of how wrong the model is.
   */
  private void directMethod(String name, Exact exact, @Nullable Exact gold) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("policy", name);
    row.put("estimator", "dm");
    row.put("value", mean(exact.predicted()));
    if (exact.truth() != null) {
      row.put("truth", exact.truth());
    }
    if (gold != null) {
      row.put("gold_value", mean(gold.predicted()));
    }
    run.row("off_policy", row);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private void frontier(String name, double beta, Exact exact, Estimate.Quantity estimated) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("series", exact.truth() == null ? "learned (SNIPS)" : "learned (true value)");
    row.put("divergence", exact.divergence());
    row.put("reward", exact.truth() == null ? estimated.value() : exact.truth());
    row.put("reward_standard_error", exact.truth() == null ? estimated.standardError() : 0);
    row.put("entropy", exact.entropy());
    row.put("beta", beta);
    row.put("label", name);
    run.row("frontier", row);
    run.metric("divergence", exact.divergence());
    run.metric("entropy", exact.entropy());
  }

  private void verdict(String name, Estimate.Quantity value, Estimate.Quantity own, String doubts) {
    double low = value.value() - NORMAL_97_5 * value.standardError();
    double high = value.value() + NORMAL_97_5 * value.standardError();
    double ownLow = own.value() - NORMAL_97_5 * own.standardError();
    double ownHigh = own.value() + NORMAL_97_5 * own.standardError();
    String finding =
        low > ownHigh
            ? "above the logging policy's interval"
            : high < ownLow
                ? "below the logging policy's interval"
                : "not told apart from the logging policy";
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("policy", name);
    row.put("snips", value.value());
    row.put("logging_policy", own.value());
    row.put("logging_low", ownLow);
    row.put("logging_high", ownHigh);
    row.put("finding", finding);
    row.put("doubts", doubts);
    run.row("verdict", row);
  }

  /** The logging policy's own value: the mean of the rewards that it earned. */
  private static Estimate.Quantity logged(Batch log) {
    double[] reward = log.column("reward").toArray();
    double mean = Arrays.stream(reward).sum() / reward.length;
    double squares = Arrays.stream(reward).map(r -> (r - mean) * (r - mean)).sum();
    return new Estimate.Quantity(mean, Math.sqrt(squares / (reward.length - 1.0) / reward.length));
  }

  private static double number(Estimate.@Nullable Quantity quantity) {
    return Objects.requireNonNull(quantity).value();
  }

  private static void interval(String prefix, Estimate.Quantity value, Map<String, Object> row) {
    row.put(prefix + "value", value.value());
    row.put(prefix + "standard_error", value.standardError());
    row.put(prefix + "low", value.value() - NORMAL_97_5 * value.standardError());
    row.put(prefix + "high", value.value() + NORMAL_97_5 * value.standardError());
  }

  private static boolean covers(Estimate.Quantity value, double truth) {
    return Math.abs(value.value() - truth) <= NORMAL_97_5 * value.standardError();
  }

  private static boolean agree(Estimate.Quantity left, Estimate.Quantity right) {
    return Math.abs(left.value() - right.value())
        <= NORMAL_97_5 * (left.standardError() + right.standardError());
  }

  private Map<String, Estimate.Quantity> estimates(Batch log, double[] predictedValue) {
    Batch filled =
        run.score("reward", log, "score", "q_pred")
            .with("value_pred", run.context().columns().numbers(predictedValue));
    Map<String, Estimate.Quantity> all = new LinkedHashMap<>();
    for (String id : ESTIMATORS) {
      Statistic statistic = run.context().component(Statistic.class, id, Map.of());
      all.putAll(run.estimate(statistic, Map.of("log", filled)).statistics());
    }
    return all;
  }

  /**
   * What enumeration says of the current policy.
   *
   * @param divergence mean KL(π‖π₀) a row, nats
   * @param entropy mean entropy a row, nats
   * @param predicted expectation of the fitted reward of each row
   * @param truth mean true reward, where the log brings it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of results
  private record Exact(
      double divergence, double entropy, double[] predicted, @Nullable Double truth) {}

  private Exact exact(Batch rows) {
    Batch choices = choices("policy", rows);
    Column logp = choices.column("logp");
    Column reference = run.score("policy@ref", choices, "logp", "ref_logp").column("ref_logp");
    Column score = run.score("reward", choices, "score", "score").column("score");
    Column action = choices.column("action");
    Column at = choices.column("context_row");
    Column truths = rows.has("expected_rewards") ? rows.column("expected_rewards") : null;
    double divergence = 0;
    double entropy = 0;
    double truth = 0;
    double[] predicted = new double[rows.rows()];
    for (int i = 0; i < choices.rows(); i++) {
      double p = Math.exp(logp.at(i));
      int row = (int) at.at(i);
      divergence += p * (logp.at(i) - reference.at(i)) / rows.rows();
      entropy -= p * logp.at(i) / rows.rows();
      predicted[row] += p * score.at(i);
      if (truths != null) {
        truth += p * truths.at((long) row * truths.width() + (long) action.at(i)) / rows.rows();
      }
    }
    return new Exact(divergence, entropy, predicted, truths == null ? null : truth);
  }
}
