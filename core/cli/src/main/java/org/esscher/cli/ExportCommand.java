package org.esscher.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.cli.report.RecordedRun;
import org.esscher.cli.report.WorkListener;
import org.esscher.cli.tracking.CsvMetrics;
import org.esscher.cli.tracking.EventFile;
import org.esscher.cli.tracking.MlflowExport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code esscher export}: a run's metrics in the formats of other tools. */
@Command(
    name = "export",
    description = {
      "Writes a run's metrics as a CSV file, or as an event file of TensorBoard, or sends them to"
          + " an MLflow tracking server.",
      "As an Arrow file they are in the run directory already: metrics.arrow."
    })
final class ExportCommand extends PrintingCommand {
  /** Formats of metrics. */
  enum Format {
    /** Columns step, name, value. */
    CSV,
    /** Scalars by step. */
    TENSORBOARD,
    /** A run of an experiment. */
    MLFLOW;

    /** As it is written on the command line, and completed. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(index = "0", paramLabel = "DIR", description = "The run directory.")
  Path directory = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FORMAT",
      description = "csv, tensorboard or mlflow.")
  Format format = Format.CSV;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description = "The CSV file, or the directory to point TensorBoard at.")
  @Nullable Path out;

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:MLFLOW_TRACKING_URI}",
      description = "MLflow's tracking server; by default that of MLFLOW_TRACKING_URI.")
  @Nullable URI server;

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description = "MLflow's experiment, created if there is none; by default the recipe's id.")
  @Nullable String experiment;

  @Mixin ProgressOption progress = new ProgressOption();

  @Override
  public Integer call() {
    String written;
    try (Meter meter = progress.meter(this, "read", "bytes")) {
      written = write(meter::reached);
    }
    if (json) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("run", directory.toString());
      tree.put("format", format.toString());
      tree.put(format == Format.MLFLOW ? "id" : "file", written);
      print(tree);
    } else {
      out().println("wrote " + written);
    }
    return 0;
  }

  private String write(WorkListener listener) {
    if (format == Format.MLFLOW) {
      URI address = given(server, "--server");
      RecordedRun run = RecordedRun.read(directory, listener);
      String name = experiment == null ? run.recipe() : experiment;
      return MlflowExport.write(run, address, name, listener);
    }
    Path target = given(out, "--out");
    RecordedRun run = RecordedRun.read(directory, listener);
    Path file =
        format == Format.CSV
            ? CsvMetrics.write(run, target, listener)
            : EventFile.write(run, target, listener);
    return file.toString();
  }

  private <T> T given(@Nullable T value, String option) {
    if (value == null) {
      throw EsscherException.user("--to %s needs %s", format, option);
    }
    return value;
  }
}
