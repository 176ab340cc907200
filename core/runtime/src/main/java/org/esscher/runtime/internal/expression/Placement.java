package org.esscher.runtime.internal.expression;

import java.util.Objects;
import org.esscher.api.EsscherException;
import org.esscher.api.Level;

/** Where a block's elements stand in the order of the stored rows. */
final class Placement {
  private final Frame frame;
  private final Level level;
  private final int width;
  private final int[] start;

  Placement(Frame frame, Level level, int width) {
    this.frame = frame;
    this.level = level;
    this.width = width;
    this.start = level == Level.TOKEN ? tokenStarts(frame) : new int[0];
  }

  private static int[] tokenStarts(Frame frame) {
    int[] ordered = Objects.requireNonNull(frame.tokens()).start();
    int[] start = new int[frame.rows() + 1];
    for (int position = 0; position < frame.rows(); position++) {
      start[frame.row(position) + 1] = ordered[position + 1] - ordered[position];
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
        switch (level) {
          case TOKEN -> start[start.length - 1];
          case ROW -> frame.rows();
          case GROUP -> frame.groups();
          default -> throw EsscherException.plugin("values at %s can't be taken out", level);
        };
    return count * width;
  }

  void put(Block block, double[] values, double[] stored) {
    copy(block, values, stored, true);
  }

  double[] take(Block block, double[] stored) {
    double[] values = new double[block.count(level) * width];
    copy(block, values, stored, false);
    return values;
  }

  private void copy(Block block, double[] values, double[] stored, boolean out) {
    for (int i = 0; i < block.count(level); i++) {
      int to = place(block, i) * width;
      if (out) {
        System.arraycopy(values, i * width, stored, to, width);
      } else {
        System.arraycopy(stored, to, values, i * width, width);
      }
    }
  }

  private int place(Block block, int element) {
    return switch (level) {
      case ROW -> frame.row(block.firstPosition + element);
      case GROUP -> block.firstGroup + element;
      default -> {
        int local = block.parent(Level.TOKEN, Level.ROW)[element];
        yield start[frame.row(block.firstPosition + local)] + element - block.tokenStart[local];
      }
    };
  }
}
