package org.esscher.plugins.parl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Vector;
import org.esscher.plugins.parl.EnumeratedMdp.Trajectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Check 3 of the paper's card: trajectory formulas against finite differences of V. */
class TrajectoryCheckTest {
  private static final double[] NU = {.5, -.3, .8, .1};
  private static final double[] THETA = {.2, -.4, .7, .3};

  /** What the card asks for; differences of step 1e-3 are off by about 1e-7. */
  private static final Offset<Double> DIFFERENCES = within(1e-6);

  private final ParlFixture fixture = new ParlFixture();
  private final List<Trajectory> paths = EnumeratedMdp.trajectories();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Two rows a trajectory, which weigh its probability; the later step first. */
  private Batch steps() {
    int rows = 2 * paths.size();
    long[] id = new long[rows];
    long[] step = new long[rows];
    long[] observation = new long[rows];
    long[] action = new long[rows];
    double[] weight = new double[rows];
    double[] reward = new double[rows];
    for (int row = 0; row < rows; row++) {
      Trajectory path = paths.get(row % paths.size());
      boolean later = row < paths.size();
      id[row] = row % paths.size();
      step[row] = later ? 1 : 0;
      observation[row] = later ? path.second() : path.first();
      action[row] = later ? path.secondAction() : path.firstAction();
      weight[row] = EnumeratedMdp.probability(path, THETA);
      reward[row] = NU[(int) (observation[row] * 2 + action[row])];
    }
    return fixture.batch(
        "episode_id", fixture.arena.integers(id),
        "step", fixture.arena.integers(step),
        "observation", fixture.arena.integers(observation),
        "action", fixture.arena.integers(action),
        "weight", weight,
        "reward", reward);
  }

  private EpisodeScores scores(double gamma) {
    Batch steps = steps();
    return new EpisodeScores(
        fixture.policy(2, 2, THETA), steps, Episodes.of(steps, gamma), fixture.context());
  }

  private static Vector unit(int component) {
    double[] unit = new double[4];
    unit[component] = 1;
    return Vector.of(unit);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", ".9, 0", ".9, .3"})
  void check3HessianInThePolicy(double gamma, double entropy) {
    EnumeratedMdp mdp = new EnumeratedMdp(gamma, entropy);
    EpisodeScores scores = scores(gamma);
    double[] returns =
        paths.stream().mapToDouble(path -> mdp.episodeReturn(path, NU, THETA)).toArray();
    // Any constant is a baseline.
    double[] excess = Arrays.stream(returns).map(value -> value - .37).toArray();
    for (int i = 0; i < 4; i++) {
      double[] plain = new LowerLevel(scores, returns, entropy).negativeHessian(unit(i)).toArray();
      double[] baselined =
          new LowerLevel(scores, excess, entropy).negativeHessian(unit(i)).toArray();
      for (int j = 0; j < 4; j++) {
        double difference = -mdp.mixed(NU, THETA, 4 + i, 4 + j);
        assertThat(plain[j]).isCloseTo(difference, DIFFERENCES);
        assertThat(baselined[j]).isCloseTo(difference, DIFFERENCES);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", ".9"})
  void check3MixedDerivative(double gamma) {
    EnumeratedMdp mdp = new EnumeratedMdp(gamma, .3);
    EpisodeScores scores = scores(gamma);
    double[] share = scores.episodes().shares();
    Batch steps = steps();
    for (int i = 0; i < 4; i++) {
      double[] direction = scores.episodes().sums(scores.along(unit(i)));
      // The loss is a mean over episodes that count alike: probabilities go into the direction.
      Arrays.setAll(direction, e -> direction[e] * share[e] * share.length);
      Batch episodes =
          fixture.batch(
              "episode_id", steps.column("episode_id"),
              "step", steps.column("step"),
              "reward", steps.column("reward"),
              "utility", new double[steps.rows()],
              "score_direction", scores.episodes().spread(direction));
      double[] cotangents =
          ParlFixture.cotangents(
              fixture.estimate(
                  new ParlUpper(Upper.UTILITY, true, gamma), Map.of("episodes", episodes)),
              "implicit",
              "episodes",
              "reward");
      double[] found = new double[4];
      for (int row = 0; row < cotangents.length; row++) {
        int cell = (int) (2 * steps.column("observation").at(row) + steps.column("action").at(row));
        found[cell] -= cotangents[row];
      }
      for (int j = 0; j < 4; j++) {
        assertThat(found[j]).isCloseTo(mdp.mixed(NU, THETA, j, 4 + i), DIFFERENCES);
      }
    }
  }

  @Test
  void check3ScoresHaveMeanZero() {
    EpisodeScores scores = scores(.9);
    double[] ones = new double[paths.size()];
    Arrays.fill(ones, 1);

    Vector mean = scores.mean(ones);

    assertThat(Math.sqrt(mean.dot(mean))).isLessThan(1e-15);
  }

  @Test
  void check3GradientInThePolicy() {
    EnumeratedMdp mdp = new EnumeratedMdp(.9, .3);
    double[] returns =
        paths.stream().mapToDouble(path -> mdp.episodeReturn(path, NU, THETA)).toArray();
    double[] found = scores(.9).mean(returns).toArray();
    double step = 1e-5;
    for (int i = 0; i < 4; i++) {
      double[] up = THETA.clone();
      double[] down = THETA.clone();
      up[i] += step;
      down[i] -= step;
      double slope = (mdp.value(NU, up) - mdp.value(NU, down)) / (2 * step);
      assertThat(found[i]).isCloseTo(slope, within(1e-8));
    }
  }
}
