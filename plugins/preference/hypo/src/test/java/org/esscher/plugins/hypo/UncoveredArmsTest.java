package org.esscher.plugins.hypo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.plugins.hypo.HypoFixture.byScore;
import static org.esscher.plugins.hypo.HypoFixture.exact;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.plugins.hypo.ArmsProblem.Outcome;
import org.esscher.plugins.hypo.Hypo.KlEstimator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Checks 5 and 6. The wanted means are over 20 seeds of another generator, and so are ours over 20
 * of this one: their difference has √2 of one mean's standard error, and may be three times that.
 */
class UncoveredArmsTest {
  private static final int SEEDS = 20;

  private final HypoFixture fixture = new HypoFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private List<Outcome> outcomes(Hypo loss) {
    return new ArmsTrial(fixture, SEEDS).train(loss);
  }

  private static double mean(List<Outcome> outcomes, ToDoubleFunction<Outcome> quantity) {
    return outcomes.stream().mapToDouble(quantity).average().orElseThrow();
  }

  private static double standardError(List<Outcome> outcomes, ToDoubleFunction<Outcome> quantity) {
    double mean = mean(outcomes, quantity);
    int n = outcomes.size();
    double squares =
        outcomes.stream().mapToDouble(o -> Math.pow(quantity.applyAsDouble(o) - mean, 2)).sum();
    return Math.sqrt(squares / (n - 1) / n);
  }

  private static void requireMean(
      List<Outcome> outcomes, ToDoubleFunction<Outcome> quantity, double wanted) {
    assertThat(mean(outcomes, quantity))
        .isCloseTo(wanted, within(3 * Math.sqrt(2) * standardError(outcomes, quantity)));
  }

  @Test
  @Tag("slow")
  void check5HypoKeepsOffUncoveredArmsAndDpoDoesNot() {
    List<Outcome> dpo = outcomes(byScore(0));
    List<Outcome> hypo = outcomes(exact(0.02));

    requireMean(dpo, Outcome::reward, -0.30);
    requireMean(dpo, Outcome::uncovered, 0.60);
    requireMean(dpo, Outcome::kl, 4.87);
    requireMean(dpo, Outcome::preferenceLoss, 0.5361);
    requireMean(hypo, Outcome::reward, 0.66);
    requireMean(hypo, Outcome::uncovered, 0.054);
    requireMean(hypo, Outcome::kl, 1.50);
    requireMean(hypo, Outcome::preferenceLoss, 0.5575);
    assertThat(mean(hypo, Outcome::reward)).isGreaterThan(mean(dpo, Outcome::reward));
    assertThat(mean(hypo, Outcome::uncovered)).isLessThan(mean(dpo, Outcome::uncovered) / 5);
    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(dpo.get(seed).preferenceLoss()).isLessThan(hypo.get(seed).preferenceLoss());
    }
  }

  @Test
  @Tag("slow")
  void check5AStrongerDivergenceStaysNearer() {
    List<Outcome> hypo = outcomes(exact(0.1));

    requireMean(hypo, Outcome::reward, 0.56);
    requireMean(hypo, Outcome::uncovered, 0.017);
    requireMean(hypo, Outcome::kl, 0.25);
  }

  @Test
  @Tag("slow")
  void check5SixteenSamplesAStepDoAsWellAsTheExactDivergence() {
    List<Outcome> hypo = outcomes(new Hypo(0.1, 0.02, KlEstimator.SCORE_LOO, false));

    requireMean(hypo, Outcome::reward, 0.66);
    requireMean(hypo, Outcome::uncovered, 0.055);
    requireMean(hypo, Outcome::kl, 1.52);
  }

  @Test
  @Tag("slow")
  void check6LargerBetaIsNotTheSameFix() {
    List<Outcome> half = outcomes(new Hypo(0.5, 0, KlEstimator.SCORE, false));
    List<Outcome> one = outcomes(new Hypo(1, 0, KlEstimator.SCORE, false));

    requireMean(half, Outcome::reward, 0.30);
    requireMean(one, Outcome::reward, 0.57);
  }

  @Test
  void generatesPairsOfCoveredArmsAlone() {
    Batch pairs = new UncoveredArms(500, 20, 10, 6, 0.99).generate(fixture.context(3));

    double[] rewards = pairs.column("expected_rewards").toArray();
    double[] reference = pairs.column("ref_class_logp").toArray();
    int right = 0;
    double expected = 0;
    for (int row = 0; row < 500; row++) {
      int chosen = (int) pairs.column("chosen").at(row);
      int rejected = (int) pairs.column("rejected").at(row);
      assertThat(chosen).isBetween(0, 9).isNotEqualTo(rejected);
      assertThat(rejected).isBetween(0, 9);
      double gap = Math.abs(rewards[chosen] - rewards[rejected]);
      right += rewards[chosen] > rewards[rejected] ? 1 : 0;
      expected += 1 / (1 + Math.exp(-5 * gap));
    }
    // A sum of 500 independent labels: its standard deviation is at most √(500/4) = 11.2.
    assertThat((double) right).isCloseTo(expected, within(3 * 11.2));
    for (int arm = 0; arm < 20; arm++) {
      assertThat(Math.exp(reference[arm])).isCloseTo(arm < 10 ? .099 : .001, within(1e-15));
      assertThat(rewards[arm]).isBetween(arm < 10 ? 0.0 : -1.0, arm < 10 ? 1.0 : -1.0);
    }
    assertThat(pairs.column("class_features").start(1)).isEqualTo(20);
    assertThat(pairs.column("class_features").width()).isEqualTo(6);
  }

  @Test
  void refusesToCoverEveryArm() {
    assertThatThrownBy(() -> new UncoveredArms(10, 5, 5, 2, 0.9))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("none uncovered");
  }
}
