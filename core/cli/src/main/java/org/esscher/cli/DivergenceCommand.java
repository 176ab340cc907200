package org.esscher.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Source;
import org.esscher.data.Sources;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PassListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code esscher divergence}: D(p‖q) of each row's two lists of log-probabilities, and its gradient
 * in the first.
 */
@Command(
    name = "divergence",
    description = "D(p‖q) and its unprojected gradient, of each row's log_p and log_q.")
final class DivergenceCommand extends HostCommand {
  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The divergence's id; 'esscher list --kind divergence' shows them.")
  String id = "";

  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE",
      description = "Rows with lists log_p and log_q, in nats.")
  Path in = Path.of("");

  @Mixin ConfigOption config = new ConfigOption();

  @Mixin ProgressOption progress = new ProgressOption();

  @Override
  int work(Esscher host) {
    DistributionDivergence divergence =
        host.component(DistributionDivergence.class, id, config.tree());
    Statistic values =
        inputs -> {
          Slot rows = inputs.slot("rows");
          return Map.of(
              "value",
              divergence.between(
                  rows.column("log_p", Level.TOKEN), rows.column("log_q", Level.TOKEN), Level.ROW));
        };
    // The policy's log-probabilities stand as a trained output, so that the sum over rows has
    // cotangents in them.
    Objective sum =
        inputs -> {
          Slot rows = inputs.slot("rows");
          Expr policy = rows.output("policy", "log_p", Level.TOKEN);
          Expr value = divergence.between(policy, rows.column("log_q", Level.TOKEN), Level.ROW);
          return Losses.of(Loss.exact("sum", "policy", value.sum(Level.BATCH)));
        };
    try (Arena arena = host.arena("divergence")) {
      String text;
      try (Meter meter = progress.meter(this, "read", "rows")) {
        Source source = Sources.open(in, ReadOptions.defaults());
        Map<String, Batch> slots = Map.of("rows", source.watched(meter).readAll(arena));
        Estimate estimate = estimated(host, values, slots, arena, meter.passes("values"));
        Estimate gradient = estimated(host, sum, slots, arena, meter.passes("gradient"));
        meter.begin("write");
        text =
            text(
                Objects.requireNonNull(estimate.columns().get("value")),
                Objects.requireNonNull(gradient.losses().get("sum")),
                meter);
      }
      out().println(text);
    }
    return 0;
  }

  private Estimate estimated(
      Esscher host,
      Estimator estimator,
      Map<String, Batch> rows,
      Arena arena,
      PassListener listener) {
    return FromFile.naming(
        List.of(in.toString()),
        () -> host.estimate(estimator, rows, State.empty(), 1, arena, listener));
  }

  private String text(Column values, Estimate.LossEstimate gradient, Meter meter) {
    Column cotangent = Objects.requireNonNull(gradient.cotangents().get("rows")).get("log_p");
    IntFunction<Object> value = JsonRows.cells(values, "the divergence");
    IntFunction<Object> slope =
        JsonRows.cells(Objects.requireNonNull(cotangent), "the gradient of the divergence");
    JsonRows rows = new JsonRows();
    Map<String, Object> tree = Json.map();
    tree.put("id", id);
    tree.put(
        "rows",
        rows.list(
            values.rows(),
            row -> {
              Map<String, Object> one = Json.map();
              one.put("value", value.apply(row));
              one.put("gradient", slope.apply(row));
              return one;
            }));
    return rows.pretty(tree, meter);
  }
}
