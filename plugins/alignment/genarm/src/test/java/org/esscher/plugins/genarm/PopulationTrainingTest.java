package org.esscher.plugins.genarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.esscher.api.Optimizer;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Bradley-Terry training of autoregressive rewards is well specified: every reward is, up to a
 * constant, a normalized log-likelihood of sequences.
 */
class PopulationTrainingTest {
  /** Sequences of two tokens out of three: one distribution of the first, three of the second. */
  private static final int SEQUENCES = 9;

  private static final int STEPS = 1500;

  private final ArmFixture fixture = new ArmFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static double sigma(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void check4ThePopulationMinimumIsTheBayesLossAndRecoversTheReward() {
    Random random = new Random(7);
    double[] frequency = new double[SEQUENCES];
    Arrays.setAll(frequency, y -> -Math.log(1 - random.nextDouble()));
    frequency = SequenceWorld.normalized(frequency);
    double[] reward = new double[SEQUENCES];
    Arrays.setAll(reward, y -> random.nextGaussian());

    Fit fit = fitted(frequency, reward);

    // No loss is below the Bayes loss; ten digits are what so many steps of a falling rate reach.
    assertThat(fit.loss()).isBetween(bayesLoss(frequency, reward), Double.POSITIVE_INFINITY);
    assertThat(fit.loss()).isEqualTo(bayesLoss(frequency, reward), within(1e-9));
    double[] scores = scores(fit.logits());
    double shift = SequenceWorld.mean(frequency, scores) - SequenceWorld.mean(frequency, reward);
    for (int y = 0; y < SEQUENCES; y++) {
      if (frequency[y] > 0.05) {
        assertThat(scores[y] - shift).as("sequence %d", y).isEqualTo(reward[y], within(1e-3));
      }
    }
  }

  /** The mean binary entropy of σ(r_i − r_j) over pairs. */
  private static double bayesLoss(double[] frequency, double[] reward) {
    double sum = 0;
    double mass = 0;
    for (int i = 0; i < SEQUENCES; i++) {
      for (int j = 0; j < SEQUENCES; j++) {
        if (i != j) {
          double p = sigma(reward[i] - reward[j]);
          sum -= frequency[i] * frequency[j] * (p * Math.log(p) + (1 - p) * Math.log(1 - p));
          mass += frequency[i] * frequency[j];
        }
      }
    }
    return sum / mass;
  }

  private record Fit(double loss, Vector logits) {}

  private Fit fitted(double[] frequency, double[] reward) {
    Optimizer adam = fixture.host.component(Optimizer.class, "adam", Map.of("rate", 0.05));
    ArmPreference loss = new ArmPreference(1, 0, 0, PairLoss.SIGMOID, false);
    Vector logits = Vector.of(new double[12]);
    State state = State.empty();
    double value = Double.NaN;
    for (int step = 0; step <= STEPS; step++) {
      Estimate found = fixture.estimate(loss, pairs(frequency, reward, scores(logits)));
      value = ArmFixture.value(found);
      Vector direction = direction(found, logits);
      Optimizer.Step next =
          adam.step(logits, direction, state, Math.pow(1e-3, (double) step / STEPS));
      state = next.state();
      logits = step < STEPS ? next.parameters() : logits;
    }
    return new Fit(value, logits);
  }

  /** log π_r of every sequence. */
  private static double[] scores(Vector logits) {
    double[] scores = new double[SEQUENCES];
    for (int y = 0; y < SEQUENCES; y++) {
      int second = 3 + y / 3 * 3;
      scores[y] = logp(logits, 0, y / 3) + logp(logits, second, y % 3);
    }
    return scores;
  }

  private static double logp(Vector logits, int from, int token) {
    double mass = 0;
    for (int v = 0; v < 3; v++) {
      mass += Math.exp(logits.at(from + v));
    }
    return logits.at(from + token) - Math.log(mass);
  }

  /** All ordered pairs of two sequences, the first preferred: p_i·p_j·σ(r_i − r_j). */
  private Batch pairs(double[] frequency, double[] reward, double[] scores) {
    double[] chosen = new double[SEQUENCES * (SEQUENCES - 1)];
    double[] rejected = new double[chosen.length];
    double[] weight = new double[chosen.length];
    int row = 0;
    for (int i = 0; i < SEQUENCES; i++) {
      for (int j = 0; j < SEQUENCES; j++) {
        if (i != j) {
          chosen[row] = scores[i];
          rejected[row] = scores[j];
          weight[row++] = frequency[i] * frequency[j] * sigma(reward[i] - reward[j]);
        }
      }
    }
    return fixture.pairs(chosen, rejected).with("weight", fixture.arena.numbers(weight));
  }

  /** By the chain rule: ∂ log π(v) / ∂ logit_u = 1_{u = v} − π(u). */
  private static Vector direction(Estimate found, Vector logits) {
    double[] chosen = ArmFixture.cotangents(found, "chosen_logp");
    double[] rejected = ArmFixture.cotangents(found, "rejected_logp");
    double[] ofSequences = new double[SEQUENCES];
    int row = 0;
    for (int i = 0; i < SEQUENCES; i++) {
      for (int j = 0; j < SEQUENCES; j++) {
        if (i != j) {
          ofSequences[i] += chosen[row];
          ofSequences[j] += rejected[row++];
        }
      }
    }
    double[] direction = new double[12];
    for (int y = 0; y < SEQUENCES; y++) {
      for (int v = 0; v < 3; v++) {
        int second = 3 + y / 3 * 3;
        direction[v] += ofSequences[y] * ((y / 3 == v ? 1 : 0) - Math.exp(logp(logits, 0, v)));
        direction[second + v] +=
            ofSequences[y] * ((y % 3 == v ? 1 : 0) - Math.exp(logp(logits, second, v)));
      }
    }
    return Vector.of(direction);
  }
}
