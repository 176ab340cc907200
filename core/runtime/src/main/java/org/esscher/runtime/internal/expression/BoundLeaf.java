package org.esscher.runtime.internal.expression;

import java.util.Objects;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.esscher.api.Vocabulary;
import org.jspecify.annotations.Nullable;

/**
 * A column or model output bound to its values: reads them block by block, and adds cotangents up
 * where they stand.
 */
final class BoundLeaf {
  private final Expr leaf;
  private final Frame frame;
  private final Column column;
  private final @Nullable Tokens tokens;
  private final Vocabulary.Range range;

  BoundLeaf(Expr leaf, Frame frame, Column column) {
    this.leaf = leaf;
    this.frame = frame;
    this.column = column;
    Optional<Vocabulary.Term> term = Vocabulary.term(leaf.column());
    this.range = term.map(Vocabulary.Term::range).orElse(Vocabulary.Range.FINITE);
    if (column.isText()) {
      throw EsscherException.data(
          "column %s holds text, but %s needs numbers from it", leaf.column(), leaf);
    }
    boolean lists = column.ragged() || leaf.level() == Level.TOKEN;
    this.tokens = lists ? Tokens.of(frame.batch(), leaf.column(), column, order()) : null;
    if (leaf.level() == Level.TOKEN && tokens != null && frame.tokens() != null) {
      tokens.requireSame(
          frame.tokens(), leaf.column(), "the other token columns of slot " + frame.slot());
    }
  }

  private int[] order() {
    int[] order = new int[frame.rows()];
    for (int position = 0; position < order.length; position++) {
      order[position] = frame.row(position);
    }
    return order;
  }

  Expr leaf() {
    return leaf;
  }

  Column column() {
    return column;
  }

  int width() {
    return column.width();
  }

  /** The leaf's values in a block: elements of its level, component by component. */
  double[] load(Block block) {
    return switch (leaf.level()) {
      case TOKEN -> loadTokens(block);
      case ROW -> loadRows(block.rows, i -> block.firstPosition + i);
      case GROUP -> {
        requireConstant(block, block.groupStart);
        yield loadRows(block.groups, g -> block.firstPosition + block.groupStart[g]);
      }
      default -> throw new IllegalStateException("leaf at " + leaf.level());
    };
  }

  /** The leaf's value where it lives at BATCH: that of the first row, which all rows must share. */
  double[] loadBatch() {
    int width = column.width();
    double[] values = new double[width];
    for (int c = 0; c < width; c++) {
      values[c] = checked(column.at(c), 0);
      for (int row = 1; row < column.rows() && leaf.op() == Op.COLUMN; row++) {
        if (column.at((long) row * width + c) != values[c]) {
          throw EsscherException.data(
              "column %s is wanted as one value for the whole batch, but rows 0 and %d differ",
              leaf.column(), row);
        }
      }
    }
    return values;
  }

  private double[] loadTokens(Block block) {
    int width = column.width();
    int[] element = Objects.requireNonNull(tokens).element();
    double[] values = new double[block.tokens * width];
    for (int i = 0; i < block.tokens; i++) {
      long base = (long) element[block.firstToken + i] * width;
      for (int c = 0; c < width; c++) {
        double value = column.at(base + c);
        values[i * width + c] = allowed(value) ? value : refuse(value, rowOfToken(block, i));
      }
    }
    return values;
  }

  private int rowOfToken(Block block, int token) {
    return frame.row(block.firstPosition + block.parent(Level.TOKEN, Level.ROW)[token]);
  }

  private double[] loadRows(int count, IntUnaryOperator position) {
    int width = column.width();
    double[] values = new double[count * width];
    for (int i = 0; i < count; i++) {
      int at = position.applyAsInt(i);
      int row = frame.row(at);
      for (int c = 0; c < width; c++) {
        values[i * width + c] =
            tokens == null ? checked(column.at((long) row * width + c), row) : tokenSum(at, row, c);
      }
    }
    return values;
  }

  private double tokenSum(int position, int row, int component) {
    Tokens existing = Objects.requireNonNull(tokens);
    double sum = 0;
    for (int k = existing.start()[position]; k < existing.start()[position + 1]; k++) {
      sum += checked(column.at((long) existing.element()[k] * column.width() + component), row);
    }
    return sum;
  }

  private void requireConstant(Block block, int[] groupStart) {
    for (int g = 0; g + 1 < groupStart.length; g++) {
      int first = frame.row(block.firstPosition + groupStart[g]);
      for (int i = groupStart[g] + 1; i < groupStart[g + 1]; i++) {
        int row = frame.row(block.firstPosition + i);
        if (!column.ragged()
            && column.at((long) row * column.width()) != column.at((long) first * column.width())) {
          throw EsscherException.data(
              "column %s is wanted once a group of %s, but rows %d and %d of one group differ",
              leaf.column(), frame.groupKey(), first, row);
        }
      }
    }
  }

  private double checked(double value, int row) {
    return allowed(value) ? value : refuse(value, row);
  }

  private boolean allowed(double value) {
    return switch (range) {
      case FINITE -> Double.isFinite(value);
      case FINITE_OR_NEGATIVE_INFINITY -> value < Double.POSITIVE_INFINITY;
      case PROBABILITY -> value >= 0 && value <= 1;
      case POSITIVE_PROBABILITY -> value > 0 && value <= 1;
      case NON_NEGATIVE -> value >= 0 && value < Double.POSITIVE_INFINITY;
      case ANY -> !Double.isNaN(value);
    };
  }

  private double refuse(double value, int row) {
    String wanted =
        switch (range) {
          case FINITE -> "finite";
          case FINITE_OR_NEGATIVE_INFINITY -> "finite or -Infinity";
          case PROBABILITY -> "within [0, 1]";
          case POSITIVE_PROBABILITY -> "within (0, 1]";
          case NON_NEGATIVE -> "finite and at least 0";
          case ANY -> "a number";
        };
    throw EsscherException.data(
        "slot %s, row %d, column %s: the value is %s; it must be %s",
        frame.slot(),
        row,
        leaf.column(),
        Double.isNaN(value) ? "missing or NaN" : Double.toString(value),
        wanted);
  }

  /** Adds a block's cotangents to an array shaped like the stored column. */
  void scatter(Block block, double[] cotangent, double[] stored) {
    int width = column.width();
    int count = block.count(leaf.level());
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < width; c++) {
        double value = cotangent[i * width + c];
        if (value != 0) {
          scatterElement(block, i, c, value, stored);
        }
      }
    }
  }

  private void scatterElement(
      Block block, int element, int component, double value, double[] stored) {
    int width = column.width();
    if (leaf.level() == Level.TOKEN) {
      int[] elements = Objects.requireNonNull(tokens).element();
      stored[elements[block.firstToken + element] * width + component] += value;
      return;
    }
    int position =
        block.firstPosition + (leaf.level() == Level.ROW ? element : block.groupStart[element]);
    if (tokens == null) {
      stored[frame.row(position) * width + component] += value;
      return;
    }
    for (int k = tokens.start()[position]; k < tokens.start()[position + 1]; k++) {
      stored[tokens.element()[k] * width + component] += value;
    }
  }
}
