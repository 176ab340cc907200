package org.esscher.spitests;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.data.Arena;

/** Compares sums with those of two parts, and weights with repetitions. */
final class Splits {
  private static final double ROUNDING = 1e-9;

  private Splits() {}

  static void requireAdditive(Trial trial, boolean byGroup) {
    int units = byGroup ? trial.groups().count() : trial.rows();
    if (units < 2) {
      return;
    }
    int[] unit = byGroup ? trial.groups().ofRow() : trial.identity();
    int[] first = part(unit, true, units);
    int[] second = part(unit, false, units);
    Readings whole = trial.read();
    Readings left = trial.reordered(first);
    Readings right = trial.reordered(second);
    for (String loss : whole.kinds().keySet()) {
      String found =
          "loss "
              + loss
              + ", "
              + trial.words()
              + " in parts of "
              + first.length
              + " and "
              + second.length;
      double weight = weight(whole, loss);
      Readings.requireClose(
          found + ": weight", weight, weight(left, loss) + weight(right, loss), ROUNDING);
      Readings.requireClose(
          found + ": sum", sum(whole, loss), sum(left, loss) + sum(right, loss), ROUNDING);
      requireCotangents(found, whole, left, loss, first);
      requireCotangents(found, whole, right, loss, second);
    }
  }

  /** Rows of weight 2 written twice. */
  static void requireWeightsAreRepetitions(Trial trial) {
    Arena inputs = trial.workspace().inputs();
    double[] weights = IntStream.range(0, trial.rows()).mapToDouble(row -> 1 + row % 2).toArray();
    int[] repeated =
        IntStream.range(0, trial.rows())
            .flatMap(row -> IntStream.generate(() -> row).limit(1 + row % 2))
            .toArray();
    Readings weighted = trial.read(batch -> batch.with("weight", inputs.numbers(weights)));
    double[] ones = new double[repeated.length];
    Arrays.fill(ones, 1);
    Readings expanded =
        trial.read(batch -> batch.take(repeated).with("weight", inputs.numbers(ones)));
    weighted
        .numbers()
        .forEach(
            (name, value) ->
                Readings.requireClose(
                    "rows of weight 2 written twice, " + trial.words() + ": " + name,
                    value,
                    expanded.number(name),
                    ROUNDING));
  }

  private static int[] part(int[] unit, boolean first, int units) {
    return IntStream.range(0, unit.length)
        .filter(row -> first == (unit[row] < (units + 1) / 2))
        .toArray();
  }

  private static double weight(Readings readings, String loss) {
    return readings.number("weight of loss " + loss);
  }

  private static double sum(Readings readings, String loss) {
    return readings.number("loss " + loss) * weight(readings, loss);
  }

  /** Cotangents of the sum are a row's own, whatever part it is in. */
  private static void requireCotangents(
      String found, Readings whole, Readings part, String loss, int[] rows) {
    for (Map.Entry<String, double[][]> entry : whole.columns().entrySet()) {
      double[][] inPart = part.columns().get(entry.getKey());
      if (entry.getKey().startsWith(loss + "/")) {
        if (inPart == null || inPart.length != rows.length) {
          throw new AssertionError(
              found + ": " + entry.getKey() + " gets no cotangents, or others, in a part");
        }
        for (int row = 0; row < rows.length; row++) {
          double[] expected = scaled(entry.getValue()[rows[row]], weight(whole, loss));
          double[] here = scaled(inPart[row], weight(part, loss));
          for (int i = 0; i < expected.length; i++) {
            Readings.requireClose(
                found + ": cotangent of the sum, " + entry.getKey() + ", row " + rows[row],
                expected[i],
                here[i],
                ROUNDING);
          }
        }
      }
    }
  }

  private static double[] scaled(double[] values, double by) {
    return Arrays.stream(values).map(value -> value * by).toArray();
  }
}
