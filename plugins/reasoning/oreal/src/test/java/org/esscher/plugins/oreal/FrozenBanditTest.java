package org.esscher.plugins.oreal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Check 8(a) of the paper's card. */
class FrozenBanditTest {
  private static final int PROMPTS = 64;
  private static final int ACTIONS = 20;
  private static final int SAMPLES = 5000;

  private final Fixture fixture = new Fixture();
  private final double[][] start = new double[PROMPTS][];
  private final boolean[][] correct = new boolean[PROMPTS][ACTIONS];

  @AfterEach
  void close() {
    fixture.close();
  }

  private void world(Random random) {
    for (int x = 0; x < PROMPTS; x++) {
      double[] logits = random.doubles(ACTIONS, 0, 2).toArray();
      start[x] = softmax(logits);
      for (int right = 0; right < 2 + x % 4; right++) {
        correct[x][random.nextInt(ACTIONS)] = true;
      }
    }
  }

  /** Cloning right ones among the best of n that a frozen policy drew gives π_0(·|right). */
  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void check8aCloningRightOnesOfAFrozenPolicyGivesTheConditional(int n) {
    Random random = new Random(11);
    world(random);
    int[][] counts = new int[PROMPTS][];
    Arrays.setAll(counts, x -> counts(x, n, random));
    double[][] logits = new double[PROMPTS][ACTIONS];
    for (int step = 0; step < 250; step++) {
      descend(logits, counts);
    }
    for (int x = 0; x < PROMPTS; x++) {
      assertThat(distance(softmax(logits[x]), x)).isLessThan(0.03);
    }
  }

  /** How often each right action was the one kept of n draws, over as many keepings. */
  private int[] counts(int x, int n, Random random) {
    double[] cumulative = start[x].clone();
    Arrays.parallelPrefix(cumulative, Double::sum);
    int[] counts = new int[ACTIONS];
    for (int kept = 0; kept < SAMPLES; ) {
      int[] right =
          IntStream.generate(() -> drawn(cumulative, random.nextDouble()))
              .limit(n)
              .filter(action -> correct[x][action])
              .toArray();
      if (right.length > 0) {
        counts[right[random.nextInt(right.length)]]++;
        kept++;
      }
    }
    return counts;
  }

  private static int drawn(double[] cumulative, double u) {
    int action = 0;
    while (action < ACTIONS - 1 && cumulative[action] < u) {
      action++;
    }
    return action;
  }

  /** A step of 3 for each prompt; the loss is a mean over all of them. */
  private void descend(double[][] logits, int[][] counts) {
    int[] cells =
        IntStream.range(0, PROMPTS * ACTIONS)
            .filter(cell -> counts[cell / ACTIONS][cell % ACTIONS] > 0)
            .toArray();
    double[][] policy =
        Arrays.stream(logits).map(FrozenBanditTest::softmax).toArray(double[][]::new);
    double[] ones = new double[cells.length];
    Arrays.fill(ones, 1);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put(
        "prompt_id",
        fixture.arena.integers(Arrays.stream(cells).mapToLong(cell -> cell / ACTIONS).toArray()));
    columns.put("reward", fixture.arena.numbers(ones));
    columns.put("advantage", fixture.arena.numbers(ones));
    columns.put(
        "weight",
        fixture.arena.numbers(
            Arrays.stream(cells).mapToDouble(c -> counts[c / ACTIONS][c % ACTIONS]).toArray()));
    columns.put(
        "logp",
        fixture.arena.numbers(
            Arrays.stream(cells)
                .mapToDouble(c -> Math.log(policy[c / ACTIONS][c % ACTIONS]))
                .toArray()));
    Batch rows = fixture.arena.batch(columns);
    double[] cotangents = fixture.cotangents(Fixture.PLAIN, rows, "logp");
    for (int i = 0; i < cells.length; i++) {
      double[] own = logits[cells[i] / ACTIONS];
      for (int action = 0; action < ACTIONS; action++) {
        double score = (action == cells[i] % ACTIONS ? 1 : 0) - policy[cells[i] / ACTIONS][action];
        own[action] -= 3 * PROMPTS * cotangents[i] * score;
      }
    }
  }

  /** Total variation to π_0(·|right). */
  private double distance(double[] policy, int x) {
    double p = 0;
    for (int action = 0; action < ACTIONS; action++) {
      p += correct[x][action] ? start[x][action] : 0;
    }
    double sum = 0;
    for (int action = 0; action < ACTIONS; action++) {
      sum += Math.abs(policy[action] - (correct[x][action] ? start[x][action] / p : 0));
    }
    return sum / 2;
  }

  private static double[] softmax(double[] logits) {
    double top = Arrays.stream(logits).max().orElseThrow();
    double[] p = Arrays.stream(logits).map(z -> Math.exp(z - top)).toArray();
    double sum = Arrays.stream(p).sum();
    Arrays.setAll(p, i -> p[i] / sum);
    return p;
  }
}
