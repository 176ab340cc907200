package org.esscher.plugins.alignmentasymptotics;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A number for each budget or each n.
 *
 * @param name the column
 * @param at the budgets or ns
 * @param values as many numbers
 */
record Curve(String name, List<? extends Number> at, List<Double> values) {
  /**
   * The means of a number over prompts.
   *
   * @param name the column
   * @param at the budgets or ns
   * @param prompts for each of them, what is known of every prompt
   * @param number of one prompt
   */
  static <T> Curve ofMeans(
      String name,
      List<? extends Number> at,
      List<List<T>> prompts,
      ToDoubleFunction<? super T> number) {
    return new Curve(name, at, prompts.stream().map(each -> mean(each, number)).toList());
  }

  /** The mean of a number over prompts. */
  static <T> double mean(List<T> prompts, ToDoubleFunction<? super T> number) {
    double sum = 0;
    for (T prompt : prompts) {
      sum += number.applyAsDouble(prompt);
    }
    return sum / prompts.size();
  }

  double[] toArray() {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
