package org.esscher.plugins.parl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every trajectory of a process of 2 states, 2 actions and 2 steps under softmax logits θ[s·2 + a],
 * and the exact V(ν, θ) with ν[s·2 + a] the reward. Written without any class of the plugin.
 *
 * @param gamma discount
 * @param entropy τ
 */
record EnumeratedMdp(double gamma, double entropy) {
  static final double[] INITIAL = {.6, .4};

  /** P(state 1 | s, a) at s·2 + a. */
  static final double[] TO_ONE = {.2, .7, .5, .9};

  /** States and actions of two steps, and what the process, not the policy, contributes. */
  record Trajectory(int first, int firstAction, int second, int secondAction, double chance) {}

  static List<Trajectory> trajectories() {
    List<Trajectory> all = new ArrayList<>();
    for (int code = 0; code < 16; code++) {
      int first = code & 1;
      int firstAction = code >> 1 & 1;
      int second = code >> 2 & 1;
      double one = TO_ONE[first * 2 + firstAction];
      double chance = INITIAL[first] * (second == 1 ? one : 1 - one);
      all.add(new Trajectory(first, firstAction, second, code >> 3 & 1, chance));
    }
    return all;
  }

  static double logp(double[] theta, int state, int action) {
    double other = theta[state * 2 + 1 - action] - theta[state * 2 + action];
    return -Math.log1p(Math.exp(other));
  }

  static double probability(Trajectory path, double[] theta) {
    return path.chance()
        * Math.exp(
            logp(theta, path.first(), path.firstAction())
                + logp(theta, path.second(), path.secondAction()));
  }

  /** Σ_h γ^h (r − τ log π). */
  double episodeReturn(Trajectory path, double[] nu, double[] theta) {
    double now =
        nu[path.first() * 2 + path.firstAction()]
            - entropy * logp(theta, path.first(), path.firstAction());
    double later =
        nu[path.second() * 2 + path.secondAction()]
            - entropy * logp(theta, path.second(), path.secondAction());
    return now + gamma * later;
  }

  double value(double[] nu, double[] theta) {
    double sum = 0;
    for (Trajectory path : trajectories()) {
      sum += probability(path, theta) * episodeReturn(path, nu, theta);
    }
    return sum;
  }

  /** ∂²V/∂x∂y by central differences, x and y components of (ν, θ) from 0 to 7. */
  double mixed(double[] nu, double[] theta, int x, int y) {
    double h = 1e-3;
    return (moved(nu, theta, x, h, y, h)
            - moved(nu, theta, x, h, y, -h)
            - moved(nu, theta, x, -h, y, h)
            + moved(nu, theta, x, -h, y, -h))
        / (4 * h * h);
  }

  private double moved(double[] nu, double[] theta, int x, double byX, int y, double byY) {
    double[] point = new double[8];
    System.arraycopy(nu, 0, point, 0, 4);
    System.arraycopy(theta, 0, point, 4, 4);
    point[x] += byX;
    point[y] += byY;
    double[] movedNu = Arrays.copyOf(point, 4);
    return value(movedNu, Arrays.copyOfRange(point, 4, 8));
  }
}
