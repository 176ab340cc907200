package org.esscher.plugins.parl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Check 7 of the paper's card: 20 arms, rewards that are linear in 3 features, 20 seeds. */
class ReproductionTest {
  private static final int SEEDS = 20;

  @Test
  @Tag("slow")
  void check7UtilityOfOfflineIteratedAndParl() {
    double[] offline = new double[SEEDS];
    double[] iterated = new double[SEEDS];
    double[] parl = new double[SEEDS];
    double[] uniform = new double[SEEDS];
    for (int seed = 0; seed < SEEDS; seed++) {
      LinearBandit bandit = LinearBandit.random(20, 3, .3, new Random(seed));
      double[] zero = new double[3];
      uniform[seed] = bandit.expectedUtility(zero);
      offline[seed] = bandit.expectedUtility(bandit.fit(bandit.policy(zero), zero));
      iterated[seed] = bandit.expectedUtility(iterated(bandit));
      parl[seed] = bandit.expectedUtility(parl(bandit, seed));
    }

    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(parl[seed]).isGreaterThan(offline[seed]);
    }
    assertThat(mean(parl)).isGreaterThan(mean(iterated));
    assertThat(mean(iterated)).isGreaterThan(mean(offline));
  }

  /** Thirty rounds of half a step towards the fit on pairs of the current policy. */
  private static double[] iterated(LinearBandit bandit) {
    double[] nu = new double[3];
    for (int round = 0; round < 30; round++) {
      double[] fitted = bandit.fit(bandit.policy(nu), nu);
      for (int i = 0; i < nu.length; i++) {
        nu[i] += (fitted[i] - nu[i]) / 2;
      }
    }
    return nu;
  }

  /**
   * Four hundred steps of 16 samples each from ν = 0. The lower level is solved exactly, and so is
   * its inverse Hessian: ∇²_{νθ}V (−∇²_θV)⁻¹ ∇_θG = φᵀ∇_θG/τ.
   */
  private static double[] parl(LinearBandit bandit, long seed) {
    try (ParlFixture fixture = new ParlFixture()) {
      Context context = fixture.context();
      Policy policy = fixture.policy(1, bandit.arms(), new double[bandit.arms()]);
      Sampler sampler = policy.as(Sampler.class).orElseThrow();
      Vectored parameters = policy.as(Vectored.class).orElseThrow();
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      Batch start = fixture.batch("observation", fixture.arena.integers(0));
      long[] ids = new long[16];
      Arrays.setAll(ids, e -> e);
      double[] nu = new double[3];
      for (int step = 0; step < 400; step++) {
        parameters.assign(Vector.of(bandit.logits(nu)));
        Batch episodes =
            sampler
                .sample(start, ids.length, random, context)
                .with("episode_id", fixture.arena.integers(ids))
                .with("step", fixture.arena.integers(new long[ids.length]));
        double[] utility = new double[ids.length];
        for (int e = 0; e < ids.length; e++) {
          utility[e] = bandit.utility()[(int) episodes.column("action").at(e)];
        }
        EpisodeScores scores =
            new EpisodeScores(policy, episodes, Episodes.of(episodes, 1), context);
        double[] slope = scores.mean(Episodes.withoutOthersMean(utility, 1)).toArray();
        double[] implicit = ParlFixture.ascent(bandit.phi(), slope);
        for (int i = 0; i < nu.length; i++) {
          nu[i] -= .1 * implicit[i] / bandit.tau();
        }
      }
      return nu;
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
