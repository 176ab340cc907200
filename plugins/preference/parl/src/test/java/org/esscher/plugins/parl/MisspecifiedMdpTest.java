package org.esscher.plugins.parl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.esscher.api.Batch;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.TabularModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MisspecifiedMdpTest {
  private final ParlFixture fixture = new ParlFixture();
  private final Environment environment =
      new MisspecifiedMdp(3, 2, 2, 4, 5).create(2, fixture.context());

  @AfterEach
  void close() {
    environment.close();
    fixture.close();
  }

  private Batch actions(long... actions) {
    return fixture.batch("action", fixture.arena.integers(actions));
  }

  @Test
  void modelIsADistributionUntilTheHorizon() {
    TabularModel model = environment.tabular().orElseThrow();

    assertThat(model.states()).isEqualTo(6);
    assertThat(Arrays.stream(model.initial()).sum()).isCloseTo(1, within(1e-15));
    for (int state = 0; state < 6; state++) {
      double sum = Arrays.stream(model.next(state, 1)).sum();
      assertThat(sum).isCloseTo(state < 3 ? 1 : 0, within(1e-15));
      // The same state at another step is worth the same.
      assertThat(model.reward(state, 1)).isEqualTo(model.reward(state % 3, 1)).isBetween(-2., 2.);
    }
  }

  @Test
  void endsAfterTheHorizonAndFollowsTheModel() {
    environment.reset(new int[] {0, 1}, fixture.context());
    long first = (long) environment.observe(fixture.context()).column("observation").at(0);
    Batch one = environment.step(actions(1, 0), fixture.context());
    Batch two = environment.step(actions(0, 0), fixture.context());

    assertThat(one.column("reward").at(0))
        .isEqualTo(environment.tabular().orElseThrow().reward((int) first, 1));
    assertThat(one.column("terminated").toArray()).containsExactly(0, 0);
    assertThat(one.column("next_observation").at(0)).isBetween(3., 5.);
    assertThat(one.column("features").width()).isEqualTo(4);
    assertThat(two.column("terminated").toArray()).containsExactly(1, 1);
    assertThatThrownBy(() -> environment.step(actions(0, 0), fixture.context()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void goesOnWhereItWasSaved() {
    environment.reset(new int[] {0, 1}, fixture.context());
    State saved = environment.save();
    Batch before = environment.step(actions(1, 1), fixture.context());

    environment.restore(saved);
    Batch again = environment.step(actions(1, 1), fixture.context());

    assertThat(again.column("reward").toArray()).isEqualTo(before.column("reward").toArray());
    assertThat(again.column("next_observation").toArray())
        .isEqualTo(before.column("next_observation").toArray());
    assertThatThrownBy(() -> environment.restore(State.empty().with("states", 1)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("2 copies");
  }

  @Test
  void refusesActionsOutOfRange() {
    environment.reset(new int[] {0, 1}, fixture.context());

    assertThatThrownBy(() -> environment.step(actions(0, 2), fixture.context()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1")
        .hasMessageContaining("action");
  }
}
