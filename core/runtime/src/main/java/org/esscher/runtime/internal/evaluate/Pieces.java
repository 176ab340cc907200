package org.esscher.runtime.internal.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;
import org.esscher.data.StoredRows;
import org.esscher.runtime.internal.expression.Frame;

/**
 * How a log is cut: into pieces of whole shards, of which one is in memory at a time where the log
 * is not. Sums that are kept by piece are added up in the order of the pieces, wherever the log is.
 */
public final class Pieces {
  /** Rows a piece. Fixed, because sums depend on it. */
  static final int ROWS = Frame.PIECE_SHARDS * Frame.SHARD_ROWS;

  private Pieces() {}

  /**
   * The number of rows of a log, which is bounded.
   *
   * @param log any
   * @return its rows
   * @throws EsscherException (USER) when there are too many to be counted
   */
  public static int requireNumber(StoredRows log) {
    if (log.rows() > Integer.MAX_VALUE) {
      throw EsscherException.user(
          "%s has %d rows; at most %d can be counted: split the file",
          log.name(), log.rows(), Integer.MAX_VALUE);
    }
    return (int) log.rows();
  }

  /**
   * How many pieces some rows make.
   *
   * @param rows at least 1
   * @return at least 1
   */
  public static int count(int rows) {
    return (rows - 1) / ROWS + 1;
  }

  /**
   * The first row of a piece.
   *
   * @param piece from 0
   * @return the row
   */
  public static int start(int piece) {
    return Math.multiplyExact(piece, ROWS);
  }

  /**
   * The first shard of a piece.
   *
   * @param piece from 0
   * @return how many shards there are before it
   */
  public static int firstShard(int piece) {
    return Math.multiplyExact(piece, Frame.PIECE_SHARDS);
  }

  /**
   * Where a piece ends.
   *
   * @param piece from 0
   * @param rows of the log
   * @return one past its last row
   */
  public static int end(int piece, int rows) {
    return Math.min(rows - start(piece), ROWS) + start(piece);
  }

  /**
   * Consecutive rows of a log, copied into an arena that ends before the log's.
   *
   * @param log any
   * @param from the first
   * @param end one past the last
   * @param into owns the copies
   * @return the rows; the log itself where that is all
   */
  public static Batch rows(Batch log, int from, int end, Arena into) {
    if (end - from == log.rows()) {
      return log;
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    log.names().forEach(name -> columns.put(name, log.column(name)));
    return into.batch(columns).take(IntStream.range(from, end).toArray());
  }

  /** Visits pieces. */
  @FunctionalInterface
  interface Visitor {
    /** Visits the rows from one to before another. */
    void visit(int from, int to);
  }

  /** Goes through all pieces, in order. */
  static void forEach(int rows, Visitor visitor) {
    for (int piece = 0; piece < count(rows); piece++) {
      visitor.visit(start(piece), end(piece, rows));
    }
  }
}
