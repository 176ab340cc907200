package org.esscher.plugins.mbrcsl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.esscher.api.Batch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DetoursTest {
  private static final int LENGTH = 120;

  @AutoClose private final Fixture fixture = new Fixture();

  private Batch log(double noise) {
    return new Detours(20, LENGTH, noise).generate(fixture.context());
  }

  @Test
  void episodesAreWholeAndInOrder() {
    Episodes episodes = Episodes.of(log(0.3));

    assertThat(episodes.count()).isEqualTo(20);
    assertThat(episodes.rows().rows()).isEqualTo(20 * LENGTH);
    double[] now = episodes.rows().column("observation").toArray();
    double[] next = episodes.rows().column("next_observation").toArray();
    for (int row = 0; row + 1 < LENGTH; row++) {
      assertThat(Arrays.copyOfRange(next, 4 * row, 4 * row + 4))
          .isEqualTo(Arrays.copyOfRange(now, 4 * row + 4, 4 * row + 8));
    }
    assertThat(episodes.rows().column("truncated").at(LENGTH - 1)).isEqualTo(1);
    assertThat(episodes.rows().column("terminated").toArray()).containsOnly(0);
    for (double push : episodes.rows().column("action").toArray()) {
      assertThat(push).isBetween(-1.0, 1.0);
    }
  }

  /**
   * The short way to the goal is 3 cells and the long one 7, of which the last half cell pays; at
   * 1.5 cells a second, 20 steps to it, they take 2.5/1.5·20 = 33 steps and 87. So the logged
   * episodes earn about 120 − 87 = 33, more or less for corners that are cut and turns that take
   * time, and about 87 could be had.
   */
  @Test
  void halfTheEpisodesEarnNothingAndTheOthersComeLate() {
    double[] returns = Episodes.of(log(0.3)).returns();

    for (int episode = 0; episode < returns.length; episode++) {
      if (episode % 2 == 0) {
        assertThat(returns[episode]).isZero();
      } else {
        assertThat(returns[episode]).isBetween(20.0, 40.0);
      }
    }
  }

  /** Nothing but the start is drawn where there is no noise: pushes at the start go one way. */
  @Test
  void theScriptTurnsAtOnce() {
    double[] pushes = log(0).column("action").toArray();

    assertThat(pushes[0]).isEqualTo(1);
    assertThat(pushes[2 * LENGTH + 1]).isEqualTo(1);
  }

  @Test
  void theSameSeedGivesTheSameLog() {
    assertThat(log(0.3).column("observation").toArray())
        .isEqualTo(log(0.3).column("observation").toArray());
  }
}
