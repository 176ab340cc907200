package org.esscher.spitests;

import java.util.List;
import java.util.random.RandomGenerator;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Environment;
import org.esscher.api.Space;

/** Actions drawn uniformly from the space of each player. */
final class RandomActions {
  private static final double UNBOUNDED = 1;

  private RandomActions() {}

  static Column of(Environment environment, RandomGenerator random, Columns columns) {
    List<Space> spaces =
        environment.players().stream()
            .map(player -> environment.actionSpace(player).orElse(new Space.Discrete(2)))
            .toList();
    int rows = environment.copies() * spaces.size();
    if (spaces.get(0) instanceof Space.Discrete) {
      long[] numbers = new long[rows];
      for (int row = 0; row < rows; row++) {
        numbers[row] = drawn((Space.Discrete) spaces.get(row % spaces.size()), random);
      }
      return columns.integers(numbers);
    }
    int width = spaces.get(0).width();
    double[] vectors = new double[rows * width];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = drawn((Space.Box) spaces.get(i / width % spaces.size()), i % width, random);
    }
    return width == 1 ? columns.numbers(vectors) : columns.vectors(width, vectors);
  }

  private static long drawn(Space.Discrete space, RandomGenerator random) {
    return random.nextLong(0, space.count());
  }

  private static double drawn(Space.Box space, int component, RandomGenerator random) {
    double low = Math.max(space.low().get(component), -UNBOUNDED);
    double high = Math.min(space.high().get(component), UNBOUNDED);
    return low < high ? random.nextDouble(low, high) : space.low().get(component);
  }
}
