package org.esscher.plugins.hypo;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.esscher.api.Batch;
import org.esscher.api.Vector;
import org.esscher.data.Arena;

/**
 * One draw of {@link UncoveredArms} and its log-linear policies. The policy's mathematics is
 * written out here, so that it is not the plugin's own. Equal pairs are one with their number for
 * count.
 */
final class ArmsProblem {
  static final int ARMS = 20;
  static final int WIDTH = 6;
  private static final int COVERED = 10;
  private static final int PAIRS = 200;

  private final double[] features;
  private final double[] rewards;
  final double[] reference;
  final int[] chosen;
  final int[] rejected;
  final double[] counts;

  ArmsProblem(HypoFixture fixture, long seed) {
    try (Arena data = fixture.arena.child("data")) {
      Batch pairs =
          new UncoveredArms(PAIRS, ARMS, COVERED, WIDTH, 0.99)
              .generate(fixture.context(seed, data));
      features = Arrays.copyOf(pairs.column("class_features").toArray(), ARMS * WIDTH);
      reference = Arrays.copyOf(pairs.column("ref_class_logp").toArray(), ARMS);
      rewards = Arrays.copyOf(pairs.column("expected_rewards").toArray(), ARMS);
      Map<Integer, Integer> counted = new TreeMap<>();
      for (int row = 0; row < PAIRS; row++) {
        int winner = (int) pairs.column("chosen").at(row);
        int code = winner * ARMS + (int) pairs.column("rejected").at(row);
        counted.merge(code, 1, Integer::sum);
      }
      chosen = counted.keySet().stream().mapToInt(code -> code / ARMS).toArray();
      rejected = counted.keySet().stream().mapToInt(code -> code % ARMS).toArray();
      counts = counted.values().stream().mapToDouble(Integer::doubleValue).toArray();
    }
  }

  double[] logp(Vector theta) {
    double[] logits = reference.clone();
    double sum = 0;
    for (int arm = 0; arm < ARMS; arm++) {
      for (int k = 0; k < WIDTH; k++) {
        logits[arm] += theta.at(k) * features[arm * WIDTH + k];
      }
      sum += Math.exp(logits[arm]);
    }
    for (int arm = 0; arm < ARMS; arm++) {
      logits[arm] -= Math.log(sum);
    }
    return logits;
  }

  /** From cotangents of the arms' log-probs: Σ_a c_a (φ(a) − E_π φ). */
  Vector gradient(double[] ofArms, double[] logp) {
    double total = Arrays.stream(ofArms).sum();
    double[] gradient = new double[WIDTH];
    for (int arm = 0; arm < ARMS; arm++) {
      double share = ofArms[arm] - Math.exp(logp[arm]) * total;
      for (int k = 0; k < WIDTH; k++) {
        gradient[k] += share * features[arm * WIDTH + k];
      }
    }
    return Vector.of(gradient);
  }

  /** What became of a policy. */
  record Outcome(double reward, double uncovered, double kl, double preferenceLoss) {}

  Outcome outcome(double[] logp, double beta) {
    double reward = 0;
    double uncovered = 0;
    double kl = 0;
    for (int arm = 0; arm < ARMS; arm++) {
      double p = Math.exp(logp[arm]);
      reward += p * rewards[arm];
      uncovered += arm < COVERED ? 0 : p;
      kl += p * (logp[arm] - reference[arm]);
    }
    double preference = 0;
    for (int row = 0; row < chosen.length; row++) {
      // The reference's log-probs of covered arms are equal and cancel.
      double margin = beta * (logp[chosen[row]] - logp[rejected[row]]);
      preference += counts[row] * Math.log1p(Math.exp(-margin)) / PAIRS;
    }
    return new Outcome(reward, uncovered, kl, preference);
  }
}
