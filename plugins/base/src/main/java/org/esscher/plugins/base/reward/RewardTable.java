package org.esscher.plugins.base.reward;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.plugins.base.model.FrozenForward;
import org.esscher.plugins.base.model.ScalarColumn;
import org.esscher.plugins.base.reward.TableReward.Mean;

/** What {@link TableReward} fits: a score for every context and action. */
final class RewardTable implements RewardModel {
  private final List<String> context;
  private final String action;
  private final State fitted;
  private final Map<List<String>, Double> byCell;
  private final Map<List<String>, Double> byAction;

  RewardTable(List<String> context, String action, State fitted) {
    this.context = context;
    this.action = action;
    this.fitted = fitted;
    this.byCell = table(fitted, "cells", context.size() + 1);
    this.byAction = table(fitted, "actions", 1);
  }

  private static Map<List<String>, Double> table(State fitted, String name, int width) {
    List<String> keys = fitted.texts(name);
    double[] scores = fitted.get(name + "/scores");
    if (keys.size() != width * scores.length) {
      throw EsscherException.plugin(
          "a table of %d scores has %d key values, not %d a score; was it fitted with another"
              + " configuration?",
          scores.length, keys.size(), width);
    }
    Map<List<String>, Double> table = new HashMap<>();
    for (int i = 0; i < scores.length; i++) {
      table.put(List.copyOf(keys.subList(i * width, (i + 1) * width)), scores[i]);
    }
    return table;
  }

  /** The context's and the action's values of each row. */
  static IntFunction<List<String>> cells(Batch batch, List<String> context, String action) {
    List<ScalarColumn> parts = new ArrayList<>();
    context.forEach(name -> parts.add(ScalarColumn.of(batch, name)));
    parts.add(ScalarColumn.of(batch, action));
    return row -> parts.stream().map(part -> part.key(row)).toList();
  }

  /** The fitted state: scores of cells and actions, and of what was never seen. */
  static State state(
      Map<List<String>, Mean> byCell,
      Map<List<String>, Mean> byAction,
      Mean all,
      double prior,
      int contextColumns) {
    double overall = all.drawnTowards(0, 0);
    State state = State.empty().with("unseen", overall);
    List<String> actions = new ArrayList<>();
    byAction.keySet().forEach(actions::addAll);
    double[] actionScores =
        byAction.values().stream().mapToDouble(mean -> mean.drawnTowards(overall, 0)).toArray();
    List<String> cells = new ArrayList<>();
    byCell.keySet().forEach(cells::addAll);
    double[] cellScores = new double[byCell.size()];
    int place = 0;
    for (Map.Entry<List<String>, Mean> cell : byCell.entrySet()) {
      Mean ofAction =
          byAction.getOrDefault(cell.getKey().subList(contextColumns, contextColumns + 1), all);
      cellScores[place++] = cell.getValue().drawnTowards(ofAction.drawnTowards(overall, 0), prior);
    }
    return state
        .withTexts("actions", actions)
        .with("actions/scores", actionScores)
        .withTexts("cells", cells)
        .with("cells/scores", cellScores);
  }

  @Override
  public Set<String> inputs() {
    Set<String> inputs = new HashSet<>(context);
    inputs.add(action);
    return Set.copyOf(inputs);
  }

  @Override
  public Set<String> outputs() {
    return Set.of("score");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context call) {
    FrozenForward.requireOnly("table-reward", "score", outputs);
    IntFunction<List<String>> cells = cells(batch, context, action);
    double[] scores =
        IntStream.range(0, batch.rows()).mapToObj(cells).mapToDouble(this::score).toArray();
    return new FrozenForward("table-reward", "score", call.columns().numbers(scores));
  }

  private double score(List<String> cell) {
    Double known = byCell.get(cell);
    if (known == null) {
      known = byAction.get(cell.subList(context.size(), cell.size()));
    }
    return known == null ? fitted.number("unseen", 0) : known;
  }

  @Override
  public State save() {
    return fitted;
  }
}
