package org.esscher.plugins.submodularrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Checks 4 and 6 of the paper's card, by listing every episode of small processes: an episode
 * weighs its probability, so that estimates are expectations.
 */
class GradientTheoremTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** An episode: states s_0 … s_H, actions, probability. */
  private record Path(List<Integer> states, List<Integer> actions, double probability) {
    Path then(int action, int state, double probability) {
      List<Integer> moreStates = new ArrayList<>(states);
      List<Integer> moreActions = new ArrayList<>(actions);
      moreStates.add(state);
      moreActions.add(action);
      return new Path(moreStates, moreActions, this.probability * probability);
    }
  }

  /**
   * Three states, two actions, three moves; P(s′ | s, a); a free logit a step, state and action.
   */
  private static final double[][][] NEXT = {
    {{0.1, 0.6, 0.3}, {0.5, 0.1, 0.4}},
    {{0.3, 0.3, 0.4}, {0.7, 0.2, 0.1}},
    {{0.2, 0.2, 0.6}, {0.1, 0.8, 0.1}}
  };

  private static double probability(double[] logits, int step, int state, int action) {
    double difference =
        logits[(step * 3 + state) * 2 + 1 - action] - logits[(step * 3 + state) * 2 + action];
    return 1 / (1 + Math.exp(difference));
  }

  private static List<Path> paths(double[] logits) {
    List<Path> paths = List.of(new Path(List.of(0), List.of(), 1));
    for (int step = 0; step < 3; step++) {
      List<Path> longer = new ArrayList<>();
      for (Path path : paths) {
        int state = path.states.get(step);
        for (int action = 0; action < 2; action++) {
          for (int to = 0; to < 3; to++) {
            double p = probability(logits, step, state, action) * NEXT[state][action][to];
            longer.add(path.then(action, to, p));
          }
        }
      }
      paths = longer;
    }
    return paths;
  }

  private static final Coverage COVERAGE = new Coverage(Fixture.WEIGHTS, Mode.MARGINAL, false);

  /** The gains of every state of every path. */
  private double[] gains(List<Path> paths) {
    int[][] episodes =
        paths.stream()
            .map(path -> path.states.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    return fixture.scores(COVERAGE, fixture.states(episodes));
  }

  private double objective(double[] logits) {
    List<Path> paths = paths(logits);
    double[] gains = gains(paths);
    double sum = 0;
    for (int i = 0; i < gains.length; i++) {
      sum += paths.get(i / 4).probability * gains[i];
    }
    return sum;
  }

  /** Rows (s_i, a_i) with the gain of s_{i+1}, or the sum of all gains up to it. */
  private Batch samples(List<Path> paths, boolean cumulative) {
    double[] gains = gains(paths);
    int rows = 3 * paths.size();
    long[] episode = new long[rows];
    long[] step = new long[rows];
    double[] reward = new double[rows];
    double[] weight = new double[rows];
    double[] value = new double[rows];
    for (int row = 0; row < rows; row++) {
      Path path = paths.get(row / 3);
      episode[row] = row / 3;
      step[row] = row % 3;
      reward[row] = gains[row / 3 * 4 + row % 3 + 1];
      if (cumulative) {
        reward[row] += row % 3 == 0 ? gains[row / 3 * 4] : reward[row - 1];
      }
      weight[row] = path.probability;
      value[row] = 1.5 * path.states.get(row % 3) - row % 3;
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("episode_id", fixture.arena.integers(episode));
    columns.put("step", fixture.arena.integers(step));
    columns.put("reward", fixture.arena.numbers(reward));
    columns.put("weight", fixture.arena.numbers(weight));
    columns.put("value", fixture.arena.numbers(value));
    columns.put("logp", fixture.arena.numbers(new double[rows]));
    return fixture.arena.batch(columns);
  }

  /** Σ over rows of the cotangent times ∇log π(a|s), by logits; of the loss, so of −J. */
  private static double[] onLogits(double[] cotangents, List<Path> paths, double[] logits) {
    double[] gradient = new double[logits.length];
    for (int row = 0; row < cotangents.length; row++) {
      Path path = paths.get(row / 3);
      int step = row % 3;
      int state = path.states.get(step);
      int taken = path.actions.get(step);
      for (int action = 0; action < 2; action++) {
        double score = (action == taken ? 1 : 0) - probability(logits, step, state, action);
        gradient[(step * 3 + state) * 2 + action] -= cotangents[row] * score;
      }
    }
    return gradient;
  }

  @Test
  void check4TheExpectedGradientIsThatOfTheObjective() {
    double[] logits = new double[18];
    Arrays.setAll(logits, i -> Math.sin(3 * i));
    List<Path> paths = paths(logits);
    double[] difference = new double[logits.length];
    double step = 1e-5;
    for (int i = 0; i < logits.length; i++) {
      double[] up = logits.clone();
      double[] down = logits.clone();
      up[i] += step;
      down[i] -= step;
      difference[i] = (objective(up) - objective(down)) / (2 * step);
    }

    double[] plain = gradient(SubPo.Baseline.NONE, paths, logits, false);
    assertThat(plain).usingComparatorWithPrecision(1e-9).containsExactly(difference);
    // Any baseline of the past leaves it: here a function of the state and the step.
    assertThat(gradient(SubPo.Baseline.CRITIC, paths, logits, false))
        .usingComparatorWithPrecision(1e-9)
        .containsExactly(difference);
    // The mean over all episodes, weighted: in expectation a baseline by the step alone.
    assertThat(gradient(SubPo.Baseline.BATCH_MEAN, paths, logits, false))
        .usingComparatorWithPrecision(1e-9)
        .containsExactly(difference);
    // Whole prefixes instead of gains, as the released script weighs actions, give another
    // gradient.
    double[] prefixes = gradient(SubPo.Baseline.NONE, paths, logits, true);
    double largest = 0;
    for (int i = 0; i < logits.length; i++) {
      largest = Math.max(largest, Math.abs(prefixes[i] - difference[i]));
    }
    assertThat(largest).isGreaterThan(0.1);
  }

  private double[] gradient(
      SubPo.Baseline baseline, List<Path> paths, double[] logits, boolean cumulative) {
    Estimate estimate = fixture.estimate(new SubPo(1, baseline, 1), samples(paths, cumulative));
    return onLogits(Fixture.cotangents(estimate, "subpo", "logp"), paths, logits);
  }

  /**
   * Every state can be reached at each step: picking three of eight states. Greedy has at least 1 −
   * 1/e of the optimum, and so has what SubPO comes to with one distribution a step.
   */
  @Test
  void check6BanditsKeepTheGuaranteeOfGreedy() {
    for (SetFunction function : Fixture.functions(Mode.MARGINAL)) {
      int[][] triples = new int[512][];
      Arrays.setAll(triples, i -> new int[] {i / 64, i / 8 % 8, i % 8});
      double[] gains = fixture.scores(function, fixture.states(triples));
      double[] total = new double[512];
      Arrays.setAll(total, i -> gains[3 * i] + gains[3 * i + 1] + gains[3 * i + 2]);
      double best = Arrays.stream(total).max().orElseThrow();

      assertThat(greedy(gains)).isGreaterThanOrEqualTo((1 - 1 / Math.E) * best);
      assertThat(trained(triples, gains, total))
          .as("%s", function)
          .isGreaterThanOrEqualTo(0.63 * best);
    }
  }

  /** The first of the best gains at each step. */
  private static double greedy(double[] gains) {
    int first = 0;
    for (int i = 0; i < 512; i++) {
      first = gains[3 * i] > gains[3 * first] ? i : first;
    }
    int second = first / 64 * 64;
    for (int i = second; i < first / 64 * 64 + 64; i++) {
      second = gains[3 * i + 1] > gains[3 * second + 1] ? i : second;
    }
    int third = second / 8 * 8;
    for (int i = third; i < second / 8 * 8 + 8; i++) {
      third = gains[3 * i + 2] > gains[3 * third + 2] ? i : third;
    }
    return gains[3 * third] + gains[3 * third + 1] + gains[3 * third + 2];
  }

  /** Gradient ascent on three distributions of eight states, with exact expectations. */
  private double trained(int[][] triples, double[] gains, double[] total) {
    double[][] logits = new double[3][8];
    double expected = 0;
    for (int iteration = 0; iteration < 60; iteration++) {
      double[][] policy =
          Arrays.stream(logits).map(GradientTheoremTest::softmax).toArray(double[][]::new);
      double[] weight = new double[3 * triples.length];
      expected = 0;
      for (int i = 0; i < triples.length; i++) {
        double p = policy[0][triples[i][0]] * policy[1][triples[i][1]] * policy[2][triples[i][2]];
        Arrays.fill(weight, 3 * i, 3 * i + 3, p);
        expected += p * total[i];
      }
      Map<String, Column> columns = new LinkedHashMap<>();
      Batch steps = fixture.states(triples);
      columns.put("episode_id", steps.column("episode_id"));
      columns.put("step", steps.column("step"));
      columns.put("reward", fixture.arena.numbers(gains));
      columns.put("weight", fixture.arena.numbers(weight));
      columns.put("logp", fixture.arena.numbers(new double[weight.length]));
      Estimate estimate =
          fixture.estimate(
              new SubPo(1, SubPo.Baseline.BATCH_MEAN, 1), fixture.arena.batch(columns));
      double[] cotangents = Fixture.cotangents(estimate, "subpo", "logp");
      for (int row = 0; row < cotangents.length; row++) {
        double[] p = policy[row % 3];
        for (int state = 0; state < 8; state++) {
          double score = (state == triples[row / 3][row % 3] ? 1 : 0) - p[state];
          logits[row % 3][state] -= 2 * cotangents[row] * score;
        }
      }
    }
    return expected;
  }

  private static double[] softmax(double[] logits) {
    double[] p = Arrays.stream(logits).map(Math::exp).toArray();
    double sum = Arrays.stream(p).sum();
    Arrays.setAll(p, i -> p[i] / sum);
    assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-12));
    return p;
  }
}
