package org.esscher.plugins.base.reward;

import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.plugins.base.model.FrozenForward;
import org.esscher.plugins.base.model.ScalarColumn;

/**
 * A column is the score, as it stands; truth values score 1 and 0. A vector column scores as a
 * vector, or, with {@code index}, by one of its components: a column of the expected rewards of all
 * actions, indexed by {@code action}, is the true reward of whatever action is taken.
 *
 * <p>Without {@code index}, a column knows nothing of choices that its row did not take: judge
 * policies by it only where each choice is a row of its own.
 *
 * @param column the column, finite or −∞
 * @param index the column with the number of the component to score by, from 0; empty for the
 *     column as it is
 */
@Component(value = "column", summary = "a column of the data is the score")
public record ColumnReward(@Default("reward") String column, @Default("") String index)
    implements RewardModel {
  @Override
  public Set<String> inputs() {
    return index.isEmpty() ? Set.of(column) : Set.of(column, index);
  }

  @Override
  public Set<String> outputs() {
    return Set.of("score");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    FrozenForward.requireOnly("column", "score", outputs);
    Column values = batch.column(column);
    if (values.isText()) {
      throw EsscherException.data("column '%s' holds text, which is not a score", column);
    }
    double[] scores = values.toArray();
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i]) || scores[i] == Double.POSITIVE_INFINITY) {
        throw EsscherException.data(
            "%s %d, column '%s': a score is finite or -Infinity, got %s",
            values.ragged() ? "element" : "row",
            i / values.width(),
            column,
            values.isMissing(i / values.width()) ? "nothing" : scores[i]);
      }
    }
    Column score =
        index.isEmpty()
            ? context.columns().shapedLike(values, scores)
            : context.columns().numbers(picked(values, scores, ScalarColumn.of(batch, index)));
    return new FrozenForward("column", "score", score);
  }

  private double[] picked(Column values, double[] scores, ScalarColumn component) {
    if (values.ragged()) {
      throw EsscherException.data(
          "column '%s' holds lists; to pick a component it has to hold vectors", column);
    }
    double[] picked = new double[values.rows()];
    for (int row = 0; row < picked.length; row++) {
      picked[row] = scores[row * values.width() + component.index(row, values.width())];
    }
    return picked;
  }

  @Override
  public State save() {
    return State.empty();
  }
}
