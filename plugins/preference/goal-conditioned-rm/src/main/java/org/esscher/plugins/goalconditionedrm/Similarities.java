package org.esscher.plugins.goalconditionedrm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.esscher.plugins.goalconditionedrm.States.Direction;

/** The cosines of sampled sources and goals of each pair, weighted by the pair. */
final class Similarities {
  /** One cosine, and what it counts. */
  private record Compared(Direction source, Direction goal, double cosine, double weight) {}

  private final States sources;
  private final States goals;
  private final List<Compared> compared = new ArrayList<>();
  private double total;

  private Similarities(States sources, States goals) {
    this.sources = sources;
    this.goals = goals;
  }

  /**
   * All sources of a pair with all of its goals, or with the mean of them.
   *
   * @param sources states that sources are of
   * @param source their places, by pair
   * @param goals states that goals are of
   * @param goal their places, by pair
   * @param averaged whether goals are averaged first
   * @param forwardOnly whether goals before their source are left out
   * @param weights of the pairs
   */
  static Similarities of(
      States sources,
      int[][] source,
      States goals,
      int[][] goal,
      boolean averaged,
      boolean forwardOnly,
      double[] weights) {
    Similarities all = new Similarities(sources, goals);
    for (int row = 0; row < source.length; row++) {
      for (int from : source[row]) {
        Direction state = sources.direction(row, from);
        if (averaged) {
          all.add(state, goals.direction(row, goal[row]), weights[row]);
        } else {
          for (int to : goal[row]) {
            if (!forwardOnly || to >= from) {
              all.add(state, goals.direction(row, to), weights[row]);
            }
          }
        }
      }
    }
    return all;
  }

  private void add(Direction source, Direction goal, double weight) {
    compared.add(new Compared(source, goal, source.cosine(goal), weight));
    total += weight;
  }

  /** The weighted mean of a function of the cosines; 0 over none. */
  double mean(DoubleUnaryOperator function) {
    double sum = 0;
    for (Compared one : compared) {
      sum += one.weight * function.applyAsDouble(one.cosine);
    }
    return total > 0 ? sum / total : 0;
  }

  /**
   * Adds the derivatives of a mean to the states' cotangents.
   *
   * @param slope derivative of the function in a cosine
   * @param factor that the mean is multiplied by
   */
  void pullBack(DoubleUnaryOperator slope, double factor) {
    double[] toSource = new double[sources.width()];
    double[] toGoal = new double[sources.width()];
    for (Compared one : compared) {
      double share = factor * one.weight / total * slope.applyAsDouble(one.cosine);
      if (share != 0) {
        Arrays.fill(toSource, 0);
        Arrays.fill(toGoal, 0);
        one.source.addSlope(one.goal, one.cosine, share, toSource);
        one.goal.addSlope(one.source, one.cosine, share, toGoal);
        sources.add(one.source, toSource);
        goals.add(one.goal, toGoal);
      }
    }
  }
}
