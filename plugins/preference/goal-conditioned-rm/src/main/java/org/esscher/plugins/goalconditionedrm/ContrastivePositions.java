package org.esscher.plugins.goalconditionedrm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;

/**
 * Draws the places that {@code bt-contrastive} compares, as columns {@code source_index,
 * goal_index, negative_source_index, rejected_index}: given back to it in a batch, they are what it
 * uses, so that an estimate can be looked into and repeated. {@code forward_fraction} is the share
 * of compared sources and goals of which the goal does not stand before the source.
 *
 * @param estimator the {@code bt-contrastive} whose comparisons are shown
 */
@Component(
    value = "contrastive-positions",
    summary = "the positions in answers that bt-contrastive compares",
    paper = "Nath et al. 2024, arXiv 2407.13887")
public record ContrastivePositions(@Default("bt-contrastive") Estimator estimator)
    implements CustomStatistic {
  /**
   * Checks.
   *
   * @param estimator as for the record
   */
  public ContrastivePositions {
    if (!(estimator instanceof BtContrastive)) {
      throw EsscherException.user(
          "contrastive-positions draws for bt-contrastive, and estimator is %s", estimator);
    }
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot pairs = in.slot("pairs");
    return Map.of(
        "chosen_hidden", BtContrastive.output(pairs, "hidden", Level.TOKEN, "chosen"),
        "rejected_hidden", BtContrastive.output(pairs, "hidden", Level.TOKEN, "rejected"));
  }

  private Positions drawn(Data data, Context context) {
    return Positions.drawn(
        (BtContrastive) estimator,
        data.batch("pairs"),
        Positions.lengths(new States("chosen_hidden", data.get("chosen_hidden")).column()),
        Positions.lengths(new States("rejected_hidden", data.get("rejected_hidden")).column()),
        context.random().nextLong());
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    Positions drawn = drawn(data, context);
    double forward = 0;
    double all = 0;
    for (int row = 0; row < drawn.source().length; row++) {
      for (int source : drawn.source()[row]) {
        for (int goal : drawn.goal()[row]) {
          forward += goal >= source ? 1 : 0;
          all++;
        }
      }
    }
    return Map.of("forward_fraction", forward / all);
  }

  @Override
  public Map<String, Column> columns(Data data, Context context) {
    Map<String, Column> columns = new LinkedHashMap<>();
    drawn(data, context)
        .byColumn()
        .forEach((name, places) -> columns.put(name, lists(places, context)));
    return columns;
  }

  private static Column lists(int[][] places, Context context) {
    int[] starts = new int[places.length + 1];
    for (int row = 0; row < places.length; row++) {
      starts[row + 1] = starts[row] + places[row].length;
    }
    double[] values = new double[starts[places.length]];
    for (int row = 0; row < places.length; row++) {
      for (int i = 0; i < places[row].length; i++) {
        values[starts[row] + i] = places[row][i];
      }
    }
    return context.columns().lists(starts, values);
  }
}
