package org.esscher.spitests.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.esscher.api.Column;

/** Cosines between sampled states of each row of two columns, and the way back to both. */
final class SampledCosines {
  private static final double LEAST_NORM = 1e-8;

  /** Two states, by element. */
  private record States(int source, int goal) {}

  private final Column source;
  private final Column goal;
  private final int samples;
  private final List<States> drawn = new ArrayList<>();
  private final double[] toSource;
  private final double[] toGoal;

  SampledCosines(Column source, Column goal, int samples) {
    this.source = source;
    this.goal = goal;
    this.samples = samples;
    this.toSource = new double[source.start(source.rows()) * source.width()];
    this.toGoal = new double[goal.start(goal.rows()) * goal.width()];
  }

  /**
   * Crosses the sampled sources and goals of each row; sorted, a source's own goal is not before.
   */
  void draw(RandomGenerator random, boolean sorted) {
    for (int row = 0; row < source.rows(); row++) {
      int[] sources = new int[samples];
      int[] goals = new int[samples];
      for (int i = 0; i < samples; i++) {
        double first = random.nextDouble();
        double second = random.nextDouble();
        sources[i] = element(source, row, sorted ? Math.min(first, second) : first);
        goals[i] = element(goal, row, sorted ? Math.max(first, second) : second);
      }
      for (int one : sources) {
        for (int other : goals) {
          drawn.add(new States(one, other));
        }
      }
    }
  }

  private static int element(Column states, int row, double uniform) {
    int length = states.start(row + 1) - states.start(row);
    return states.start(row) + (int) (uniform * length);
  }

  double meanSigmoid() {
    return drawn.stream().mapToDouble(pair -> sigmoid(cosine(pair))).sum() / drawn.size();
  }

  /** Adds the derivatives of a multiple of {@link #meanSigmoid}. */
  void pullBack(double cotangent) {
    for (States pair : drawn) {
      double cosine = cosine(pair);
      double share = cotangent * sigmoid(cosine) * sigmoid(-cosine) / drawn.size();
      double one = norm(source, pair.source);
      double other = norm(goal, pair.goal);
      for (int c = 0; c < source.width(); c++) {
        double a = at(source, pair.source, c) / one;
        double b = at(goal, pair.goal, c) / other;
        toSource[pair.source * source.width() + c] += share * (b - cosine * a) / one;
        toGoal[pair.goal * goal.width() + c] += share * (a - cosine * b) / other;
      }
    }
  }

  double[] toSource() {
    return toSource;
  }

  double[] toGoal() {
    return toGoal;
  }

  private double cosine(States pair) {
    double dot = 0;
    for (int c = 0; c < source.width(); c++) {
      dot += at(source, pair.source, c) * at(goal, pair.goal, c);
    }
    return dot / (norm(source, pair.source) * norm(goal, pair.goal));
  }

  private static double norm(Column states, int element) {
    double sum = 0;
    for (int c = 0; c < states.width(); c++) {
      sum += at(states, element, c) * at(states, element, c);
    }
    return Math.max(Math.sqrt(sum), LEAST_NORM);
  }

  private static double at(Column states, int element, int component) {
    return states.at((long) element * states.width() + component);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
