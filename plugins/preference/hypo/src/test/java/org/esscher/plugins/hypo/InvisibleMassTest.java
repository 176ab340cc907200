package org.esscher.plugins.hypo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.plugins.hypo.HypoFixture.byScore;
import static org.esscher.plugins.hypo.HypoFixture.cotangents;
import static org.esscher.plugins.hypo.HypoFixture.exact;
import static org.esscher.plugins.hypo.HypoFixture.logs;
import static org.esscher.plugins.hypo.HypoFixture.loss;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Check 4, the paper's counterexample: three responses, data on the first two alone, P(1 ≻ 2) =
 * 0.8, β = 0.1. σ(βu) = 0.8 where the log-ratios differ by u = log(4)/β = 10 log 4.
 */
class InvisibleMassTest {
  private static final double[] REFERENCE = {.5, .3, .2};
  private static final double COVERED = .8;
  private static final double TILT = 10 * Math.log(4);

  private final HypoFixture fixture = new HypoFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** (c·a, c·b, 1 − c) with a/b = π_ref1/π_ref2·e^u. */
  private static double[] policy(double c, double u) {
    double a = REFERENCE[0] * Math.exp(u) / (REFERENCE[0] * Math.exp(u) + REFERENCE[1]);
    return new double[] {c * a, c * (1 - a), 1 - c};
  }

  private Estimate estimate(Hypo loss, double... policy) {
    double[] logp = logs(policy);
    double[] refLogp = logs(REFERENCE);
    Map<String, Column> pairs = new LinkedHashMap<>();
    pairs.put("chosen_logp", fixture.arena.numbers(logp[0], logp[1]));
    pairs.put("rejected_logp", fixture.arena.numbers(logp[1], logp[0]));
    pairs.put("ref_chosen_logp", fixture.arena.numbers(refLogp[0], refLogp[1]));
    pairs.put("ref_rejected_logp", fixture.arena.numbers(refLogp[1], refLogp[0]));
    pairs.put("weight", fixture.arena.numbers(.8, .2));
    Batch online = fixture.online(logp, refLogp);
    return fixture.estimate(loss, Map.of("pairs", fixture.arena.batch(pairs), "online", online));
  }

  @Test
  void check4DpoDoesNotSeeWhereTheOtherMassIs() {
    for (double c : new double[] {1e-6, .1, .5, .8, 1 - 1e-9}) {
      assertThat(loss(estimate(byScore(0), policy(c, TILT))).value())
          .isCloseTo(0.500402, within(5e-7));
    }
    // Minimal: any other tilt costs more.
    for (double u : new double[] {TILT - 1, TILT + 1}) {
      assertThat(loss(estimate(byScore(0), policy(.5, u))).value()).isGreaterThan(0.5005);
    }
  }

  @Test
  void check4WithinTheFamilyHypoKeepsTheMassOfLeastDivergence() {
    double q = COVERED;
    double k = divergence(TILT);
    double wanted = q * Math.exp(-k) / (q * Math.exp(-k) + 1 - q);

    double found =
        minimizer(c -> loss(estimate(exact(1), policy(c, TILT))).value(), 1e-3, 1 - 1e-3);

    // A flat minimum of values of size 1 is found to about the root of their rounding.
    assertThat(found).isCloseTo(wanted, within(1e-6));
  }

  /**
   * With the best c for each tilt the divergence is −log(q e^{−K(u)} + 1 − q), so that the joint
   * minimum is one over u; there the estimator's gradient, projected on the simplex, is zero.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 1})
  void check4JointMinimumIsUniqueAndNearerToTheReference(double lambda) {
    double q = COVERED;
    double u =
        lowest(
            t ->
                .8 * Math.log1p(Math.exp(-.1 * t))
                    + .2 * Math.log1p(Math.exp(.1 * t))
                    - lambda * Math.log(q * Math.exp(-divergence(t)) + 1 - q));
    double share = q * Math.exp(-divergence(u));
    double[] optimum = policy(share / (share + 1 - q), u);

    // At λ = 0.02 the pull is λ dK/du over the preference loss's curvature β²·0.8·0.2: 7e-5.
    assertThat(u).isBetween(0.1, TILT - 1e-5);
    Estimate there = estimate(exact(lambda), optimum);
    double[] pulled = ofLogits(there, optimum);
    for (double component : pulled) {
      assertThat(component).isCloseTo(0, within(1e-8));
    }
    for (double[] away :
        new double[][] {policy(.3, u), policy(.99, u), policy(.8, 0), policy(.8, TILT)}) {
      assertThat(loss(estimate(exact(lambda), away)).value())
          .isGreaterThan(loss(there).value() + 1e-4);
    }
  }

  private static double[] ofLogits(Estimate estimate, double... policy) {
    double[] chosen = cotangents(estimate, "pairs", "chosen_logp");
    double[] rejected = cotangents(estimate, "pairs", "rejected_logp");
    double[] gradient = cotangents(estimate, "online", "logp");
    gradient[0] += chosen[0] + rejected[1];
    gradient[1] += rejected[0] + chosen[1];
    double sum = gradient[0] + gradient[1] + gradient[2];
    for (int i = 0; i < 3; i++) {
      gradient[i] -= policy[i] * sum;
    }
    return gradient;
  }

  /** K = KL of (a, b) from the reference on the covered two. */
  private static double divergence(double u) {
    double[] ab = policy(1, u);
    return ab[0] * Math.log(ab[0] * COVERED / REFERENCE[0])
        + ab[1] * Math.log(ab[1] * COVERED / REFERENCE[1]);
  }

  /** The lowest of perhaps several minima within [−5, 25], which lie further than 0.01 apart. */
  private static double lowest(DoubleUnaryOperator function) {
    double best = -5;
    for (double t = -5; t < 25; t += 0.01) {
      best = function.applyAsDouble(t) < function.applyAsDouble(best) ? t : best;
    }
    return minimizer(function, best - 0.01, best + 0.01);
  }

  /** By ternary search; the function falls and then rises. */
  private static double minimizer(DoubleUnaryOperator function, double from, double to) {
    double low = from;
    double high = to;
    for (int i = 0; i < 100; i++) {
      double left = low + (high - low) / 3;
      double right = high - (high - low) / 3;
      if (function.applyAsDouble(left) < function.applyAsDouble(right)) {
        high = right;
      } else {
        low = left;
      }
    }
    return (low + high) / 2;
  }
}
