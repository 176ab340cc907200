package org.esscher.plugins.ailboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows weigh what their learners weigh. */
class WeightedReplayTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private double[] weights(double eta, double... learners) {
    Batch memory = fixture.batch("learner", learners);
    WeightedReplay replay = new WeightedReplay(eta);
    State fitted = replay.fit(memory, fixture.context());
    return replay.apply(memory, fitted, fixture.context()).column("weight").toArray();
  }

  /** .9025, .0475 and .05, of two rows, one and one. */
  @Test
  void aLearnersWeightIsSharedByItsRows() {
    assertThat(weights(.05, 1, 0, 2, 0))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(.0475, .45125, .05, .45125);
  }

  /** .0475/.0975 and .05/.0975. */
  @Test
  void withoutTheOldestTheOthersHaveItsWeight() {
    assertThat(weights(.05, 1, 2))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(.0475 / .0975, .05 / .0975);
  }

  /** .9025 + .05 is what the learners with rows weigh together. */
  @Test
  void aLearnerWithoutRowsGivesItsWeightUp() {
    assertThat(weights(.05, 0, 2))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(.9025 / .9525, .05 / .9525);
  }

  @Test
  void withEta1OnlyTheNewestCounts() {
    assertThat(weights(1, 0, 1, 1)).containsExactly(0, .5, .5);
  }

  private void refused(WeightedReplay replay, State fitted, double learner, String word) {
    Batch rows = fixture.batch("learner", new double[] {0, learner});
    assertThatThrownBy(() -> replay.apply(rows, fitted, fixture.context()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("row 1", word);
  }

  @Test
  void refusesLearnersThatItDoesNotKnow() {
    WeightedReplay replay = new WeightedReplay(.05);
    State fitted = replay.fit(fixture.batch("learner", new double[] {0, 1}), fixture.context());
    refused(replay, fitted, 2, "learner 2");
    refused(replay, fitted, .5, "0.5");
    refused(replay, fitted, -1, "-1");
  }
}
