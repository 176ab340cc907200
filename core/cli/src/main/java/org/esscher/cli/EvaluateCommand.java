package org.esscher.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.data.Arena;
import org.esscher.data.BatchReader;
import org.esscher.data.ReadOptions;
import org.esscher.data.Source;
import org.esscher.data.Sources;
import org.esscher.data.StoredRows;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PolicyEvaluation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code esscher evaluate}: what a log of another policy's decisions says of a policy. */
@Command(
    name = "evaluate",
    description = "Off-policy value of a policy: DM, IPS, SNIPS, DR, SWITCH-DR with intervals.")
final class EvaluateCommand extends ComputingCommand {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "LOG",
      description = "Rows with action, propensity and reward.")
  Path data = Path.of("");

  @Mixin PolicyOption policy = new PolicyOption();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the choice of folds; 1 by default.")
  long seed = 1;

  @Option(
      names = "--stream",
      description =
          "Leave the log on the disk, for logs that are larger than memory: .parquet or .arrow,"
              + " read several times. The numbers are the same.")
  boolean stream;

  @Mixin EngineOption engine = new EngineOption();

  @Mixin ProgressOption progress = new ProgressOption();

  @Override
  int work(Esscher host) {
    Function<LongSupplier, ModelProvider> judged = policy.found(host);
    engine.require();
    Source log = Sources.open(data, ReadOptions.defaults());
    PolicyEvaluation evaluation;
    try (Meter meter = progress.meter(this, "read", "rows")) {
      evaluation =
          FromFile.naming(
              List.of(data.toString()),
              () -> stream ? streamed(host, judged, log, meter) : whole(host, judged, log, meter));
    }
    if (json) {
      print(tree(evaluation));
    } else {
      text(evaluation);
    }
    return 0;
  }

  private PolicyEvaluation whole(
      Esscher host, Function<LongSupplier, ModelProvider> judged, Source source, Meter meter) {
    if (!engine.name.equals("local")) {
      throw EsscherException.user(
          "the engine '%s' reads the log from the disk: add --stream", engine.name);
    }
    try (Arena arena = host.arena("evaluate")) {
      Batch log = source.watched(meter).readAll(arena);
      ModelProvider made = judged.apply(() -> 1 + largestAction(log));
      return host.evaluate(made, log, seed, meter.passes("evaluate"));
    }
  }

  private PolicyEvaluation streamed(
      Esscher host, Function<LongSupplier, ModelProvider> judged, Source source, Meter meter) {
    StoredRows log = source.stored();
    ModelProvider made = judged.apply(() -> 1 + largestAction(host, log.watched(meter)));
    return host.evaluate(made, log, seed, engine.name, engine.options(), meter.passes("evaluate"));
  }

  /** Actions are numbered from 0. */
  private static long largestAction(Batch log) {
    Column action = log.column("action");
    double largest = 0;
    for (int row = 0; row < log.rows(); row++) {
      largest = Math.max(largest, action.at(row));
    }
    return (long) largest;
  }

  private static long largestAction(Esscher host, StoredRows log) {
    try (Arena arena = host.arena("actions");
        BatchReader reader = log.withColumns(Set.of("action")).open(arena, 0)) {
      long largest = 0;
      for (Batch rows = reader.next(); rows != null; rows = reader.next()) {
        largest = Math.max(largest, largestAction(rows));
      }
      return largest;
    }
  }

  private Map<String, Object> tree(PolicyEvaluation evaluation) {
    Map<String, Object> tree = Json.map();
    tree.put("policy", policy.name);
    tree.put("rows", evaluation.rows());
    Map<String, Object> values = Json.map();
    evaluation
        .values()
        .forEach(
            (id, value) -> {
              Map<String, @Nullable Object> one = new LinkedHashMap<>();
              one.put("value", Json.number(value.value(), id));
              one.put("standardError", Json.optional(value.standardError()));
              one.put("low", Json.optional(value.low()));
              one.put("high", Json.optional(value.high()));
              values.put(id, one);
            });
    tree.put("values", values);
    tree.put(
        "effectiveSampleSize",
        Json.number(evaluation.effectiveSampleSize(), "the effective sample size"));
    tree.put("largestWeight", Json.number(evaluation.largestWeight(), "the largest weight"));
    tree.put("largestShare", Json.number(evaluation.largestShare(), "the largest share"));
    tree.put("warnings", evaluation.warnings());
    return tree;
  }

  private void text(PolicyEvaluation evaluation) {
    out()
        .println(
            String.format(
                Locale.ROOT,
                "%-10s %12s %12s   %s",
                "estimator",
                "value",
                "std. error",
                "95% interval"));
    evaluation.values().forEach((id, value) -> out().println(line(id, value)));
    printLine(
        String.format(
            Locale.ROOT,
            "effective sample size %.2f of %d rows; largest weight %.4g, %.1f%% of all weight",
            evaluation.effectiveSampleSize(),
            evaluation.rows(),
            evaluation.largestWeight(),
            100 * evaluation.largestShare()),
        "  ");
    evaluation.warnings().forEach(warning -> printLine("warning: " + warning, "  "));
  }

  /** An estimate without a standard error has no interval. */
  private static String line(String id, PolicyEvaluation.Value value) {
    return Double.isNaN(value.standardError())
        ? String.format(Locale.ROOT, "%-10s %12.6f %12s   %s", id, value.value(), "-", "-")
        : String.format(
            Locale.ROOT,
            "%-10s %12.6f %12.6f   [%.6f, %.6f]",
            id,
            value.value(),
            value.standardError(),
            value.low(),
            value.high());
  }
}
