package org.esscher.gymnasium;

import java.util.Arrays;

/** How a copy came to where it is: a seed, and what was done since. */
final class OpenEpisode {
  private final int width;
  private int seed = -1;
  private double[] actions = new double[16];
  private int steps;

  /** An episode that hasn't begun. */
  OpenEpisode(int width) {
    this.width = width;
  }

  boolean hasBegun() {
    return seed >= 0;
  }

  int seed() {
    return seed;
  }

  int steps() {
    return steps;
  }

  double[] actions() {
    return Arrays.copyOf(actions, steps * width);
  }

  void begin(int with) {
    seed = with;
    steps = 0;
  }

  void act(double[] all, int copy) {
    int end = (steps + 1) * width;
    if (end > actions.length) {
      actions = Arrays.copyOf(actions, end + (end >> 1));
    }
    System.arraycopy(all, copy * width, actions, steps * width, width);
    steps++;
  }

  void restore(int with, int count, double[] all, int at) {
    seed = with;
    steps = count;
    actions = Arrays.copyOfRange(all, at, at + Math.max(1, count) * width);
  }
}
