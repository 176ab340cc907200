package org.esscher.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.cli.report.RecordedRun;
import org.esscher.cli.report.Report;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.runtime.internal.config.ConfigTree;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code esscher run}. */
@Command(
    name = "run",
    description = {
      "Runs a recipe and writes a run directory with a report.",
      "Without a recipe: tilts the logging policy of a simulated shop, whose true rewards are"
          + " known."
    })
final class RunCommand extends ComputingCommand {
  private static final String DEFAULT_RECIPE = "kl-inference";
  private static final String DEFAULT_DATA = "simulated-shop";

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "The recipe's id; 'esscher list --kind recipe' shows them.")
  @Nullable String recipe;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "The data: a file, or the id of a generator.")
  @Nullable String data;

  @Option(
      names = "--stream",
      description =
          "Leave --data on the disk, for a file that is larger than memory: .parquet or .arrow."
              + " Its rows come in another order than those in memory.")
  boolean stream;

  @Option(
      names = "--gold",
      paramLabel = "FILE",
      description = "Data to judge by, where the recipe has a source 'gold'.")
  @Nullable String gold;

  @Option(
      names = "--source",
      paramLabel = "NAME=FILE",
      description = "Data of another source; may be repeated.")
  Map<String, String> sources = new LinkedHashMap<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The recipe's fields, as YAML or JSON.")
  @Nullable Path config;

  @Mixin ConfigOption settings = new ConfigOption();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run directory; by default a new one under runs/.")
  @Nullable Path outDirectory;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all randomness; 1 by default.")
  long seed = 1;

  @Option(names = "--resume", description = "Continue where the run in --out stopped.")
  boolean resume;

  @Mixin EngineOption engine = new EngineOption();

  @Mixin ProgressOption shown = new ProgressOption();

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      converter = TimeText.class,
      description =
          "Stop at a checkpoint after this time, such as 90s, 30m, 8h or 2d; --resume goes"
              + " on.")
  @Nullable Duration timeLimit;

  @Override
  int work(Esscher host) {
    if (resume && outDirectory == null) {
      throw EsscherException.user("--resume needs the run directory: give it with --out");
    }
    RunBuilder builder =
        host.run(recipe == null ? DEFAULT_RECIPE : recipe).seed(seed).resume(resume);
    builder.config(settings.over(config == null ? Map.of() : ConfigTree.read(config)));
    Map<String, String> files = new LinkedHashMap<>(sources);
    if (data != null) {
      files.put("data", data);
    } else if (recipe == null) {
      files.put("data", DEFAULT_DATA);
    }
    if (gold != null) {
      files.put("gold", gold);
    }
    files.forEach(builder::data);
    if (stream) {
      builder.stream("data");
    }
    builder.engine(engine.name, engine.options());
    if (outDirectory != null) {
      builder.out(outDirectory);
    }
    if (timeLimit != null) {
      builder.timeLimit(timeLimit);
    }
    try (StopSignal stop = new StopSignal()) {
      return stoppable(builder, files.values(), stop);
    }
  }

  private int stoppable(RunBuilder builder, Collection<String> files, StopSignal stop) {
    try {
      return told(started(builder, files, stop));
    } catch (EsscherException failure) {
      if (!stop.received()) {
        throw failure;
      }
      // The process ends when the signal is closed: later there is nobody to tell.
      return Main.explain(failure, err());
    }
  }

  private RunResult started(RunBuilder builder, Collection<String> files, StopSignal stop) {
    try (Progress progress = new Progress(shown.meter(this, Progress.TASK, Progress.UNIT), stop)) {
      builder.listener(progress);
      return FromFile.naming(files, builder::start);
    } catch (EsscherException e) {
      throw placed(e);
    }
  }

  private int told(RunResult result) {
    Path report = result.directory().resolve("report.html");
    RecordedRun recorded;
    try (Meter meter = shown.meter(this, "read", "bytes")) {
      recorded = Report.write(report, List.of(result.directory()), meter::reached).get(0);
    }
    if (json) {
      Map<String, Object> tree = Json.map();
      tree.put("status", result.status().name().toLowerCase(Locale.ROOT));
      tree.put("directory", result.directory().toString());
      tree.put("report", report.toString());
      tree.put("metrics", result.metrics());
      tree.put("tables", recorded.tables());
      print(tree);
    } else {
      Map<String, List<Map<String, @Nullable Object>>> shown =
          new LinkedHashMap<>(recorded.tables());
      // A curve's points are for the report to draw; which there are, its basis says.
      shown.remove("exact_frontier");
      new TextTables(out(), Screen.width(Integer.MAX_VALUE)).print(shown);
      out().println(result.status().name().toLowerCase(Locale.ROOT) + "; report " + report);
    }
    if (result.status() != Status.FINISHED) {
      String reason = result.status() == Status.TIMED_OUT ? " when the time was up" : "";
      err()
          .println(
              "esscher: stopped at a checkpoint"
                  + reason
                  + "; go on with --resume --out "
                  + result.directory());
    }
    return result.status() == Status.FINISHED ? 0 : 1;
  }

  /** A directory that can't be begun in is a mistake in what was asked, not a run that failed. */
  private EsscherException placed(EsscherException failure) {
    boolean begun = outDirectory == null || Files.exists(outDirectory.resolve("status.json"));
    return failure.code() == ErrorCode.RESOURCES && !begun
        ? new EsscherException(ErrorCode.USER, String.valueOf(failure.getMessage()), failure)
        : failure;
  }
}
