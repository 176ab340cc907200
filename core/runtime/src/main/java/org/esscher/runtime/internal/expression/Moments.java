package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * Number, mean and sum of squared deviations of some numbers; those of parts are joined by the
 * formula of Chan, Golub and LeVeque (1983).
 *
 * @param count how many, at least 1
 * @param mean of them
 * @param squares Σ (x − mean)², of the part's own mean
 */
public record Moments(double count, double mean, double squares) {
  /**
   * Of numbers, part by part.
   *
   * @param numbers all of them
   * @param starts where parts begin, and the number of numbers
   */
  static List<Moments> of(double[] numbers, int[] starts) {
    List<Moments> parts = new ArrayList<>();
    for (int part = 0; part + 1 < starts.length; part++) {
      parts.add(of(numbers, starts[part], starts[part + 1]));
    }
    return parts;
  }

  private static Moments of(double[] numbers, int from, int to) {
    int count = to - from;
    double mean = 0;
    for (int i = from; i < to; i++) {
      mean += numbers[i] / count;
    }
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += (numbers[i] - mean) * (numbers[i] - mean);
    }
    return new Moments(count, mean, squares);
  }

  /**
   * Of all parts' numbers together.
   *
   * @param parts in a fixed order, at least one
   * @return their moments; of a single part its own, to the bit
   */
  public static Moments joined(List<Moments> parts) {
    double count = 0;
    for (Moments part : parts) {
      count += part.count;
    }
    double mean = 0;
    for (Moments part : parts) {
      mean += part.mean * (part.count / count);
    }
    double squares = 0;
    for (Moments part : parts) {
      double away = part.mean - mean;
      squares += part.squares + part.count * (away * away);
    }
    return new Moments(count, mean, squares);
  }
}
