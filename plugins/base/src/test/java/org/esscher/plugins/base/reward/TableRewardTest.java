package org.esscher.plugins.base.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.plugins.base.ArenaContext;
import org.esscher.runtime.internal.estimate.Estimation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableRewardTest {
  private final ArenaContext context = new ArenaContext();
  private final Columns columns = context.columns();

  @AfterEach
  void close() {
    context.close();
  }

  /**
   * Action 0: rewards 1, 0, 1 in context (1, x) and 0 in (2, x), mean 1/2. Action 1: 1 in (2, x).
   * The mean of all is 3/5.
   */
  private Batch log() {
    Map<String, Column> named = new LinkedHashMap<>();
    named.put("position", columns.integers(1, 1, 1, 2, 2));
    named.put("segment", columns.texts(List.of("x", "x", "x", "x", "x")));
    named.put("action", columns.integers(0, 0, 0, 0, 1));
    named.put("reward", columns.numbers(1, 0, 1, 0, 1));
    return columns.batch(named);
  }

  private static TableReward learner(double prior) {
    return new TableReward(List.of("position", "segment"), "action", "reward", prior);
  }

  private State fit(TableReward learner, Batch log) {
    Data data = new Estimation().fill(learner, Map.of("log", log), null, context);
    return learner.fit(data, State.empty(), context);
  }

  private double[] score(Model model, Batch batch) {
    try (Forward forward = model.forward(batch, Set.of("score"), context)) {
      return forward.output("score").toArray();
    }
  }

  private Batch cells(long[] positions, long[] actions) {
    String[] segments = new String[positions.length];
    Arrays.fill(segments, "x");
    return columns.batch(
        Map.of(
            "position", columns.integers(positions),
            "segment", columns.texts(List.of(segments)),
            "action", columns.integers(actions)));
  }

  @Test
  void tellsHowFarItIs() {
    fit(learner(2), log());
    assertThat(context.progress()).containsExactly(0.0, 0.2, 0.4, 0.6, 0.8);
  }

  @Test
  void drawsCellsTowardsTheirAction() {
    TableReward learner = learner(2);
    Model model = learner.load(fit(learner, log()), context);
    double[] scores =
        score(model, cells(new long[] {1, 2, 2, 1, 3, 1}, new long[] {0, 0, 1, 1, 0, 7}));
    assertThat(scores)
        .containsExactly(
            new double[] {
              (2 + 2 * 0.5) / (3 + 2), // seen three times
              (0 + 2 * 0.5) / (1 + 2), // seen once
              1, // the only row of its action
              1, // an action that was not seen in this context
              0.5, // a context that was not seen
              0.6 // an action that was never seen
            },
            within(1e-15));
  }

  @Test
  void givesPlainMeansWithoutPrior() {
    TableReward learner = learner(0);
    Model model = learner.load(fit(learner, log()), context);
    assertThat(score(model, cells(new long[] {1, 2}, new long[] {0, 0})))
        .containsExactly(new double[] {2 / 3., 0}, within(1e-15));
  }

  @Test
  void weighsRows() {
    TableReward learner = learner(0);
    Batch weighted = log().with("weight", columns.numbers(1, 1, 0, 1, 1));
    Model model = learner.load(fit(learner, weighted), context);
    assertThat(score(model, cells(new long[] {1}, new long[] {0}))).containsExactly(0.5);
  }

  @Test
  void savesWhatItWasLoadedFrom() {
    TableReward learner = learner(1);
    State fitted = fit(learner, log());
    assertThat(learner.load(fitted, context).save()).isEqualTo(fitted);
    TableReward other = new TableReward(List.of("position"), "action", "reward", 1);
    assertThatThrownBy(() -> other.load(fitted, context))
        .hasMessageContaining("a table of 3 scores has 9 key values, not 2 a score");
  }

  /** 3 × 1e308 is infinite, and so would the mean be. */
  @Test
  void refusesRewardsWhoseSumIsInfinite() {
    Batch log = log().with("reward", columns.numbers(1e308, 1e308, 1e308, 0, 0));
    assertThatThrownBy(() -> fit(learner(1), log))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("column 'reward': a sum of rewards is Infinity");
  }

  @Test
  void refusesLogsWithoutWeight() {
    Batch nothing = log().with("weight", columns.numbers(0, 0, 0, 0, 0));
    assertThatThrownBy(() -> fit(learner(1), nothing))
        .hasMessageContaining("needs rows of positive weight, got 5 rows of total weight 0.0");
  }
}
