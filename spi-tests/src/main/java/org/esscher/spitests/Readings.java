package org.esscher.spitests;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.esscher.api.Loss;
import org.jspecify.annotations.Nullable;

/**
 * What an estimate says, copied out of its arena: numbers by name, and the elements of each row of
 * every column. Of a list column only elements that exist are kept.
 *
 * @param numbers values and weights of losses, statistics, metrics
 * @param columns by name; cotangents are called {@code loss/slot/column}
 * @param kinds of the losses
 */
record Readings(
    Map<String, Double> numbers, Map<String, double[][]> columns, Map<String, Loss.Kind> kinds) {

  static Readings of(Estimate estimate, Map<String, Batch> slots) {
    Readings readings = new Readings(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    estimate
        .losses()
        .forEach(
            (name, loss) -> {
              readings.kinds.put(name, loss.kind());
              readings.numbers.put("loss " + name, loss.value());
              readings.numbers.put("weight of loss " + name, loss.weight());
              loss.cotangents()
                  .forEach(
                      (slot, bySlot) ->
                          bySlot.forEach(
                              (column, values) ->
                                  readings.columns.put(
                                      name + "/" + slot + "/" + column,
                                      cotangents(values, slots.get(slot), column))));
            });
    estimate
        .statistics()
        .forEach((name, is) -> readings.numbers.put("statistic " + name, is.value()));
    estimate.metrics().forEach((name, is) -> readings.numbers.put("metric " + name, is));
    estimate.columns().forEach((name, is) -> readings.columns.put("column " + name, rows(is)));
    return readings;
  }

  private static double[][] cotangents(Column values, @Nullable Batch batch, String name) {
    if (batch == null || !batch.has(name) || !Masks.masked(batch, name)) {
      return rows(values);
    }
    Column stored = batch.column(name);
    boolean shapedAsStored = values.start(values.rows()) == stored.start(stored.rows());
    if (!shapedAsStored) {
      return rows(values);
    }
    int[] existing = Masks.existing(batch, name);
    double[][] rows = new double[values.rows()][];
    for (int row = 0; row < rows.length; row++) {
      int from = values.start(row);
      int to = values.start(row + 1);
      rows[row] =
          Arrays.stream(existing)
              .filter(element -> element >= from && element < to)
              .mapToObj(element -> element(values, element))
              .flatMapToDouble(Arrays::stream)
              .toArray();
    }
    return rows;
  }

  private static double[] element(Column column, int element) {
    double[] components = new double[column.width()];
    Arrays.setAll(components, c -> column.at((long) element * column.width() + c));
    return components;
  }

  /** The numbers of each row. */
  static double[][] rows(Column column) {
    double[] all = column.toArray();
    double[][] rows = new double[column.rows()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] =
          Arrays.copyOfRange(
              all, column.start(row) * column.width(), column.start(row + 1) * column.width());
    }
    return rows;
  }

  double number(String name) {
    Double value = numbers.get(name);
    if (value == null) {
      throw new AssertionError(name + " is missing among " + numbers.keySet());
    }
    return value;
  }

  /** Losses and cotangents alone: metrics may count what doesn't matter to them. */
  Readings losses() {
    Readings kept = new Readings(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(kinds));
    for (String loss : kinds.keySet()) {
      kept.numbers.put("loss " + loss, number("loss " + loss));
      columns.forEach(
          (name, values) -> {
            if (name.startsWith(loss + "/")) {
              kept.columns.put(name, values);
            }
          });
    }
    return kept;
  }

  /** Whether another estimate says exactly the same. */
  boolean says(Readings other) {
    return numbers.equals(other.numbers)
        && columns.keySet().equals(other.columns.keySet())
        && columns.entrySet().stream()
            .allMatch(
                entry -> Arrays.deepEquals(entry.getValue(), other.columns.get(entry.getKey())));
  }

  /** Requires that every number is one, and finite. */
  void requireFinite(String changed) {
    numbers.forEach(
        (name, value) ->
            Findings.require(Double.isFinite(value), "%s: %s is %s", changed, name, value));
    columns.forEach(
        (name, rows) -> {
          for (int row = 0; row < rows.length; row++) {
            for (double value : rows[row]) {
              Findings.require(
                  Double.isFinite(value), "%s: %s is %s in row %s", changed, name, value, row);
            }
          }
        });
  }

  /**
   * Requires that another estimate says the same.
   *
   * @param changed what was done to the input, for the message
   * @param other the other estimate
   * @param order which row of this estimate's batch each row of the other's is
   * @param tolerance relative to 1 or the number, whichever is larger; 0 for equality
   */
  void requireSame(String changed, Readings other, int[] order, double tolerance) {
    if (!numbers.keySet().equals(other.numbers.keySet())
        || !columns.keySet().equals(other.columns.keySet())) {
      throw new AssertionError(
          changed + ": " + names() + " were reported at first, then " + other.names());
    }
    numbers.forEach(
        (name, value) -> requireClose(changed + ": " + name, value, other.number(name), tolerance));
    columns.forEach(
        (name, rows) -> {
          double[][] others = Objects.requireNonNull(other.columns.get(name));
          // A column at GROUP has other rows; which ones move where, only the identity tells.
          int[] from =
              rows.length == order.length
                  ? order
                  : Arrays.equals(order, identity(order.length))
                      ? identity(rows.length)
                      : new int[0];
          for (int row = 0; row < from.length; row++) {
            requireClose(changed + ": " + name, from[row], rows[from[row]], others[row], tolerance);
          }
        });
  }

  private static int[] identity(int count) {
    return IntStream.range(0, count).toArray();
  }

  private String names() {
    return numbers.keySet() + " " + columns.keySet();
  }

  private static void requireClose(
      String what, int row, double[] expected, double[] found, double tolerance) {
    if (expected.length != found.length) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%s, row %d: %d numbers became %d",
              what,
              row,
              expected.length,
              found.length));
    }
    for (int i = 0; i < expected.length; i++) {
      requireClose(what + ", row " + row, expected[i], found[i], tolerance);
    }
  }

  static void requireClose(String what, double expected, double found, double tolerance) {
    double allowed = tolerance * Math.max(1, Math.abs(expected));
    boolean same = Double.compare(expected, found) == 0 || Math.abs(expected - found) <= allowed;
    if (!same) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%s: %s became %s (allowed difference %.1e)",
              what,
              expected,
              found,
              allowed));
    }
  }
}
