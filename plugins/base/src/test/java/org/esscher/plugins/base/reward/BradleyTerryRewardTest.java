package org.esscher.plugins.base.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.plugins.base.ArenaContext;
import org.esscher.plugins.base.CentralDifferences;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BradleyTerryRewardTest {
  private final ArenaContext context = new ArenaContext();
  private final Columns columns = context.columns();

  @AfterEach
  void close() {
    context.close();
  }

  private double[] score(RewardModel reward, Batch batch) {
    try (Forward forward = reward.forward(batch, Set.of("score"), context)) {
      return forward.output("score").toArray();
    }
  }

  private Batch texts(String... completions) {
    return columns.batch(Map.of("completion", columns.texts(List.of(completions))));
  }

  private Batch vectors(double... values) {
    return columns.batch(Map.of("features", columns.vectors(2, values)));
  }

  @Test
  void startsIndifferent() {
    RewardModel reward = new BradleyTerryReward("", 0, 64, 2, 0).create(context, null);
    assertThat(score(reward, texts("good answer", ""))).containsExactly(0, 0);
    assertThat(reward.as(Vectored.class).orElseThrow().parameters().size()).isEqualTo(66);
  }

  @Test
  void isLinearInTheFeatures() {
    RewardModel reward = new BradleyTerryReward("features", 2, 64, 2, 0).create(context, null);
    reward.as(Vectored.class).orElseThrow().assign(Vector.of(2, -1));
    assertThat(score(reward, vectors(1, 0, 3, 5))).containsExactly(2, 1);
    // σ(2 − 1) = .731059
    assertThat(reward.compare(vectors(1, 0), vectors(3, 5), context).at(0))
        .isCloseTo(1 / (1 + Math.exp(-1)), within(1e-15));
  }

  @Test
  void hasExactGradients() {
    RewardModel ofTexts = new BradleyTerryReward("", 0, 7, 2, 0).create(context, null);
    CentralDifferences.check(ofTexts, texts("one 2 three", "one", "one one"), "score", context);
    RewardModel ofVectors = new BradleyTerryReward("features", 2, 64, 2, 0).create(context, null);
    double[] gradient = CentralDifferences.check(ofVectors, vectors(1, 0, 3, 5), "score", context);
    // Cotangents 1 and −1.5: 1 − 1.5·3, −1.5·5.
    assertThat(gradient).containsExactly(-3.5, -7.5);
  }

  @Test
  void restores() {
    RewardModel reward = new BradleyTerryReward("", 0, 4, 1, 0).create(context, null);
    reward.as(Vectored.class).orElseThrow().assign(Vector.of(1, 2, 3, 4, 5, 6));
    RewardModel restored = new BradleyTerryReward("", 0, 4, 1, 0).create(context, reward.save());
    Batch batch = texts("some words", "others");
    assertThat(score(restored, batch)).containsExactly(score(reward, batch));
  }

  @Test
  void refusesWidthWithoutColumn() {
    assertThatThrownBy(() -> new BradleyTerryReward("", 3, 64, 2, 0))
        .hasMessageContaining("got features '' and width 3");
  }

  @Test
  void refusesParametersThatAreNotFinite() {
    RewardModel reward = new BradleyTerryReward("features", 2, 64, 2, 0).create(context, null);
    Vectored vectored = reward.as(Vectored.class).orElseThrow();
    assertThatThrownBy(() -> vectored.assign(Vector.of(0, Double.POSITIVE_INFINITY)))
        .hasMessageContaining("parameter 1 would become Infinity");
  }
}
