package org.esscher.runtime.internal.expression;

import org.esscher.api.EsscherException;
import org.esscher.api.Level;

/** Where a block's elements stand in the order of the stored rows. */
final class Placement {
  private final Frame frame;
  private final Place place;
  private final int width;
  private final int[] start;

  Placement(Frame frame, Place place, int width) {
    this.frame = frame;
    this.place = place;
    this.width = width;
    this.start =
        place.level() == Level.TOKEN ? tokenStarts(frame, place.axisIn(frame)) : new int[0];
  }

  private static int[] tokenStarts(Frame frame, Axis axis) {
    int[] start = new int[frame.rows() + 1];
    for (int position = 0; position < frame.rows(); position++) {
      start[frame.row(position) + 1] = axis.length(position);
    }
    for (int row = 0; row < frame.rows(); row++) {
      start[row + 1] += start[row];
    }
    return start;
  }

  int[] start() {
    return start;
  }

  int size() {
    int count =
        switch (place.level()) {
          case TOKEN -> start[start.length - 1];
          case ROW -> frame.rows();
          case GROUP -> frame.groups();
          default ->
              throw EsscherException.plugin("values at %s can't be taken out", place.level());
        };
    return count * width;
  }

  /** Puts a block's values where they stand. */
  void put(Layout layout, double[] values, double[] stored) {
    copy(layout, values, stored, true);
  }

  /** Takes a block's values from where they stand. */
  void take(Layout layout, double[] stored, double[] values) {
    copy(layout, values, stored, false);
  }

  private void copy(Layout layout, double[] values, double[] stored, boolean out) {
    Block block = layout.block();
    switch (place.level()) {
      case GROUP -> copy(values, 0, stored, block.firstGroup(), block.groups(), out);
      case ROW -> {
        for (int i = 0; i < block.rows(); i++) {
          copy(values, i, stored, frame.row(block.firstPosition() + i), 1, out);
        }
      }
      default -> {
        int[] tokens = place.axisIn(frame).start();
        int first = tokens[block.firstPosition()];
        for (int p = block.firstPosition(); p < block.firstPosition() + block.rows(); p++) {
          copy(
              values,
              tokens[p] - first,
              stored,
              start[frame.row(p)],
              tokens[p + 1] - tokens[p],
              out);
        }
      }
    }
  }

  private void copy(double[] values, int at, double[] stored, int to, int count, boolean out) {
    if (out) {
      System.arraycopy(values, at * width, stored, to * width, count * width);
    } else {
      System.arraycopy(stored, to * width, values, at * width, count * width);
    }
  }
}
