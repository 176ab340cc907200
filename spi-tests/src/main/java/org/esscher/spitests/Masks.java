package org.esscher.spitests;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.data.Arena;

/** Tokens that {@code loss_mask} excludes: spoils them, removes them, finds those that exist. */
final class Masks {
  private Masks() {}

  /** The mask that a column's tokens are under. */
  static String maskOf(String column) {
    return column.contains("chosen_")
        ? "chosen_loss_mask"
        : column.contains("rejected_") ? "rejected_loss_mask" : "loss_mask";
  }

  static boolean isMask(String column) {
    return column.endsWith("loss_mask");
  }

  static boolean masked(Batch batch, String column) {
    return !isMask(column) && batch.column(column).ragged() && batch.has(maskOf(column));
  }

  static boolean any(Batch batch) {
    return batch.names().stream().anyMatch(column -> masked(batch, column));
  }

  /** Tokens that do not exist are changed, and removed, and nothing happens. */
  static void requireIrrelevant(Trial trial) {
    Arena inputs = trial.workspace().inputs();
    Readings before = trial.read();
    int[] order = trial.identity();
    before.requireSame(
        "masked tokens changed to 0.25",
        trial.read(batch -> spoiled(batch, 0.25, inputs)),
        order,
        0);
    before.requireSame(
        "masked tokens changed to NaN",
        trial.read(batch -> spoiled(batch, Double.NaN, inputs)),
        order,
        0);
    before.requireSame(
        "masked tokens removed", trial.read(batch -> removed(batch, inputs)), order, 1e-9);
  }

  /** Elements of a column that exist, in order. */
  static int[] existing(Batch batch, String name) {
    Column column = batch.column(name);
    IntStream all = IntStream.range(0, column.start(column.rows()));
    if (!masked(batch, name)) {
      return all.toArray();
    }
    Column mask = batch.column(maskOf(name));
    return all.filter(element -> mask.at(element) != 0).toArray();
  }

  /** The same batch with another value in every token that does not exist. */
  static Batch spoiled(Batch batch, double value, Columns columns) {
    Batch spoiled = batch;
    for (String name : batch.names()) {
      if (masked(batch, name)) {
        Column column = batch.column(name);
        double[] values =
            new double[Math.multiplyExact(column.start(column.rows()), column.width())];
        Arrays.fill(values, value);
        for (int element : existing(batch, name)) {
          for (int c = element * column.width(); c < (element + 1) * column.width(); c++) {
            values[c] = column.at(c);
          }
        }
        spoiled = spoiled.with(name, columns.shapedLike(column, values));
      }
    }
    return spoiled;
  }

  /** The same batch without the tokens that do not exist, and without masks. */
  static Batch removed(Batch batch, Columns columns) {
    Map<String, Column> kept = new LinkedHashMap<>();
    for (String name : batch.names()) {
      if (masked(batch, name)) {
        kept.put(name, shortened(batch, name, columns));
      } else if (!isMask(name)) {
        kept.put(name, batch.column(name));
      }
    }
    return columns.batch(kept);
  }

  private static Column shortened(Batch batch, String name, Columns columns) {
    Column column = batch.column(name);
    int[] existing = existing(batch, name);
    int[] starts = new int[column.rows() + 1];
    for (int row = 0; row < starts.length; row++) {
      int end = column.start(row);
      starts[row] = (int) Arrays.stream(existing).filter(element -> element < end).count();
    }
    int width = column.width();
    double[] values = new double[existing.length * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.at((long) existing[i / width] * width + i % width);
    }
    return width == 1 ? columns.lists(starts, values) : columns.vectorLists(width, starts, values);
  }
}
