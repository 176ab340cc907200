package com.example.ranking;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.esscher.api.Batch;
import org.esscher.api.ModelProvider;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PolicyEvaluation;
import org.esscher.runtime.RunResult;

/**
 * What happens at night: from the day's log, policies at several prices of leaving today's; the
 * boldest that passes the gate takes its place, and where none does, today's stays.
 */
final class NightlyImprovement {
  /** Prices, in standard deviations of the fitted reward, the boldest policy's first. */
  private static final List<String> TEMPERATURES = List.of("0.3", "1.0", "3.0");

  private final Esscher host;
  private final IntFunction<Path> runs;
  private final PolicyFile serving;
  private final Gate gate;
  private final Consumer<String> journal;

  NightlyImprovement(
      Esscher host,
      IntFunction<Path> runs,
      PolicyFile serving,
      Gate gate,
      Consumer<String> journal) {
    this.host = host;
    this.runs = runs;
    this.serving = serving;
    this.gate = gate;
    this.journal = journal;
  }

  /** Whether another policy serves from now on. */
  boolean improve(int day, DecisionLog log) throws IOException {
    RunResult run =
        host.run("kl-inference")
            .data("data", log.learning().toString())
            .set("context", "[segment]")
            .set("temperatures", TEMPERATURES.toString())
            .set("steps", "60")
            .set("referenceSteps", "60")
            .out(runs.apply(day))
            .seed(day)
            .start();
    try (Arena arena = host.arena("judging")) {
      Batch judging = Sources.open(log.judging(), ReadOptions.defaults()).readAll(arena);
      double today = mean(judging);
      for (String temperature : TEMPERATURES) {
        Path file = run.directory().resolve("models/policy@beta-" + temperature + ".json");
        ModelProvider candidate = host.savedModel(file);
        PolicyEvaluation evaluation = host.evaluate(candidate, judging, day);
        Optional<String> objection = gate.objection(evaluation, today);
        journal.accept(line(temperature, evaluation, objection));
        if (objection.isEmpty()) {
          serving.replaceBy(file);
          return true;
        }
      }
      return false;
    }
  }

  private static double mean(Batch log) {
    double sum = 0;
    for (int row = 0; row < log.rows(); row++) {
      sum += log.column("reward").at(row);
    }
    return sum / log.rows();
  }

  private static String line(
      String temperature, PolicyEvaluation evaluation, Optional<String> objection) {
    PolicyEvaluation.Value value = evaluation.values().get("dr");
    return String.format(
        Locale.ROOT,
        "  beta %s: %.3f ± %.3f, effective rows %.0f of %d: %s",
        temperature,
        value.value(),
        value.standardError(),
        evaluation.effectiveSampleSize(),
        evaluation.rows(),
        objection.orElse("adopted"));
  }
}
