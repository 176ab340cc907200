package org.esscher.plugins.genarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.esscher.plugins.genarm.SequenceWorld.arm;
import static org.esscher.plugins.genarm.SequenceWorld.conditionals;
import static org.esscher.plugins.genarm.SequenceWorld.kl;
import static org.esscher.plugins.genarm.SequenceWorld.mean;
import static org.esscher.plugins.genarm.SequenceWorld.sequences;
import static org.esscher.plugins.genarm.SequenceWorld.totalVariation;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Decoding by products of conditionals, where all sequences can be listed. */
class SequenceWorldTest {
  private static final double BETA = 0.5;

  /** More worlds than the 400 behind the numbers: the error of these is then the smaller. */
  private static final int WORLDS = 2000;

  /** π_r ∝ (π* /π_base)^β a prefix makes π_base·π_r^(1/β) ∝ π* a prefix: equal up to rounding. */
  @Test
  void check2ConditionalsOfTheTargetAreReachedExactly() {
    Random random = new Random(1);
    for (int world = 0; world < 100; world++) {
      SequenceWorld drawn = SequenceWorld.drawn(random);
      double[] target = drawn.target(BETA);
      double[][] expert =
          drawn.mapped(conditionals(target), (base, best) -> Math.pow(best / base, BETA));

      assertThat(totalVariation(drawn.guided(new double[] {1 / BETA}, expert), target))
          .isLessThan(1e-12);
    }
  }

  /** The locally normalized product with the conditionals of e^r is no π*, but beats misuse. */
  @Test
  void check3ConditionalsOfTheRewardApproximateTheTarget() {
    Random random = new Random(2);
    MeanOfDraws distance = new MeanOfDraws();
    MeanOfDraws baseReward = new MeanOfDraws();
    MeanOfDraws guidedReward = new MeanOfDraws();
    MeanOfDraws targetReward = new MeanOfDraws();
    MeanOfDraws misusedDistance = new MeanOfDraws();
    MeanOfDraws misusedReward = new MeanOfDraws();
    for (int world = 0; world < WORLDS; world++) {
      SequenceWorld drawn = SequenceWorld.drawn(random);
      double[] target = drawn.target(BETA);
      double[] guided = drawn.guided(new double[] {1 / BETA}, arm(drawn.reward()));
      double[] misused = drawn.paddedTrajectoryReward(BETA);
      distance.add(totalVariation(guided, target));
      baseReward.add(mean(sequences(drawn.base()), drawn.reward()));
      guidedReward.add(mean(guided, drawn.reward()));
      targetReward.add(mean(target, drawn.reward()));
      misusedDistance.add(totalVariation(misused, target));
      misusedReward.add(mean(misused, drawn.reward()));
    }

    distance.assertAgrees(.21);
    baseReward.assertAgrees(0);
    guidedReward.assertAgrees(1.22);
    targetReward.assertAgrees(1.37);
    misusedDistance.assertAgrees(.51);
    misusedReward.assertAgrees(1.04);
  }

  /** α leads from the base along rewards that rise with the divergence. */
  @Test
  void check8RewardAndDivergenceRiseWithAlpha() {
    double[] alphas = {0, .5, 1, 2, 4};
    double[] rewards = {0, .38, .73, 1.22, 1.63};
    double[] divergences = {0, .10, .37, 1.08, 2.14};
    MeanOfDraws[] reward = means(alphas.length);
    MeanOfDraws[] divergence = means(alphas.length);
    Random random = new Random(3);
    int rising = 0;
    for (int world = 0; world < WORLDS; world++) {
      SequenceWorld drawn = SequenceWorld.drawn(random);
      double[] base = sequences(drawn.base());
      double before = Double.NEGATIVE_INFINITY;
      boolean rises = true;
      for (int i = 0; i < alphas.length; i++) {
        double[] guided = drawn.guided(new double[] {alphas[i]}, arm(drawn.reward()));
        double now = mean(guided, drawn.reward());
        rises &= now > before;
        before = now;
        reward[i].add(now);
        divergence[i].add(kl(guided, base));
      }
      rising += rises ? 1 : 0;
    }

    for (int i = 0; i < alphas.length; i++) {
      reward[i].assertAgrees(rewards[i]);
      divergence[i].assertAgrees(divergences[i]);
    }
    // 'In nearly every draw': at least 19 of 20.
    assertThat(rising).isGreaterThan(WORLDS * 19 / 20);
  }

  /** Two rewards, weighed when decoding: a frontier, a little inside that of the exact tilt. */
  @Test
  void check8TwoRewardsAreTradedWithoutTraining() {
    double[] weights = {0, .25, .5, .75, 1};
    double[] first = {-.01, .29, .66, .99, 1.22};
    double[] second = {1.19, .97, .65, .31, .04};
    MeanOfDraws[] rewards = means(weights.length);
    MeanOfDraws[] others = means(weights.length);
    MeanOfDraws distance = new MeanOfDraws();
    Random random = new Random(4);
    double tilted = 0;
    double guidedBoth = 0;
    for (int world = 0; world < WORLDS; world++) {
      SequenceWorld drawn = SequenceWorld.drawn(random);
      double[] other = SequenceWorld.rewards(random);
      for (int i = 0; i < weights.length; i++) {
        double[] alphas = {2 * weights[i], 2 * (1 - weights[i])};
        double[] guided = drawn.guided(alphas, arm(drawn.reward()), arm(other));
        rewards[i].add(mean(guided, drawn.reward()));
        others[i].add(mean(guided, other));
        double[] mixed = new double[other.length];
        for (int y = 0; y < mixed.length; y++) {
          mixed[y] = weights[i] * drawn.reward()[y] + (1 - weights[i]) * other[y];
        }
        double[] tilt = new SequenceWorld(drawn.base(), mixed).target(0.5);
        distance.add(totalVariation(guided, tilt));
        tilted += mean(tilt, mixed);
        guidedBoth += mean(guided, mixed);
      }
    }

    for (int i = 0; i < weights.length; i++) {
      rewards[i].assertAgrees(first[i]);
      others[i].assertAgrees(second[i]);
    }
    // 'About .2', five points of each world together.
    assertThat(distance.mean()).isBetween(.15, .25);
    assertThat(guidedBoth).isLessThan(tilted);
  }

  private static MeanOfDraws[] means(int count) {
    MeanOfDraws[] means = new MeanOfDraws[count];
    for (int i = 0; i < count; i++) {
      means[i] = new MeanOfDraws();
    }
    return means;
  }
}
