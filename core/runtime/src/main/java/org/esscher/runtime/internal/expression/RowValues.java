package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;

/**
 * Values of leaves that are no numbers of a column: weights, keyed states, first occurrences. They
 * are prepared before the blocks are run through, and then read by several threads.
 */
final class RowValues {
  private final BoundProgram bound;
  private final Map<Expr, double[]> firstOccurrences = new HashMap<>();
  private final Map<Expr, Map<String, Double>> keyed = new HashMap<>();

  RowValues(BoundProgram bound) {
    this.bound = bound;
  }

  /** Makes what a leaf needs over all rows. */
  void prepare(Expr leaf, Frame frame) {
    if (leaf.op() == Op.FIRST_OCCURRENCE) {
      firstOccurrences.computeIfAbsent(
          leaf, ignored -> firstOccurrences(leaf.name().split(","), frame));
    } else if (leaf.op() == Op.STATE) {
      keyed.computeIfAbsent(leaf, ignored -> bound.keyed(leaf.name()));
    }
  }

  void load(Expr leaf, Layout layout, double[] out) {
    Frame frame = layout.frame();
    Block block = layout.block();
    switch (leaf.op()) {
      case WEIGHT -> {
        for (int i = 0; i < block.rows(); i++) {
          out[i] = frame.weight(block.firstPosition() + i);
        }
      }
      case STATE -> loadState(leaf, layout, out);
      default -> {
        double[] byRow = Objects.requireNonNull(firstOccurrences.get(leaf));
        for (int i = 0; i < block.rows(); i++) {
          out[i] = byRow[frame.row(block.firstPosition() + i)];
        }
      }
    }
  }

  private void loadState(Expr state, Layout layout, double[] out) {
    String key = state.args().get(0).name();
    Column column = layout.frame().batch().column(key);
    Map<String, Double> values = Objects.requireNonNull(keyed.get(state));
    boolean byGroup = state.level() == Level.GROUP;
    int count = layout.count(Place.of(state.level()));
    for (int i = 0; i < count; i++) {
      int position = layout.block().firstPosition() + (byGroup ? layout.groupStart(i) : i);
      Double value = values.get(Keys.text(column, layout.frame().row(position), key));
      out[i] = value == null ? state.number(0) : value;
    }
  }

  private static double[] firstOccurrences(String[] names, Frame frame) {
    Set<List<String>> seen = new HashSet<>();
    double[] first = new double[frame.rows()];
    if (!Arrays.stream(names).allMatch(frame.batch()::has)) {
      Arrays.fill(first, 1);
      return first;
    }
    for (int row = 0; row < first.length; row++) {
      List<String> values = new ArrayList<>();
      for (String name : names) {
        Keys.addContent(frame.batch().column(name), row, name, values);
      }
      first[row] = seen.add(values) ? 1 : 0;
    }
    return first;
  }
}
