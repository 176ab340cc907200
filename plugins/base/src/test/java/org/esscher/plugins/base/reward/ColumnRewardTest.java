package org.esscher.plugins.base.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.plugins.base.ArenaContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ColumnRewardTest {
  private final ArenaContext context = new ArenaContext();
  private final Columns columns = context.columns();

  @AfterEach
  void close() {
    context.close();
  }

  private double[] score(RewardModel reward, Map<String, Column> named) {
    Batch batch = columns.batch(named);
    try (Forward forward = reward.forward(batch, Set.of("score"), context)) {
      return forward.output("score").toArray();
    }
  }

  @Test
  void isTheColumn() {
    RewardModel reward = new ColumnReward("reward", "");
    assertThat(score(reward, Map.of("reward", columns.numbers(2, Double.NEGATIVE_INFINITY))))
        .containsExactly(2, Double.NEGATIVE_INFINITY);
    assertThat(score(new ColumnReward("correct", ""), Map.of("correct", columns.booleans(true))))
        .containsExactly(1);
  }

  @Test
  void picksAComponent() {
    RewardModel reward = new ColumnReward("expected_rewards", "action");
    Map<String, Column> rows =
        Map.of(
            "expected_rewards", columns.vectors(3, 1, 2, 3, 4, 5, 6),
            "action", columns.integers(2, 0));
    assertThat(score(reward, rows)).containsExactly(3, 4);
    Map<String, Column> outside =
        Map.of(
            "expected_rewards", columns.vectors(3, 1, 2, 3),
            "action", columns.integers(3));
    assertThatThrownBy(() -> score(reward, outside))
        .hasMessage("row 0, column 'action': a whole number from 0 to 2 is needed, got '3'");
  }

  @Test
  void refusesWhatIsNoScore() {
    RewardModel reward = new ColumnReward("reward", "");
    Map<String, Column> missing = Map.of("reward", columns.numbers(1, Double.NaN));
    assertThatThrownBy(() -> score(reward, missing))
        .hasMessageContaining("row 1, column 'reward': a score is finite or -Infinity");
    Map<String, Column> text = Map.of("reward", columns.texts(List.of("good")));
    assertThatThrownBy(() -> score(reward, text)).hasMessageContaining("holds text");
  }

  @Test
  void hasNothingToTrain() {
    Batch batch = columns.batch(Map.of("reward", columns.numbers(1)));
    RewardModel reward = new ColumnReward("reward", "");
    try (Forward forward = reward.forward(batch, Set.of("score"), context)) {
      Map<String, Column> cotangents = Map.of("score", columns.numbers(1));
      assertThatThrownBy(() -> forward.pullback(cotangents, Set.of()))
          .hasMessageContaining("'column' has no parameters of its own to train");
    }
  }
}
