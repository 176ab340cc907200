package org.esscher.plugins.constrainedrlhf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherTransform;
import org.esscher.api.Estimate;
import org.esscher.api.Run;

/** Rows of the report about policies on held-out prompts, from what {@link HeldOut} found. */
final class HeldOutTables {
  private static final String FRONTIER = "frontier";
  private static final int OPTIMA = 16;
  private static final double TOLERANCE = 1e-9;

  private final Run run;

  HeldOutTables(Run run) {
    this.run = run;
  }

  /**
   * A policy in the tables {@code held_out} and {@code frontier}.
   *
   * @param first cells that come first, in order
   * @param found of the policy
   * @param last cells that come last, in order
   * @param series of the frontier
   * @param label of the frontier's point
   */
  void policy(
      Map<String, Object> first,
      Estimate found,
      Map<String, Double> last,
      String series,
      String label) {
    Map<String, Object> row = new LinkedHashMap<>(first);
    found
        .statistics()
        .forEach(
            (name, quantity) -> {
              row.put(name, quantity.value());
              if (Double.isFinite(quantity.standardError())) {
                row.put(name + "_standard_error", quantity.standardError());
              }
            });
    row.putAll(last);
    run.row("held_out", row);
    Estimate.Quantity score = Objects.requireNonNull(found.statistics().get("score"));
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("series", series);
    point.put("divergence", found.value("kl"));
    point.put("reward", score.value());
    if (Double.isFinite(score.standardError())) {
      point.put("reward_standard_error", score.standardError());
    }
    point.put("label", label);
    run.row(FRONTIER, point);
  }

  /**
   * The best evaluation that any policy can have at each mean divergence from the reference;
   * nothing where choices can't be listed.
   *
   * @param choices from {@link Choices}
   */
  void optimum(Batch choices) {
    if (run.model("policy").as(Enumerable.class).isEmpty()) {
      return;
    }
    List<EsscherTransform> prompts = transforms(choices);
    double most = EsscherTransform.mean(prompts, Double.POSITIVE_INFINITY).divergence();
    for (int k = 0; k <= OPTIMA; k++) {
      double budget = most * k / OPTIMA;
      double t = EsscherTransform.inverseTemperature(prompts, budget, TOLERANCE);
      EsscherTransform.Mean best = EsscherTransform.mean(prompts, t);
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("series", "exact optimum");
      point.put("divergence", best.divergence());
      point.put("reward", best.reward());
      run.row(FRONTIER, point);
    }
  }

  private static List<EsscherTransform> transforms(Batch choices) {
    Map<String, List<Integer>> byPrompt = new LinkedHashMap<>();
    Column prompts = choices.column("prompt_id");
    IntStream.range(0, choices.rows())
        .forEach(
            row ->
                byPrompt.computeIfAbsent(prompts.text(row), ignored -> new ArrayList<>()).add(row));
    Column reference = choices.column("ref_logp");
    Column score = choices.column("score");
    return byPrompt.values().stream()
        .map(rows -> EsscherTransform.of(picked(reference, rows), picked(score, rows)))
        .toList();
  }

  private static double[] picked(Column column, List<Integer> rows) {
    return rows.stream().mapToDouble(row -> column.at(row)).toArray();
  }
}
