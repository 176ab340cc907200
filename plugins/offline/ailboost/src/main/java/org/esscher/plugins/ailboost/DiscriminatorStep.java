package org.esscher.plugins.ailboost;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.State;

/**
 * The discriminator's loss and its penalty, descended together.
 *
 * @param loss of the slot {@code transitions}
 * @param penalty of the slot {@code interpolations}
 */
record DiscriminatorStep(AilDiscriminatorLoss loss, AilGradientPenalty penalty)
    implements CustomObjective {
  @Override
  public Split split() {
    return Split.BATCH;
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Map<String, Expr> reads = new LinkedHashMap<>(loss.reads(in));
    reads.putAll(penalty.reads(in));
    return reads;
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    Result first = loss.estimate(data, state, context);
    Part own = first.parts().get(0);
    Part added = penalty.estimate(data, state, context).parts().get(0);
    return new Result(
        List.of(own, weighing(own.weight(), added, context.columns())), first.state());
  }

  /** The same mean, as a sum over rows of another weight: losses of one role have one weight. */
  private static Part weighing(double weight, Part part, Columns columns) {
    double factor = weight / part.weight();
    Map<String, Column> cotangents = new LinkedHashMap<>();
    part.cotangents()
        .forEach(
            (name, column) -> {
              double[] scaled = column.toArray();
              Arrays.setAll(scaled, i -> factor * scaled[i]);
              cotangents.put(name, columns.shapedLike(column, scaled));
            });
    return new Part(
        part.loss(), part.trains(), part.kind(), factor * part.sum(), weight, cotangents);
  }
}
