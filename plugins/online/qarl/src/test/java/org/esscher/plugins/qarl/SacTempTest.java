package org.esscher.plugins.qarl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Loss;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The losses of a player on rows that are worked out by hand, and check 5 of the paper's card. */
class SacTempTest {
  @AutoClose private static final QarlFixture FIXTURE = new QarlFixture();

  /** Two steps, the second of which ends its episode. */
  private Batch steps(double... temperatures) {
    return FIXTURE.batch(
        "reward", FIXTURE.arena.numbers(1, 2),
        "terminated", FIXTURE.arena.booleans(false, true),
        "temperature", FIXTURE.arena.numbers(temperatures),
        "next_q1", FIXTURE.arena.numbers(4, 40),
        "next_q2", FIXTURE.arena.numbers(6, 60),
        "next_logp", FIXTURE.arena.numbers(-1, -1),
        "q1", FIXTURE.arena.numbers(5, 2),
        "q2", FIXTURE.arena.numbers(3, 5),
        "q1_pi", FIXTURE.arena.numbers(3, 7),
        "q2_pi", FIXTURE.arena.numbers(3, 1),
        "logp", FIXTURE.arena.numbers(-1, 0.5));
  }

  private Estimate estimate(int player, Batch steps) {
    return FIXTURE.estimate(new SacTemp(0.5, player), "transitions", steps);
  }

  /**
   * γ = ½. The adversary: y = −1 + ½·(4 + 2) = 2 and −2, where it ended. Errors of q1: 3, 4, of q2:
   * 1, 7; loss (9 + 16 + 1 + 49)/2, derivatives 2·error/2.
   */
  @Test
  void adversarysCriticsLearnMinusTheReward() {
    Estimate estimate = estimate(1, steps(2, 1));

    assertThat(estimate.value("critic")).isEqualTo(37.5);
    assertThat(QarlFixture.cotangents(estimate, "critic", "q1")).containsExactly(3, 4);
    assertThat(QarlFixture.cotangents(estimate, "critic", "q2")).containsExactly(1, 7);
  }

  /** y = 1 + 3 = 4 and 2: errors 1, 0 and −1, 3. */
  @Test
  void protagonistsCriticsLearnTheReward() {
    Estimate estimate = estimate(0, steps(2, 1));

    assertThat(estimate.value("critic")).isEqualTo((1 + 0 + 1 + 9) / 2.0);
    assertThat(QarlFixture.cotangents(estimate, "critic", "q2")).containsExactly(-1, 3);
  }

  /**
   * 2·(−1) − min(3, 3) and 1·½ − min(7, 1). The smaller critic has the derivative −½, the first of
   * the first row, where they tie; log-probabilities have the row's temperature over two rows.
   */
  @Test
  void actorFollowsTheSmallerCritic() {
    Estimate estimate = estimate(1, steps(2, 1));

    assertThat(estimate.value("actor")).isEqualTo((-5 - 0.5) / 2);
    assertThat(QarlFixture.cotangents(estimate, "actor", "q1_pi")).containsExactly(-0.5, 0);
    assertThat(QarlFixture.cotangents(estimate, "actor", "q2_pi")).containsExactly(0, -0.5);
    assertThat(QarlFixture.cotangents(estimate, "actor", "logp")).containsExactly(1, 0.5);
  }

  @Test
  void bothLossesAreExactAndTrainTheirPlayer() {
    assertThat(estimate(0, steps(2, 1)).losses().values())
        .allMatch(loss -> loss.kind() == Loss.Kind.EXACT);
    assertThat(Set.copyOf(Roles.ADVERSARY.critics()))
        .isEqualTo(Set.of("adversary_critic_1", "adversary_critic_2"));
  }

  /** y = −1 + ½·4 and −2: no entropy bonus; log-probabilities have no derivative. */
  @Test
  void check5TemperatureZeroEvaluatesWithoutNaN() {
    Batch far = steps(0, 0).with("next_logp", FIXTURE.arena.numbers(-1e300, -1e300));
    Estimate estimate = estimate(1, far.with("logp", FIXTURE.arena.numbers(-1e300, -1e300)));

    // Errors 4, 4 and 2, 7.
    assertThat(estimate.value("critic")).isEqualTo((16 + 16 + 4 + 49) / 2.0);
    assertThat(estimate.value("actor")).isEqualTo(-(3 + 1) / 2.0);
    assertThat(QarlFixture.cotangents(estimate, "actor", "logp")).containsExactly(0, 0);
  }

  /** The row's own temperature, and no mean of them, is in its target. */
  @Test
  void temperaturesAreThoseOfTheirRows() {
    Batch both = steps(2, 6).with("terminated", FIXTURE.arena.booleans(false, false));
    Estimate estimate = estimate(1, both);

    // y = −1 + ½·(4 + 2) = 2 and −2 + ½·(40 + 6) = 21; errors of q1 3, −19, of q2 1, −16.
    assertThat(QarlFixture.cotangents(estimate, "critic", "q1"))
        .containsExactly(new double[] {3, -19}, within(1e-14));
  }

  @Test
  void refusesNegativeTemperatures() {
    Batch steps = steps(2, -1);
    assertThatThrownBy(() -> estimate(1, steps))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("temperature", "-1");
  }
}
