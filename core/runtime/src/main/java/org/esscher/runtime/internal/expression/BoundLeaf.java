package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.esscher.api.Vocabulary;
import org.esscher.data.SingleNumbers;
import org.jspecify.annotations.Nullable;

/**
 * A column or model output bound to its values: reads them block by block, and puts cotangents
 * where they stand. Blocks may be read by several threads at once.
 */
final class BoundLeaf {
  private final Expr expr;
  private final Leaf leaf;
  private final Frame frame;
  private final Column column;
  private final int width;
  private final @Nullable Tokens tokens;
  private final @Nullable SingleNumbers singles;

  /** Whether all blocks were read once, and so checked. */
  private volatile boolean checked;

  /**
   * Binds.
   *
   * @param index its place among the leaves of the program
   * @param expr the column or output
   * @param frame its slot
   * @param column its values
   */
  BoundLeaf(int index, Expr expr, Frame frame, Column column) {
    this.expr = expr;
    this.frame = frame;
    this.column = column;
    this.width = column.width();
    if (column.isText()) {
      throw EsscherException.data(
          "column %s holds text, but %s needs numbers from it; give a column of numbers",
          expr.column(), expr);
    }
    Level level = expr.level();
    boolean lists = column.ragged() || level == Level.TOKEN;
    this.tokens = lists ? frame.tokens(expr.column(), column) : null;
    boolean element = level == Level.TOKEN || (level == Level.ROW && tokens == null);
    this.singles = element ? SingleNumbers.of(column) : null;
    this.leaf =
        new Leaf(
            index,
            expr,
            level == Level.TOKEN
                ? Place.of(Objects.requireNonNull(tokens).axis())
                : Place.of(level),
            width,
            singles != null,
            tokens != null && level != Level.TOKEN,
            complete(),
            range(expr));
  }

  private static ValueRange range(Expr leaf) {
    return ValueRange.of(
        Vocabulary.term(leaf.column()).map(Vocabulary.Term::range).orElse(Vocabulary.Range.FINITE));
  }

  /** All of it but the numbers. */
  Leaf leaf() {
    return leaf;
  }

  /** How many numbers it has. */
  long numbers() {
    return column.start(column.rows()) * (long) width;
  }

  Column column() {
    return column;
  }

  /** Says that every block has been read without complaint: values need no further checks. */
  void allChecked() {
    checked = true;
  }

  /**
   * The leaf's values in a block as they are stored, where they are {@linkplain Leaf#single
   * single}; whether they are in range isn't looked at.
   */
  void loadSingles(Layout layout, float[] into) {
    SingleNumbers stored = Objects.requireNonNull(singles);
    Block block = layout.block();
    if (tokens != null) {
      tokens.read(stored, width, block, into);
    } else if (frame.inOrder()) {
      stored.read((long) block.firstPosition() * width, into, 0, block.rows() * width);
    } else {
      for (int i = 0; i < block.rows(); i++) {
        long from = (long) frame.row(block.firstPosition() + i) * width;
        for (int c = 0; c < width; c++) {
          into[i * width + c] = stored.at(from + c);
        }
      }
    }
  }

  /** The leaf's values in a block: elements of its level, component by component. */
  void load(Layout layout, double[] into) {
    Block block = layout.block();
    switch (expr.level()) {
      case TOKEN -> {
        Tokens existing = Objects.requireNonNull(tokens);
        existing.read(column, width, block, into);
        check(into, layout.count(leaf.place()), i -> rowOfToken(existing, block, i));
      }
      case ROW -> {
        loadRows(block, into);
        check(into, block.rows(), i -> frame.row(block.firstPosition() + i));
      }
      case GROUP -> {
        loadGroups(layout, into);
        check(into, block.groups(), i -> frame.row(frame.groupStart(block.firstGroup() + i)));
      }
      default -> throw new IllegalStateException("leaf at " + expr.level());
    }
  }

  private int rowOfToken(Tokens existing, Block block, int token) {
    int[] start = existing.axis().start();
    int position = block.firstPosition();
    while (start[position + 1] <= start[block.firstPosition()] + token) {
      position++;
    }
    return frame.row(position);
  }

  private void loadRows(Block block, double[] into) {
    if (tokens == null && frame.inOrder()) {
      column.read((long) block.firstPosition() * width, into, 0, block.rows() * width);
      return;
    }
    double[] chunk = chunk();
    for (int i = 0; i < block.rows(); i++) {
      loadRow(block.firstPosition() + i, into, i * width, chunk);
    }
  }

