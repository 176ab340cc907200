package org.esscher.plugins.mbrcsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.esscher.api.Batch;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Rollouts of a model, at their edges. */
class LearnedDynamicsTest {
  @AutoClose private final Fixture fixture = new Fixture();

  @Test
  void whatLeavesTheLogIsCutAndCounted() {
    Batch log = fixture.stitching(3);
    fixture.put("dynamics", fixture.fitted(new TabularDynamics(), log));
    fixture.put("initial", fixture.fitted(new InitialStates(), log));
    Imagined copies = new Imagined(new LearnedDynamics("dynamics", "initial", "elites"), 3);
    copies.restore(State.empty().with("observations", 0, 0, 1));
    // To the middle; to the dead end; what S₂ never did.
    Batch step =
        copies.step(
            copies.observe(fixture.context()).with("action", fixture.arena.integers(0, 1, 1)),
            fixture.context());

    assertThat(step.column("reward").toArray()).containsExactly(0, 0.2, 0);
    assertThat(step.column("terminated").toArray()).containsExactly(0, 1, 0);
    assertThat(step.column("truncated").toArray()).containsExactly(0, 0, 1);
    assertThat(step.column("diverged").toArray()).containsExactly(0, 0, 1);
    assertThat(step.column("next_observation").at(0)).isEqualTo(2);
  }

  @Test
  void statesFarOutHaveLeftAndRewardsAreHeld() {
    LogRange range =
        new LogRange(
            State.empty().with("starts", 0, 0).with("largest", 2, 0.5).with("rewards", -1, 3));

    assertThat(range.left(new double[] {20, -5}, 0)).isFalse();
    assertThat(range.left(new double[] {20.1, 0}, 0)).isTrue();
    assertThat(range.left(new double[] {0, Double.NaN}, 0)).isTrue();
    assertThat(range.within(7)).isEqualTo(3);
    assertThat(range.within(-7)).isEqualTo(-1);
    assertThat(range.within(0.5)).isEqualTo(0.5);
  }

  @Test
  void targetsFallByWhatWasPaid() {
    try (Environment targeted =
        new ReturnTarget(new Stitching(3), 1, "", 2).create(2, fixture.context())) {
      targeted.reset(new int[] {0, 1}, fixture.context());
      Batch seen = targeted.observe(fixture.context());
      Batch step =
          targeted.step(seen.with("action", fixture.arena.integers(0, 1)), fixture.context());

      assertThat(seen.column("return_to_go").toArray()).containsExactly(0.5, 0.5);
      assertThat(step.column("next_return_to_go").toArray()).containsExactly(0.5, 0.4);
    }
  }

  @Test
  void refusesRolesThatHoldSomethingElse() {
    fixture.put("initial", fixture.fitted(new TabularDynamics(), fixture.stitching(3)));
    Imagined copies = new Imagined(new LearnedDynamics("dynamics", "initial", "elites"), 1);

    assertThatThrownBy(() -> copies.reset(new int[] {0}, fixture.context()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("initial-states");
  }
}
