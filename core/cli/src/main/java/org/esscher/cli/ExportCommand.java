package org.esscher.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.esscher.cli.report.RecordedRun;
import org.esscher.cli.tracking.CsvMetrics;
import org.esscher.cli.tracking.EventFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code esscher export}: a run's metrics in the formats of other tools. */
@Command(
    name = "export",
    description = {
      "Writes a run's metrics as a CSV file, or as an event file of TensorBoard.",
      "As an Arrow file they are in the run directory already: metrics.arrow."
    })
final class ExportCommand extends PrintingCommand {
  /** Formats of metrics. */
  enum Format {
    /** Columns step, name, value. */
    CSV,
    /** Scalars by step. */
    TENSORBOARD
  }

  @Parameters(index = "0", paramLabel = "DIR", description = "The run directory.")
  Path directory = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FORMAT",
      description = "csv or tensorboard.")
  Format format = Format.CSV;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "The CSV file, or the directory that TensorBoard is shown.")
  Path out = Path.of("");

  @Override
  public Integer call() {
    RecordedRun run = RecordedRun.read(directory);
    Path written =
        switch (format) {
          case CSV -> CsvMetrics.write(run, out);
          case TENSORBOARD -> EventFile.write(run, out);
        };
    if (json) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("run", directory.toString());
      tree.put("format", format.name().toLowerCase(Locale.ROOT));
      tree.put("file", written.toString());
      print(tree);
    } else {
      out().println("wrote " + written);
    }
    return 0;
  }
}