  private void loadRow(int position, double[] into, int at, double[] chunk) {
    if (tokens == null) {
      for (int c = 0; c < width; c++) {
        into[at + c] = column.at((long) frame.row(position) * width + c);
      }
      return;
    }
    Arrays.fill(into, at, at + width, 0);
    tokens.read(
        column,
        width,
        position,
        chunk,
        count -> {
          int bad = checked ? -1 : leaf.range().firstOutside(chunk, count * width);
          if (bad >= 0) {
            throw refused(chunk[bad], frame.row(position));
          }
          for (int c = 0; c < width; c++) {
            double sum = into[at + c];
            for (int k = c; k < count * width; k += width) {
              sum += chunk[k];
            }
            into[at + c] = sum;
          }
        });
  }

  private void loadGroups(Layout layout, double[] into) {
    Block block = layout.block();
    double[] first = new double[width];
    double[] other = new double[width];
    double[] chunk = chunk();
    for (int g = 0; g < block.groups(); g++) {
      int start = block.firstPosition() + layout.groupStart(g);
      loadRow(start, first, 0, chunk);
      for (int p = start + 1;
          !checked && p < block.firstPosition() + layout.groupStart(g + 1);
          p++) {
        loadRow(p, other, 0, chunk);
        if (!column.ragged() && first[0] != other[0]) {
          throw EsscherException.data(
              "column %s is needed once per group of %s, but rows %d and %d of one group differ",
              expr.column(), frame.groupKey(), frame.row(start), frame.row(p));
        }
      }
      System.arraycopy(first, 0, into, g * width, width);
    }
  }

  /** The leaf's value where it lives at BATCH: that of the first row, which all rows must share. */
  double[] loadBatch() {
    double[] values = new double[width];
    for (int c = 0; c < width; c++) {
      values[c] = column.at(c);
    }
    check(values, 1, ignored -> 0);
    for (int row = 1; row < column.rows() && expr.op() == Op.COLUMN; row++) {
      for (int c = 0; c < width; c++) {
        if (column.at((long) row * width + c) != values[c]) {
          throw EsscherException.data(
              "column %s is needed as one value for the whole batch, but rows 0 and %d differ",
              expr.column(), row);
        }
      }
    }
    return values;
  }

  private void check(double[] values, int elements, IntUnaryOperator row) {
    int bad = checked || leaf.summed() ? -1 : leaf.range().firstOutside(values, elements * width);
    if (bad >= 0) {
      throw refused(values[bad], row.applyAsInt(bad / width));
    }
  }

  private EsscherException refused(double value, int row) {
    return EsscherException.data(
        "slot %s, row %d, column %s: the value is %s; it must be %s",
        frame.slot(),
        row,
        expr.column(),
        Double.isNaN(value) ? "missing or NaN" : Double.toString(value),
        leaf.range().wanted());
  }

  /** Hands a block's cotangents to what has the shape of the stored column. */
  void scatter(Layout layout, double[] cotangent, LeafCotangent stored) {
    Block block = layout.block();
    int first = block.firstPosition();
    if (expr.level() == Level.GROUP) {
      double[] chunk = chunk();
      for (int g = 0; g < block.groups(); g++) {
        scatterRow(first + layout.groupStart(g), cotangent, g * width, stored::take, chunk);
      }
    } else if (tokens == null && frame.inOrder()) {
      stored.take((long) first * width, cotangent, 0, block.rows() * width);
    } else if (tokens != null && gapless()) {
      GaplessCotangent all = new GaplessCotangent(stored, (long) column.start(first) * width);
      scatterElements(block, cotangent, all);
      all.end((long) column.start(first + block.rows()) * width);
    } else {
      scatterElements(block, cotangent, stored::take);
    }
  }

  private void scatterElements(Block block, double[] cotangent, Tokens.Taker stored) {
    if (expr.level() == Level.TOKEN) {
      Objects.requireNonNull(tokens).scatter(cotangent, width, block, stored);
      return;
    }
    double[] chunk = chunk();
    for (int i = 0; i < block.rows(); i++) {
      scatterRow(block.firstPosition() + i, cotangent, i * width, stored, chunk);
    }
  }

  private void scatterRow(
      int position, double[] cotangent, int at, Tokens.Taker stored, double[] chunk) {
    if (tokens == null) {
      stored.take((long) frame.row(position) * width, cotangent, at, width);
      return;
    }
    int equal = Math.min(Tokens.CHUNK, tokens.axis().length(position)) * width;
    for (int c = 0; c < width; c++) {
      for (int k = c; k < equal; k += width) {
        chunk[k] = cotangent[at + c];
      }
    }
    tokens.scatterEqual(chunk, width, position, stored);
  }

  /** Room for tokens of a row of which each row has one value. */
  private double[] chunk() {
    return new double[tokens == null ? 0 : Tokens.CHUNK * width];
  }

  /** Whether a run through the data gives every number a cotangent, be it 0. */
  private boolean complete() {
    return expr.level() != Level.GROUP
        && (tokens == null || gapless() || tokens.axis().total() == column.start(column.rows()));
  }

  /** Whether rows are gone through as they are stored, and none is hidden. */
  private boolean gapless() {
    return frame.inOrder() && column.start(0) == 0;
  }
}
