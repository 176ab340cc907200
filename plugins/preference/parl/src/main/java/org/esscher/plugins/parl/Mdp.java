package org.esscher.plugins.parl;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.TabularModel;

/** The truth of a {@link MisspecifiedMdp}; state h·S + s is state s at step h. */
final class Mdp implements TabularModel {
  private final int width;
  private final int horizon;
  private final double[][] utility;
  private final double[][][] features;
  private final double[][][] next;

  private Mdp(int width, int actions, int horizon, int features) {
    this.width = width;
    this.horizon = horizon;
    this.utility = new double[width][actions];
    this.features = new double[width][actions][features];
    this.next = new double[width][actions][width];
  }

  /**
   * Draws a process.
   *
   * @param width states S a step
   * @param actions actions
   * @param horizon steps H
   * @param features width of φ
   * @param seed which process
   * @return its truth
   */
  static Mdp of(int width, int actions, int horizon, int features, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Mdp mdp = new Mdp(width, actions, horizon, features);
    for (int state = 0; state < width; state++) {
      for (int action = 0; action < actions; action++) {
        mdp.utility[state][action] = 2 * (2 * random.nextDouble() - 1);
        Arrays.setAll(mdp.features[state][action], i -> random.nextGaussian());
        double[] chances = mdp.next[state][action];
        Arrays.setAll(chances, s -> random.nextExponential());
        double sum = Arrays.stream(chances).sum();
        Arrays.setAll(chances, s -> chances[s] / sum);
      }
    }
    return mdp;
  }

  int width() {
    return width;
  }

  /** φ(s, a); a copy. */
  double[] features(int state, int action) {
    return features[state % width][action].clone();
  }

  boolean isLast(int state) {
    return state / width == horizon - 1;
  }

  @Override
  public int states() {
    return width * horizon;
  }

  @Override
  public int actions() {
    return utility[0].length;
  }

  @Override
  public double[] next(int state, int action) {
    double[] chances = new double[states()];
    if (!isLast(state)) {
      int from = (state / width + 1) * width;
      System.arraycopy(next[state % width][action], 0, chances, from, width);
    }
    return chances;
  }

  @Override
  public double reward(int state, int action) {
    return utility[state % width][action];
  }

  @Override
  public double[] initial() {
    double[] chances = new double[states()];
    Arrays.fill(chances, 0, width, 1.0 / width);
    return chances;
  }

  @Override
  public double discount() {
    return 1;
  }
}
