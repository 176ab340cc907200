package org.esscher.runtime.internal.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

/**
 * Scores a row by the rows of its group before it: how often a larger {@code x} came, up to it. A
 * negative one is refused.
 *
 * @param draws whether a drawn number is added
 */
@Component("test-ranks")
record Ranks(@Default("false") boolean draws) implements RewardModel {
  @Override
  public Set<String> inputs() {
    return Set.of("x");
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return Optional.of("group_id").filter(columns::contains);
  }

  @Override
  public Set<String> outputs() {
    return Set.of("score", "again");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    Column x = batch.column("x");
    Map<String, Double> largest = new HashMap<>();
    double[] scores = new double[batch.rows()];
    Map<String, Integer> smaller = new HashMap<>();
    for (int row = 0; row < scores.length; row++) {
      if (x.at(row) < 0) {
        throw EsscherException.data("row %d: x is %s", row, x.at(row));
      }
      String group = batch.has("group_id") ? batch.column("group_id").text(row) : "row " + row;
      double before = largest.getOrDefault(group, -1.0);
      if (before >= 0 && before < x.at(row)) {
        smaller.merge(group, 1, Integer::sum);
      }
      largest.merge(group, x.at(row), Math::max);
      scores[row] = smaller.getOrDefault(group, 0) + (draws ? context.random().nextDouble() : 0);
    }
    Column values = context.columns().numbers(scores);
    return new Forward() {
      @Override
      public Column output(String name) {
        return name.equals("score") ? values : x;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        throw EsscherException.plugin("ranks have no derivative");
      }
    };
  }

  @Override
  public State save() {
    return State.empty();
  }
}
