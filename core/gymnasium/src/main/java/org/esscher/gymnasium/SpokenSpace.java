package org.esscher.gymnasium;

import java.util.Arrays;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Space;

/** A space as Python tells it, and its values as numbers. */
record SpokenSpace(Space space) {
  /**
   * From a line such as {@code box 3}.
   *
   * @param line of the answer
   * @param bounds lower, then upper bounds of each box
   * @param at where those of this box begin
   */
  static SpokenSpace of(String line, double[] bounds, int at) {
    String[] words = line.split(" ", -1);
    int size = Integer.parseInt(words[2]);
    if (words[1].equals("discrete")) {
      return new SpokenSpace(new Space.Discrete(size));
    }
    return new SpokenSpace(
        new Space.Box(list(bounds, at, at + size), list(bounds, at + size, at + 2 * size)));
  }

  private static List<Double> list(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).boxed().toList();
  }

  int width() {
    return space.width();
  }

  /** How many bounds were told. */
  int bounds() {
    return space instanceof Space.Box ? 2 * width() : 0;
  }

  /** A column of values. */
  Column column(double[] values, Columns columns) {
    if (space instanceof Space.Discrete) {
      return columns.integers(Arrays.stream(values).mapToLong(value -> (long) value).toArray());
    }
    return width() == 1 ? columns.numbers(values) : columns.vectors(width(), values);
  }

  /** The actions of a batch, a row a copy; those beyond a box are held within it. */
  double[] actions(Batch batch, int copies) {
    Column column = batch.column("action");
    if (column.isText() || column.ragged() || column.width() != width()) {
      throw EsscherException.data(
          "the column action holds %s; %d number(s) per row are needed",
          column.isText()
              ? "text"
              : column.ragged() ? "lists" : column.width() + " numbers per row",
          width());
    }
    if (column.rows() != copies) {
      throw EsscherException.data(
          "%d actions are given; one for each of %d copies is needed", column.rows(), copies);
    }
    double[] actions = column.toArray();
    for (int i = 0; i < actions.length; i++) {
      actions[i] = action(actions[i], i / width(), i % width());
    }
    return actions;
  }

  private double action(double value, int row, int component) {
    if (space instanceof Space.Discrete numbered) {
      if (!(value >= 0 && value < numbered.count() && value == Math.rint(value))) {
        throw EsscherException.data(
            "row %d: the action is %s; a whole number from 0 to %d is needed",
            row, value, numbered.count() - 1);
      }
      return value;
    }
    if (!Double.isFinite(value)) {
      throw EsscherException.data(
          "row %d: component %d of the action is %s; finite numbers are needed",
          row, component, value);
    }
    Space.Box box = (Space.Box) space;
    return Math.max(box.low().get(component), Math.min(box.high().get(component), value));
  }
}
