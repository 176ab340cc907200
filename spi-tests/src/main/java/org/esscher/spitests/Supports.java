package org.esscher.spitests;

import static org.esscher.spitests.Findings.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.FDivergence;

/** What divergences do with outcomes without mass, and with mixtures. */
final class Supports {
  /** Policy and target by outcome: both, the target alone, the policy alone, none. */
  private static final double[][] POLICIES = {{0.6, 0.4, 0}, {0.5, 0.2, 0.3}, {0.6, 0.4, 0}};

  private static final double[][] TARGETS = {{0.3, 0.5, 0.2}, {0.7, 0.3, 0}, {0.2, 0.8, 0}};

  private Supports() {}

  static void requireLimits(Curves curves, DistributionDivergence divergence) {
    double[] values = curves.between(divergence, POLICIES, TARGETS);
    for (int row = 0; row < values.length; row++) {
      if (divergence instanceof FDivergence generated) {
        double expected = byGenerator(curves, generated, POLICIES[row], TARGETS[row]);
        require(
            values[row] == expected
                || Math.abs(values[row] - expected) <= 1e-12 * (1 + Math.abs(expected)),
            "D(%s ‖ %s) is %s, but by f, f(0) and f′(∞) it is %s",
            Arrays.toString(POLICIES[row]),
            Arrays.toString(TARGETS[row]),
            values[row],
            expected);
      }
    }
  }

  /** Σ p·f(π/p) + Σ p·f(0) where π = 0 + Σ π·f′(∞) where p = 0. */
  private static double byGenerator(
      Curves curves, FDivergence divergence, double[] policy, double[] target) {
    double sum = 0;
    for (int i = 0; i < policy.length; i++) {
      if (policy[i] > 0 && target[i] > 0) {
        double logRatio = Math.log(policy[i]) - Math.log(target[i]);
        sum += target[i] * curves.values(divergence::generator, logRatio)[0];
      } else if (target[i] > 0) {
        sum += target[i] * divergence.generatorAtZero();
      } else if (policy[i] > 0) {
        sum += policy[i] * divergence.derivativeAtInfinity();
      }
    }
    return sum;
  }

  /** D(λ(π, p) + (1 − λ)(π′, p′)) ≤ λ D(π‖p) + (1 − λ) D(π′‖p′). */
  static void requireConvexity(Curves curves, DistributionDivergence divergence) {
    double[][] policies = Distributions.draw(1);
    double[][] targets = Distributions.draw(2);
    double[][] otherPolicies = Distributions.draw(3);
    double[][] otherTargets = Distributions.draw(4);
    double[] first = curves.between(divergence, policies, targets);
    double[] second = curves.between(divergence, otherPolicies, otherTargets);
    assumeTrue(Arrays.stream(first).allMatch(value -> value >= -1e-14), "negative: see DIV-1");
    for (double lambda : new double[] {0.1, 0.5, 0.9}) {
      double[] mixed =
          curves.between(
              divergence,
              Distributions.mixed(policies, otherPolicies, lambda),
              Distributions.mixed(targets, otherTargets, lambda));
      for (int i = 0; i < mixed.length; i++) {
        double bound = lambda * first[i] + (1 - lambda) * second[i];
        require(
            mixed[i] <= bound + 1e-12 * (1 + bound),
            "pair %s: mixed with weights %s and %s the divergence is %s, above the mixture of %s"
                + " and %s",
            i,
            lambda,
            1 - lambda,
            mixed[i],
            first[i],
            second[i]);
      }
    }
  }
}
