package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;

/**
 * Computes single nodes of a program on one block, forwards and backwards, given their operands.
 */
final class Elements {
  private final Bindings bindings;
  private final Map<String, double[]> firstOccurrences = new HashMap<>();

  Elements(Bindings bindings) {
    this.bindings = bindings;
  }

  double[] forward(Node node, double[][] args, Frame frame, Block block) {
    if (node.broadcast()) {
      return spread(node, args[0], block);
    }
    if (node.leaf() != null) {
      return node.leaf().load(block);
    }
    if (node.reduces()) {
      return reduction(node, block, args[0]).forward(args[0], block.count(node.level()));
    }
    Expr expr = node.expr();
    return switch (expr.op()) {
      case COLUMN -> constant(block.count(node.level()), expr.number(0));
      case WEIGHT -> block.rowWeight.clone();
      case STATE -> keyedState(expr, frame, block);
      case FIRST_OCCURRENCE -> firstOccurrence(expr, frame, block);
      case SHIFT -> sequence(node, block).shift(args[0], (int) expr.number(0), expr.number(1));
      case SUFFIX_SUM -> sequence(node, block).suffixSum(args[0], args[1]);
      case LEFT -> gather(args[0], block.pairLeft(), node.width());
      case RIGHT -> gather(args[0], block.pairRight(), node.width());
      default -> elementwise(node, args, block.count(node.level()));
    };
  }

  /** Operations that need no layout, on a number of elements. */
  static double[] elementwise(Node node, double[][] args, int count) {
    double[] out = new double[count * node.width()];
    if (Pointwise.handles(node.expr().op())) {
      Pointwise.forward(node.expr(), args, out);
    } else {
      Components.forward(node.expr(), args, count, out);
    }
    return out;
  }

  void backward(
      Node node, double[][] args, double[] out, double[] cotangent, double[][] into, Block block) {
    if (node.broadcast()) {
      collect(node, cotangent, into[0], block);
    } else if (node.reduces()) {
      if (into[0] != null) {
        reduction(node, block, args[0])
            .backward(args[0], out, cotangent, into[0], new boolean[out.length]);
      }
    } else {
      operationBackward(node, args, out, cotangent, into, block);
    }
  }

  private static void operationBackward(
      Node node, double[][] args, double[] out, double[] cotangent, double[][] into, Block block) {
    Expr expr = node.expr();
    switch (expr.op()) {
      case SHIFT -> {
        if (into[0] != null) {
          sequence(node, block).shiftBackward(cotangent, (int) expr.number(0), into[0]);
        }
      }
      case SUFFIX_SUM ->
          sequence(node, block).suffixSumBackward(out, args[1], cotangent, into[0], into[1]);
      case LEFT -> scatter(cotangent, block.pairLeft(), node.width(), into[0]);
      case RIGHT -> scatter(cotangent, block.pairRight(), node.width(), into[0]);
      default -> elementwiseBackward(node, args, out, cotangent, into);
    }
  }

  static void elementwiseBackward(
      Node node, double[][] args, double[] out, double[] cotangent, double[][] into) {
    if (Pointwise.handles(node.expr().op())) {
      Pointwise.backward(node.expr(), args, out, cotangent, into);
    } else {
      Components.backward(node.expr(), args, out, cotangent, into);
    }
  }

  /** The block's share of a reduction, within the block or to BATCH. */
  static Reduction reduction(Node node, Block block, double[] operand) {
    Expr argument = node.expr().args().get(0);
    Reduction reduction =
        Reduction.of(node.expr().op(), block, argument.level(), node.level(), node.width());
    if (operand.length != reduction.parent().length * node.width()) {
      throw new IllegalStateException(node.expr() + ": " + operand.length + " values");
    }
    return reduction;
  }

  private static Sequence sequence(Node node, Block block) {
    return new Sequence(
        node.level() == Level.TOKEN ? block.tokenStart : block.groupStart, node.width());
  }

  /** Repeats coarser elements, and scalars over the components of vectors. */
  private static double[] spread(Node node, double[] value, Block block) {
    int count = block.count(node.level());
    int width = node.width();
    Level from = node.expr().level();
    int[] parent = from == node.level() ? null : block.parent(node.level(), from);
    int operandWidth = value.length / Math.max(1, block.count(from));
    double[] out = new double[count * width];
    for (int i = 0; i < count; i++) {
      int base = (parent == null ? i : parent[i]) * operandWidth;
      for (int c = 0; c < width; c++) {
        out[i * width + c] = value[operandWidth == 1 ? base : base + c];
      }
    }
    return out;
  }

  private static void collect(Node node, double[] cotangent, double[] into, Block block) {
    if (into == null) {
      return;
    }
    int count = block.count(node.level());
    int width = node.width();
    Level from = node.expr().level();
    int[] parent = from == node.level() ? null : block.parent(node.level(), from);
    int operandWidth = into.length / Math.max(1, block.count(from));
    for (int i = 0; i < count; i++) {
      int base = (parent == null ? i : parent[i]) * operandWidth;
      for (int c = 0; c < width; c++) {
        into[operandWidth == 1 ? base : base + c] += cotangent[i * width + c];
      }
    }
  }

  private static double[] constant(int count, double value) {
    double[] out = new double[count];
    Arrays.fill(out, value);
    return out;
  }

  private static double[] gather(double[] values, int[] index, int width) {
    double[] out = new double[index.length * width];
    for (int i = 0; i < index.length; i++) {
      System.arraycopy(values, index[i] * width, out, i * width, width);
    }
    return out;
  }

  private static void scatter(double[] cotangent, int[] index, int width, double[] into) {
    for (int i = 0; i < index.length && into != null; i++) {
      for (int c = 0; c < width; c++) {
        into[index[i] * width + c] += cotangent[i * width + c];
      }
    }
  }

  private double[] keyedState(Expr state, Frame frame, Block block) {
    Expr key = state.args().get(0);
    Column column = frame.batch().column(key.name());
    Map<String, Double> values = bindings.keyed(state.name());
    double[] out = new double[block.count(state.level())];
    for (int i = 0; i < out.length; i++) {
      int position = block.firstPosition + (state.level() == Level.GROUP ? block.groupStart[i] : i);
      Double value = values.get(Keys.text(column, frame.row(position), key.name()));
      out[i] = value == null ? state.number(0) : value;
    }
    return out;
  }

  private double[] firstOccurrence(Expr expr, Frame frame, Block block) {
    double[] byRow =
        firstOccurrences.computeIfAbsent(
            frame.slot() + '|' + expr.name(),
            ignored -> firstOccurrences(expr.name().split(","), frame));
    double[] out = new double[block.rows];
    for (int i = 0; i < out.length; i++) {
      out[i] = byRow[frame.row(block.firstPosition + i)];
    }
    return out;
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

  static boolean passesDerivative(Op op) {
    return op != Op.STOP && op != Op.SIGN && op != Op.GREATER && op != Op.EQUAL && op != Op.COUNT;
  }
}
