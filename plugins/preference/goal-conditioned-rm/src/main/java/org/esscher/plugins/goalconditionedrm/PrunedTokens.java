package org.esscher.plugins.goalconditionedrm;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;

/**
 * What the filter of the same name saves: {@code saved_tokens}, of an answer that is given up those
 * from the failing one on, summed; {@code saved_fraction} of all tokens; {@code kept_fraction} of
 * answers. Columns {@code kept} and {@code failing_index} a row, −1 where an answer is kept.
 * Weights of rows count.
 *
 * <p>Reads the slot {@code samples}, grouped by {@code prompt_id}: {@code q} of {@code reward},
 * token by token.
 *
 * @param filterThreshold τ: smallest similarity to the goal, a cosine, that passes
 * @param filterWarmup share of an answer's tokens, at its beginning, that is not judged
 * @param minTokens number of an answer's first tokens that are not judged
 */
@Component(
    value = "goal-filter",
    summary = "tokens saved by giving up answers that stray from the goal",
    paper = "Nath et al. 2024, arXiv 2407.13887, section 4.2")
public record PrunedTokens(
    @Default("0") double filterThreshold,
    @Default("0") @PositiveOrZero @DecimalMax(value = "1", message = "must be at most 1")
        double filterWarmup,
    @Default("5") @PositiveOrZero int minTokens)
    implements CustomStatistic {
  private static final String SLOT = "samples";

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot samples = in.slot(SLOT).groupedBy("prompt_id");
    return Map.of("q", samples.output("reward", "q", Level.TOKEN), "weight", samples.weight());
  }

  private int[] failing(Data data) {
    return new Pruning(filterThreshold, filterWarmup, minTokens)
        .failing(data.get("q"), data.groups(SLOT));
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    Column q = data.get("q");
    double[] weights = data.get("weight").toArray();
    int[] failing = failing(data);
    double saved = 0;
    double tokens = 0;
    double kept = 0;
    double total = 0;
    for (int row = 0; row < failing.length; row++) {
      int length = q.start(row + 1) - q.start(row);
      saved += failing[row] < 0 ? 0 : weights[row] * (length - failing[row]);
      tokens += weights[row] * length;
      kept += failing[row] < 0 ? weights[row] : 0;
      total += weights[row];
    }
    Map<String, Double> found = new LinkedHashMap<>();
    found.put("saved_tokens", saved);
    found.put("saved_fraction", tokens > 0 ? saved / tokens : 0);
    found.put("kept_fraction", total > 0 ? kept / total : 1);
    return found;
  }

  @Override
  public Map<String, Column> columns(Data data, Context context) {
    int[] failing = failing(data);
    boolean[] kept = new boolean[failing.length];
    for (int row = 0; row < kept.length; row++) {
      kept[row] = failing[row] < 0;
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("kept", context.columns().booleans(kept));
    columns.put(
        "failing_index",
        context.columns().integers(Arrays.stream(failing).asLongStream().toArray()));
    return columns;
  }
}
