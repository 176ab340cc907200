package org.esscher.runtime.internal.expression;

import org.esscher.api.EsscherException;
import org.esscher.api.Level;
import org.jspecify.annotations.Nullable;

/** How the elements of one block nest, level in level. One thread's, reused for all blocks. */
final class Layout {
  private static final long MAX_PAIRS = 1 << 24;

  private final Frame frame;
  private final @Nullable Nesting[] nestings;
  private final Room room = new Room();
  private Block block = new Block(-1, 0, 0, 0, 0, 0);

  Layout(Frame frame) {
    this.frame = frame;
    this.nestings = new Nesting[(3 + Math.max(1, frame.axes().size())) * 3];
  }

  void enter(Block next) {
    block = next;
  }

  Frame frame() {
    return frame;
  }

  Block block() {
    return block;
  }

  /** The thread's room. */
  Room room() {
    return room;
  }

  /** Number of elements in the block. */
  int count(Place place) {
    return count(frame, block, place);
  }

  static int count(Frame frame, Block block, Place place) {
    return switch (place.level()) {
      case PAIR -> pairs(frame, block);
      case TOKEN -> {
        int[] start = place.axisIn(frame).start();
        yield start[block.firstPosition() + block.rows()] - start[block.firstPosition()];
      }
      case ROW -> block.rows();
      case GROUP -> block.groups();
      case BATCH -> 1;
    };
  }

  private static int pairs(Frame frame, Block block) {
    long count = 0;
    for (int g = block.firstGroup(); g < block.firstGroup() + block.groups(); g++) {
      long size = (long) frame.groupStart(g + 1) - frame.groupStart(g);
      count += size * (size - 1);
    }
    if (count > MAX_PAIRS) {
      throw EsscherException.data(
          "the groups of %d rows form %d pairs, more than %d; use smaller groups",
          block.rows(), count, MAX_PAIRS);
    }
    return (int) count;
  }

  /** The first row of a group within the block; of one past the last group, the number of rows. */
  int groupStart(int group) {
    return frame.groupStart(block.firstGroup() + group) - block.firstPosition();
  }

  /** How finer elements lie in coarser ones. */
  Nesting nesting(Place fine, Level coarse) {
    int coarser = coarse == Level.ROW ? 0 : coarse == Level.GROUP ? 1 : 2;
    int code = 3 * code(fine) + coarser;
    Nesting nesting = nestings[code];
    if (nesting == null) {
      nesting = new Nesting();
      nestings[code] = nesting;
    }
    if (nesting.stale(block.index())) {
      fill(nesting, fine, coarse);
    }
    return nesting;
  }

  private static int code(Place place) {
    return switch (place.level()) {
      case PAIR -> 0;
      case ROW -> 1;
      case GROUP -> 2;
      case TOKEN -> 3 + place.axis();
      case BATCH -> throw EsscherException.plugin("nothing is coarser than BATCH");
    };
  }

  private void fill(Nesting nesting, Place fine, Level coarse) {
    switch (coarse) {
      case ROW -> rowStarts(fine, nesting.starts(block.rows()));
      case GROUP -> groupStarts(fine, nesting.starts(block.groups()));
      default -> {
        int[] start = nesting.starts(1);
        start[0] = 0;
        start[1] = count(fine);
      }
    }
    nesting.compare();
    if (frame.weighted()) {
      fillWeights(nesting, fine, coarse);
    }
  }

  private void rowStarts(Place fine, int[] start) {
    if (fine.level() == Level.TOKEN) {
      int[] tokens = fine.axisIn(frame).start();
      int first = tokens[block.firstPosition()];
      for (int i = 0; i <= block.rows(); i++) {
        start[i] = tokens[block.firstPosition() + i] - first;
      }
      return;
    }
    // Each row of a group of n comes first in n − 1 pairs.
    int row = 0;
    for (int g = 0; g < block.groups(); g++) {
      int size = groupStart(g + 1) - groupStart(g);
      for (int k = 0; k < size; k++) {
        start[row + 1] = start[row] + size - 1;
        row++;
      }
    }
  }

  private void groupStarts(Place fine, int[] start) {
    Nesting rows = fine.level() == Level.ROW ? null : nesting(fine, Level.ROW);
    for (int g = 0; g <= block.groups(); g++) {
      int row = groupStart(g);
      start[g] = rows == null ? row : rows.start[row];
    }
  }

  private void fillWeights(Nesting nesting, Place fine, Level coarse) {
    boolean alike =
        fine.level() == Level.GROUP || (fine.level() == Level.TOKEN && coarse == Level.ROW);
    if (alike) {
      return;
    }
    double[] weight = nesting.weights(count(fine));
    if (fine.level() == Level.PAIR) {
      pairWeights(weight, coarse);
      return;
    }
    Nesting rows = fine.level() == Level.ROW ? null : nesting(fine, Level.ROW);
    for (int row = 0; row < block.rows(); row++) {
      double w = frame.weight(block.firstPosition() + row);
      int from = rows == null ? row : rows.start[row];
      int to = rows == null ? row + 1 : rows.start[row + 1];
      for (int k = from; k < to; k++) {
        weight[k] = w;
      }
    }
  }

  private void pairWeights(double[] weight, Level coarse) {
    int next = 0;
    for (int g = 0; g < block.groups(); g++) {
      for (int i = groupStart(g); i < groupStart(g + 1); i++) {
        double left = frame.weight(block.firstPosition() + i);
        for (int j = groupStart(g); j < groupStart(g + 1); j++) {
          if (i != j) {
            double right = frame.weight(block.firstPosition() + j);
            weight[next++] = coarse == Level.ROW ? right : left * right;
          }
        }
      }
    }
  }
}
