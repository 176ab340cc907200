package org.esscher.plugins.serl;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * RLPD with tables on a grid of 12×12 cells, from one corner to the other, where alone there is a
 * reward: ten critics, the minimum over two, four steps of the critics for one of the environment.
 */
final class GridLearner {
  private static final int SIDE = 12;
  private static final int GOAL = SIDE * SIDE - 1;
  private static final int LIMIT = 60;
  private static final int ACTIONS = 4;
  private static final int UTD = 4;
  private static final int BATCH = 64;
  private static final double GAMMA = .95;
  private static final double RATE = .1;
  private static final double TAU = .02;
  private static final double TEMPERATURE = .01;

  private final RlpdCritic critic = new RlpdCritic(10, 2, false, GAMMA, false);
  private final double[][] q = new double[10][(GOAL + 1) * ACTIONS];
  private final double[][] target = new double[10][(GOAL + 1) * ACTIONS];
  private final List<int[]> replay = new ArrayList<>();
  private final List<int[]> demonstrations = new ArrayList<>();
  private final Demonstrations use;
  private final Random random;

  /** What demonstrations are for. */
  enum Demonstrations {
    /** Half of every batch. */
    MIXED,
    /** They lie in the memory. */
    REMEMBERED,
    /** There are none. */
    NONE
  }

  GridLearner(Demonstrations use, long seed) {
    this.use = use;
    this.random = new Random(seed);
    for (int episode = 0; episode < 20; episode++) {
      int cell = 0;
      for (int step = 0; step < LIMIT && cell != GOAL; step++) {
        // Actions 0 and 1 lead towards the goal, as long as the grid goes on.
        boolean right = cell % SIDE < SIDE - 1 && (cell / SIDE == SIDE - 1 || random.nextBoolean());
        int action = random.nextDouble() < .8 ? (right ? 0 : 1) : random.nextInt(ACTIONS);
        int next = moved(cell, action);
        demonstrations.add(new int[] {cell, action, next});
        cell = next;
      }
    }
    if (use == Demonstrations.REMEMBERED) {
      replay.addAll(demonstrations);
    }
  }

  private static int moved(int cell, int action) {
    int column = cell % SIDE + (action == 0 ? 1 : action == 2 ? -1 : 0);
    int row = cell / SIDE + (action == 1 ? 1 : action == 3 ? -1 : 0);
    boolean out = column < 0 || row < 0 || column >= SIDE || row >= SIDE;
    return out ? cell : row * SIDE + column;
  }

  /** The success of the last ten episodes after numbers of steps. */
  double[] run(int... at) {
    double[] found = new double[at.length];
    List<Double> ended = new ArrayList<>();
    int cell = 0;
    int step = 0;
    for (int i = 0, played = 0; i < at.length; i++) {
      for (; played < at[i]; played++) {
        int action = drawn(cell);
        int next = moved(cell, action);
        replay.add(new int[] {cell, action, next});
        step++;
        cell = next;
        if (next == GOAL || step == LIMIT) {
          ended.add(next == GOAL ? 1.0 : 0.0);
          cell = 0;
          step = 0;
        }
        if (replay.size() >= 32) {
          learn();
        }
      }
      List<Double> last = ended.subList(Math.max(0, ended.size() - 10), ended.size());
      found[i] = last.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
    return found;
  }

  /** By a softmax of the critics' mean. */
  private int drawn(int cell) {
    double[] weight = new double[ACTIONS];
    double[] mean = new double[ACTIONS];
    double best = Double.NEGATIVE_INFINITY;
    for (int a = 0; a < ACTIONS; a++) {
      for (double[] member : q) {
        mean[a] += member[cell * ACTIONS + a] / q.length;
      }
      best = Math.max(best, mean[a]);
    }
    double sum = 0;
    for (int a = 0; a < ACTIONS; a++) {
      weight[a] = Math.exp((mean[a] - best) / TEMPERATURE);
      sum += weight[a];
    }
    double left = random.nextDouble() * sum;
    int action = 0;
    while (action < ACTIONS - 1 && left >= weight[action]) {
      left -= weight[action];
      action++;
    }
    return action;
  }

  private void learn() {
    for (int update = 0; update < UTD; update++) {
      int[] subset = critic.draw(random);
      for (int row = 0; row < BATCH; row++) {
        boolean demonstrated = use == Demonstrations.MIXED && row >= BATCH / 2;
        List<int[]> from = demonstrated ? demonstrations : replay;
        int[] kept = from.get(random.nextInt(from.size()));
        double next = Double.POSITIVE_INFINITY;
        int follows = kept[2] * ACTIONS + drawn(kept[2]);
        for (int k : subset) {
          next = Math.min(next, target[k][follows]);
        }
        double y = kept[2] == GOAL ? 1 : GAMMA * next;
        for (double[] member : q) {
          int at = kept[0] * ACTIONS + kept[1];
          member[at] += RATE * (y - member[at]);
        }
      }
      for (int member = 0; member < q.length; member++) {
        for (int i = 0; i < q[member].length; i++) {
          target[member][i] += TAU * (q[member][i] - target[member][i]);
        }
      }
    }
  }
}
