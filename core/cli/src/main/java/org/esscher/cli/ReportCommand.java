package org.esscher.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.esscher.cli.report.Report;
import org.esscher.runtime.Esscher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code esscher report}. */
@Command(name = "report", description = "Writes one page that compares runs.")
final class ReportCommand extends HostCommand {
  @Parameters(arity = "1..*", paramLabel = "DIR", description = "Run directories.")
  List<Path> directories = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the page goes; ${DEFAULT-VALUE} by default.",
      defaultValue = "report.html")
  Path outFile = Path.of("report.html");

  @Mixin ProgressOption progress = new ProgressOption();

  @Override
  int work(Esscher host) {
    try (Meter meter = progress.meter(this, "read", "bytes")) {
      Report.write(outFile, directories, meter::reached);
    }
    if (json) {
      print(Map.of("report", outFile.toString(), "runs", directories.size()));
    } else {
      out().println("wrote " + outFile);
    }
    return 0;
  }
}
