package org.esscher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Learner;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.Source;
import org.esscher.data.StoredRows;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.estimate.Requirements;
import org.esscher.runtime.internal.run.StateCodec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code esscher estimate}: losses, cotangents and statistics of files that hold every column. */
@Command(
    name = "estimate",
    description = "Runs an estimator on files that hold its columns, model outputs included.")
final class EstimateCommand extends ComputingCommand {
  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The estimator's id; 'esscher list --kind estimator' shows them.")
  String id = "";

  @Mixin SlotsOption inputs = new SlotsOption();

  @Mixin ConfigOption config = new ConfigOption();

  @Mixin ProgressOption progress = new ProgressOption();

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "The estimator's earlier state, as JSON.")
  @Nullable Path stateFile;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the JSON goes; standard output by default.")
  @Nullable Path outFile;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all randomness; 1 by default.")
  long seed = 1;

  @Option(
      names = "--stream",
      description =
          "Leave the rows on the disk, for files that are larger than memory: .parquet or .arrow,"
              + " read several times. The numbers are the same, without cotangents.")
  boolean stream;

  @Override
  int work(Esscher host) {
    Estimator estimator = host.component(Estimator.class, id, config.tree());
    if (estimator instanceof Learner) {
      throw EsscherException.user(
          "'%s' fits a model from rows, and has no losses to estimate: esscher fit %s --in FILE"
              + " --out MODEL",
          id, id);
    }
    if (outFile != null) {
      TextFile.require(outFile);
    }
    Requirements requirements = host.services().estimation().requirements(estimator);
    List<String> names = List.copyOf(requirements.slots().keySet());
    try (Arena arena = host.arena("estimate")) {
      State before = state();
      String text;
      try (Meter meter = progress.meter(this, "read", "rows")) {
        Estimate estimate =
            stream
                ? streamed(host, estimator, inputs.sources(names), before, meter)
                : whole(host, estimator, inputs.read(names, arena, meter), before, arena, meter);
        meter.begin("write");
        JsonRows rows = new JsonRows();
        text = rows.pretty(tree(estimate, requirements, rows), meter);
      }
      if (outFile == null) {
        out().println(text);
      } else {
        TextFile.write(outFile, text + "\n");
      }
    }
    return 0;
  }

  private Estimate whole(
      Esscher host,
      Estimator estimator,
      Map<String, Batch> slots,
      State before,
      Arena arena,
      Meter meter) {
    return FromFile.naming(
        inputs.inputs,
        () -> host.estimate(estimator, slots, before, seed, arena, meter.passes("estimate")));
  }

  private Estimate streamed(
      Esscher host, Estimator estimator, Map<String, Source> sources, State before, Meter meter) {
    if (sources.size() != 1) {
      throw EsscherException.user(
          "--stream leaves the rows of one slot on the disk; files were given for %s",
          sources.keySet());
    }
    StoredRows rows = sources.values().iterator().next().stored();
    return FromFile.naming(
        inputs.inputs, () -> host.estimate(estimator, rows, before, meter.passes("estimate")));
  }

  private State state() {
    if (stateFile == null) {
      return State.empty();
    }
    try {
      JsonNode tree = Json.read(Files.readAllBytes(stateFile));
      return StateCodec.decode(tree.has("state") ? tree.path("state") : tree, stateFile.toString());
    } catch (IOException | JacksonException e) {
      throw EsscherException.user("the state %s can't be read: %s", stateFile, e.getMessage());
    }
  }

  private Map<String, Object> tree(Estimate estimate, Requirements requirements, JsonRows rows) {
    String first = requirements.slots().keySet().stream().findFirst().orElse("");
    Map<String, Object> tree = Json.map();
    tree.put("id", id);
    Map<String, Object> losses = Json.map();
    estimate.losses().forEach((name, loss) -> losses.put(name, loss(name, loss, first, rows)));
    tree.put("losses", losses);
    Map<String, Object> statistics = Json.map();
    estimate
        .statistics()
        .forEach(
            (name, quantity) -> {
              Map<String, @Nullable Object> one = new LinkedHashMap<>();
              one.put("value", Json.number(quantity.value(), name));
              one.put("standardError", Json.optional(quantity.standardError()));
              statistics.put(name, one);
            });
    tree.put("statistics", statistics);
    Map<String, Object> diagnostics = Json.map();
    estimate.metrics().forEach((name, value) -> diagnostics.put(name, Json.number(value, name)));
    tree.put("diagnostics", diagnostics);
    Map<String, Object> columns = Json.map();
    estimate.columns().forEach((name, column) -> columns.put(name, rows.list(column, name)));
    if (!columns.isEmpty()) {
      tree.put("columns", columns);
    }
    tree.put("state", Json.state(estimate.state()));
    return tree;
  }

  private static Map<String, @Nullable Object> loss(
      String name, Estimate.LossEstimate loss, String first, JsonRows rows) {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put("value", Json.number(loss.value(), "loss " + name));
    one.put("weight", Json.number(loss.weight(), "the weight of " + name));
    one.put("standardError", Json.optional(loss.standardError()));
    one.put("kind", loss.kind().name());
    Map<String, Object> cotangents = Json.map();
    for (Map.Entry<String, Map<String, Column>> slot : loss.cotangents().entrySet()) {
      String prefix = slot.getKey().equals(first) ? "" : slot.getKey() + ".";
      slot.getValue()
          .forEach(
              (column, values) ->
                  cotangents.put(prefix + column, rows.list(values, "cotangent of " + column)));
    }
    one.put("cotangents", cotangents);
    return one;
  }
}
