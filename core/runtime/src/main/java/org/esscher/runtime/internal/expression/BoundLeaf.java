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
  /** Tokens of a block that are so few that it reads them together where it needs their sums. */
  private static final int FEW = Nesting.MANY * Frame.BLOCK_ROWS;

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
      tokens.read(stored, width, first(block), count(block), into);
    } else if (frame.inOrder()) {
      stored.read((long) block.firstPosition() * width, into, 0, block.rows() * width);
    } else {
      stored.gather(frame.order(), block.firstPosition(), block.rows(), into);
    }
  }

  /** The leaf's values in a block: elements of its level, component by component. */
  void load(Layout layout, double[] into) {
    Block block = layout.block();
    switch (expr.level()) {
      case TOKEN -> {
        Tokens existing = Objects.requireNonNull(tokens);
        existing.read(column, width, first(block), count(block), into);
        check(into, count(block), i -> rowOfToken(first(block) + i));
      }
      case ROW -> {
        loadRows(layout, into);
        check(into, block.rows(), i -> frame.row(block.firstPosition() + i));
      }
      case GROUP -> {
        loadGroups(layout, into);
        check(into, block.groups(), i -> frame.row(frame.groupStart(block.firstGroup() + i)));
      }
      default -> throw new IllegalStateException("leaf at " + expr.level());
    }
  }

  /** The first token of a block. */
  private int first(Block block) {
    return axis().start()[block.firstPosition()];
  }

  /** The number of tokens in a block. */
  private int count(Block block) {
    return axis().start()[block.firstPosition() + block.rows()] - first(block);
  }

  private Axis axis() {
    return Objects.requireNonNull(tokens).axis();
  }

  private int rowOfToken(int token) {
    return frame.row(axis().position(token));
  }

  private void loadRows(Layout layout, double[] into) {
    Block block = layout.block();
    int first = block.firstPosition();
    if (tokens != null) {
      sumTokens(tokens, layout, into);
    } else if (frame.inOrder()) {
      column.read((long) first * width, into, 0, block.rows() * width);
    } else {
      column.gather(frame.order(), first, block.rows(), into);
    }
  }

  private void sumTokens(Tokens summed, Layout layout, double[] into) {
    Block block = layout.block();
    Room room = layout.room();
    if (count(block) <= FEW) {
      double[] all = room.tokens(count(block) * width);
      readTokens(summed, first(block), count(block), all);
      Spread.up(nesting(layout), all, width, into);
      return;
    }
    double[] chunk = room.tokens(Tokens.CHUNK * width);
    Arrays.fill(into, 0, block.rows() * width, 0);
    inChunks(
        block,
        (first, count) -> {
          readTokens(summed, first, count, chunk);
          axis()
              .split(
                  first,
                  count,
                  (position, from, to) ->
                      add(chunk, from, to, into, position - block.firstPosition()));
        });
  }

  private void readTokens(Tokens summed, int first, int count, double[] into) {
    summed.read(column, width, first, count, into);
    int bad = checked ? -1 : leaf.range().firstOutside(into, count * width);
    if (bad >= 0) {
      throw refused(into[bad], rowOfToken(first + bad / width));
    }
  }

  private Nesting nesting(Layout layout) {
    return layout.nesting(Place.of(axis()), Level.ROW);
  }

  /** Adds tokens to those of a row before them. */
  private void add(double[] chunk, int from, int to, double[] into, int row) {
    for (int c = 0; c < width; c++) {
      double sum = into[row * width + c];
      for (int k = from * width + c; k < to * width; k += width) {
        sum += chunk[k];
      }
      into[row * width + c] = sum;
    }
  }

  /** Goes through the tokens of a block that has one value for each row. */
  private void inChunks(Block block, ChunkVisitor visitor) {
    int end = first(block) + count(block);
    for (int first = first(block); first < end; first += Tokens.CHUNK) {
      visitor.tokens(first, Math.min(Tokens.CHUNK, end - first));
    }
  }

  private void loadGroups(Layout layout, double[] into) {
    Block block = layout.block();
    double[] rows = new double[block.rows() * width];
    loadRows(layout, rows);
    for (int g = 0; g < block.groups(); g++) {
      int first = layout.groupStart(g);
      if (!checked && !column.ragged()) {
        requireEqual(rows, block.firstPosition(), first, layout.groupStart(g + 1));
      }
      System.arraycopy(rows, first * width, into, g * width, width);
    }
  }

  private void requireEqual(double[] rows, int firstPosition, int first, int end) {
    for (int k = (first + 1) * width; k < end * width; k++) {
      if (rows[k] != rows[k - width]) {
        throw EsscherException.data(
            "column %s is needed once per group of %s, but rows %d and %d of one group differ",
            expr.column(),
            frame.groupKey(),
            frame.row(firstPosition + first),
            frame.row(firstPosition + k / width));
      }
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
    double[] given = expr.level() == Level.GROUP ? ofFirstRows(layout, cotangent) : cotangent;
    if (tokens == null) {
      scatterRows(block, given, stored);
    } else if (frame.inOrder()) {
      int first = block.firstPosition();
      GaplessCotangent all =
          new GaplessCotangent(stored, (long) column.start(first) * width, layout.room());
      scatterTokens(tokens, layout, given, all);
      all.end((long) column.start(first + block.rows()) * width);
    } else {
      scatterTokens(tokens, layout, given, stored);
    }
  }

  /** The first row of a group has all of its cotangent. */
  private double[] ofFirstRows(Layout layout, double[] cotangent) {
    double[] rows = new double[layout.block().rows() * width];
    for (int g = 0; g < layout.block().groups(); g++) {
      System.arraycopy(cotangent, g * width, rows, layout.groupStart(g) * width, width);
    }
    return rows;
  }

  private void scatterRows(Block block, double[] cotangent, LeafCotangent stored) {
    int first = block.firstPosition();
    if (frame.inOrder()) {
      stored.take((long) first * width, cotangent, 0, block.rows() * width);
      return;
    }
    stored.take(frame.order(), first, block.rows(), width, cotangent);
  }

  private void scatterTokens(Tokens given, Layout layout, double[] cotangent, Tokens.Taker stored) {
    Block block = layout.block();
    Room room = layout.room();
    if (expr.level() == Level.TOKEN) {
      given.scatter(cotangent, width, first(block), count(block), stored);
      return;
    }
    if (count(block) <= FEW) {
      double[] all = room.tokens(count(block) * width);
      Spread.down(nesting(layout), cotangent, width, all);
      given.scatter(all, width, first(block), count(block), stored);
      return;
    }
    double[] chunk = room.tokens(Tokens.CHUNK * width);
    inChunks(
        block,
        (first, count) -> {
          axis()
              .split(
                  first,
                  count,
                  (position, from, to) ->
                      repeat(cotangent, position - block.firstPosition(), chunk, from, to));
          given.scatter(chunk, width, first, count, stored);
        });
  }

  /** Each token of a row gets the row's. */
  private void repeat(double[] cotangent, int row, double[] chunk, int from, int to) {
    for (int c = 0; c < width; c++) {
      double value = cotangent[row * width + c];
      for (int k = from * width + c; k < to * width; k += width) {
        chunk[k] = value;
      }
    }
  }

  /** Whether a run through the data gives every number a cotangent, be it 0. */
  private boolean complete() {
    return tokens == null || frame.inOrder() || axis().total() == column.start(column.rows());
  }

  /** Takes tokens that are looked at together. */
  @FunctionalInterface
  private interface ChunkVisitor {
    /**
     * Takes them.
     *
     * @param first the first token
     * @param count how many
     */
    void tokens(int first, int count);
  }
}
