package org.esscher.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.api.Plugin;
import org.esscher.spitests.CheckReport;
import org.esscher.spitests.CheckReport.Checked;
import org.esscher.spitests.JarCheck;
import org.esscher.spitests.RuleResult;
import org.esscher.spitests.RuleResult.Outcome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code esscher check}: the conformance kit over somebody's jar. */
@Command(
    name = "check",
    description =
        "Runs the conformance kit over a plugin's jar; the status is 1 where a rule fails.")
final class CheckCommand extends PluginsCommand {
  @Parameters(
      index = "0",
      paramLabel = "JAR",
      description = "A jar, or a directory of jars that make up one plugin.")
  Path jar = Path.of("");

  @Option(names = "--id", paramLabel = "ID", description = "Check this component only.")
  @Nullable String id;

  @Mixin ProgressOption progress = new ProgressOption();

  @Override
  public Integer call() {
    CheckReport report;
    try (Meter meter = progress.meter(this, "check", "components")) {
      report =
          new JarCheck(directories(), CheckCommand.class.getClassLoader())
              .check(jar, id, (done, all) -> meter.at((double) done / all, done, Map.of()));
    }
    if (report.checked().isEmpty() && report.failures().isEmpty()) {
      throw EsscherException.user(
          "%s holds no plugin to check: name a jar that has META-INF/services/%s, or a directory of"
              + " its jars",
          jar, Plugin.class.getName());
    }
    if (json) {
      print(tree(report));
    } else {
      write(report);
    }
    return report.passed() ? 0 : 1;
  }

  private void write(CheckReport report) {
    PrintWriter out = out();
    report.failures().forEach(failure -> printLine("could not load " + failure, "  "));
    for (Checked checked : report.checked()) {
      printLine(
          String.format(
              Locale.ROOT,
              "%s %s: %d rules hold, %d fail, %d warn, %d not run",
              checked.kind(),
              checked.id(),
              checked.of(Outcome.PASSED).size(),
              checked.of(Outcome.FAILED).size(),
              checked.of(Outcome.WARNED).size(),
              checked.of(Outcome.NOT_RUN).size()),
          "  ");
      checked.of(Outcome.FAILED).forEach(result -> told("FAILED ", result));
      checked.of(Outcome.WARNED).forEach(result -> told("warning ", result));
      for (RuleResult result : checked.of(Outcome.NOT_RUN)) {
        printLine(
            "  not run"
                + (result.rule().isEmpty() ? "" : " " + result.rule())
                + ": "
                + result.message(),
            "    ");
      }
    }
    out.println(report.passed() ? "passed" : "failed");
  }

  private void told(String label, RuleResult result) {
    String first = "  " + label;
    for (String line : result.message().lines().toList()) {
      printLine(first + line, "    ");
      first = "    ";
    }
  }

  private static Map<String, Object> tree(CheckReport report) {
    Map<String, Object> tree = Json.map();
    tree.put("jar", report.jar());
    tree.put("passed", report.passed());
    tree.put("failures", report.failures());
    List<Object> all = new ArrayList<>();
    for (Checked checked : report.checked()) {
      Map<String, Object> one = Json.map();
      one.put("kind", checked.kind());
      one.put("id", checked.id());
      List<Object> results = new ArrayList<>();
      for (RuleResult result : checked.results()) {
        Map<String, Object> line = Json.map();
        line.put("rule", result.rule());
        line.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        line.put("message", result.message());
        results.add(line);
      }
      one.put("rules", results);
      all.add(one);
    }
    tree.put("checked", all);
    return tree;
  }
}
