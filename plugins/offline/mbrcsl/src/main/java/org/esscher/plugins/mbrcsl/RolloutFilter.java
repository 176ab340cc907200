package org.esscher.plugins.mbrcsl;

import jakarta.validation.constraints.PositiveOrZero;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * Which rollouts are kept: those whose return exceeds the best logged one by more than a margin.
 * Slot {@code episodes}, a row each: {@code return}; {@code synthetic}, whether it was rolled out;
 * and for the same start {@code group_id}, equal for episodes that start alike. Column {@code
 * kept}, 1 or 0; logged episodes have 0.
 *
 * @param keepReference whose return a rollout has to beat
 * @param keepMargin by how much, in units of the return
 */
@Component(
    value = "rollout-filter",
    summary = "rollouts that pay more than the best logged episode",
    paper = "Zhou et al. 2024, arXiv 2310.19308, algorithm 1")
public record RolloutFilter(
    @Default("data") KeepReference keepReference, @Default("0") @PositiveOrZero double keepMargin)
    implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    boolean alike = keepReference == KeepReference.SAME_START;
    Slot episodes = alike ? in.slot("episodes").groupedBy("group_id") : in.slot("episodes");
    Expr paid = episodes.column("return", Level.ROW);
    Expr synthetic = episodes.column("synthetic", Level.ROW);
    Expr logged = synthetic.select(Expr.of(-Double.MAX_VALUE), paid);
    Expr best = logged.maximum(alike ? Level.GROUP : Level.BATCH);
    return Map.of("kept", paid.greaterThan(best.plus(keepMargin)).times(synthetic));
  }
}
