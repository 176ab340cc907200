package org.esscher.runtime.internal.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.expression.Frame;

/**
 * How a log is cut: into pieces of whole shards, of which one is in memory at a time where the log
 * is not. Sums that are kept by piece are added up in the order of the pieces, wherever the log is.
 */
final class Pieces {
  /** Rows a piece. Fixed, because sums depend on it. */
  static final int ROWS = 32 * Frame.SHARD_ROWS;

  private Pieces() {}

  /** How many pieces some rows make, at least one. */
  static int count(int rows) {
    return (rows - 1) / ROWS + 1;
  }

  /** The first row of a piece. */
  static int start(int piece) {
    return Math.multiplyExact(piece, ROWS);
  }

  /** One past the last row of a piece. */
  static int end(int piece, int rows) {
    return Math.min(rows - start(piece), ROWS) + start(piece);
  }

  /** Consecutive rows of a log, copied into an arena that ends before the log's. */
  static Batch rows(Batch log, int from, int end, Arena into) {
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
