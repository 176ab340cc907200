package org.esscher.plugins.submodularrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Check 5 of the paper's card, returns and baselines by hand, and what is refused. */
class SubPoTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Episodes of three and of two rows. */
  private Batch samples() {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("episode_id", fixture.arena.integers(7, 7, 7, 9, 9));
    columns.put("step", fixture.arena.integers(0, 1, 2, 0, 1));
    columns.put("reward", fixture.arena.numbers(1, 2, 4, 3, 5));
    columns.put("logp", fixture.arena.numbers(-1, -1, -1, -1, -1));
    return fixture.arena.batch(columns);
  }

  private static double[] ofLogp(Estimate estimate) {
    return Fixture.cotangents(estimate, "subpo", "logp");
  }

  /** Rewards to go 7, 6, 4 and 8, 5, over two episodes: what REINFORCE with them has. */
  @Test
  void check5ModularGainsGiveReinforceWithRewardsToGo() {
    Estimate estimate = fixture.estimate(new SubPo(1, SubPo.Baseline.NONE, 1), samples());

    assertThat(ofLogp(estimate)).containsExactly(-3.5, -3, -2, -4, -2.5);
    assertThat(estimate.value("subpo")).isEqualTo(-7.5);
  }

  /** Means 7.5, 5.5 and 4: the last step has one episode, whose advantage is 0. */
  @Test
  void theBatchsMeanIsTakenOverTheEpisodesThatHaveTheStep() {
    Estimate estimate = fixture.estimate(new SubPo(1, SubPo.Baseline.BATCH_MEAN, 1), samples());

    assertThat(ofLogp(estimate)).containsExactly(0.25, -0.25, -0.0, -0.25, 0.25);
  }

  /** γ = ½, halved: (1 + ½(2 + ½·4))/2 = 1.5, 2, 2 and 2.75, 2.5. */
  @Test
  void discountAndNormalizer() {
    Estimate estimate = fixture.estimate(new SubPo(0.5, SubPo.Baseline.NONE, 2), samples());

    assertThat(ofLogp(estimate)).containsExactly(-0.75, -1, -1, -1.375, -1.25);
    assertThat(estimate.value("subpo")).isEqualTo(-(1.5 + 2.75) / 2);
  }

  /** Values of 5: advantages 2, 1, −1, 3, 0; half of their squares is 7.5, over two episodes. */
  @Test
  void aCriticIsSubtractedAndFitted() {
    Batch samples = samples().with("value", fixture.arena.numbers(5, 5, 5, 5, 5));
    Estimate estimate = fixture.estimate(new SubPo(1, SubPo.Baseline.CRITIC, 1), samples);

    assertThat(ofLogp(estimate)).containsExactly(-1, -0.5, 0.5, -1.5, -0.0);
    assertThat(estimate.value("critic")).isEqualTo(3.75);
    assertThat(Fixture.cotangents(estimate, "critic", "value"))
        .containsExactly(-1, -0.5, 0.5, -1.5, -0.0);
  }

  @Test
  void anEpisodesWeightIsItsFirstRows() {
    Batch samples = samples().with("weight", fixture.arena.numbers(3, 0, 0, 1, 0));
    Estimate estimate = fixture.estimate(new SubPo(1, SubPo.Baseline.NONE, 1), samples);

    assertThat(estimate.value("subpo")).isEqualTo(-(3 * 7 + 8) / 4.0);
    assertThat(ofLogp(estimate)).containsExactly(-5.25, -4.5, -3, -2, -1.25);
  }

  @Test
  void refusesEpisodesThatAreSplitOrOutOfOrder() {
    SubPo subPo = new SubPo(1, SubPo.Baseline.NONE, 1);

    assertThatThrownBy(() -> fixture.estimate(subPo, samples().take(1, 2, 3, 4)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0")
        .hasMessageContaining("whole episodes");
    assertThatThrownBy(() -> fixture.estimate(subPo, samples().take(0, 2, 1, 3, 4)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1 is step 2.0");
  }
}
