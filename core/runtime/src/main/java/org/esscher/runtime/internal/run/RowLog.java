package org.esscher.runtime.internal.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.ColumnType;

/**
 * Rows that a run makes, in the order in which they came; old ones may be dropped. They lie in
 * segments, each at least twice as long as the next one, so that a row is copied a logarithmic
 * number of times.
 */
final class RowLog {
  private final String name;
  private final Arena parent;
  private final Deque<Segment> segments = new ArrayDeque<>();
  private final List<Arena> retired = new ArrayList<>();
  private long first;
  private long end;

  /** An empty log whose next row has the given number. */
  RowLog(String name, Arena parent, long first) {
    this.name = name;
    this.parent = parent;
    this.first = first;
    this.end = first;
  }

  String name() {
    return name;
  }

  /** Number of the first row that is kept; rows are counted from the first that ever came. */
  long first() {
    return first;
  }

  /** Number of rows that ever came. */
  long end() {
    return end;
  }

  int rows() {
    return Math.toIntExact(end - first);
  }

  void append(State rows, long keep) {
    Arena arena = parent.child(name);
    Batch batch = BatchCodec.decode(rows, arena);
    if (!segments.isEmpty()) {
      try {
        requireSameColumns(segments.getLast().rows(), batch);
      } catch (EsscherException e) {
        arena.close();
        throw e;
      }
    }
    segments.addLast(new Segment(arena, batch, end));
    end += batch.rows();
    dropBefore(Math.max(first, end - keep));
    merge();
  }

  private void requireSameColumns(Batch before, Batch now) {
    Map<String, String> old = types(before);
    Map<String, String> added = types(now);
    if (!old.equals(added)) {
      throw EsscherException.plugin(
          "rows with the columns %s can't be added to %s, whose rows have %s", added, name, old);
    }
  }

  private static Map<String, String> types(Batch batch) {
    Map<String, String> types = new LinkedHashMap<>();
    batch
        .names()
        .forEach(column -> types.put(column, ColumnType.of(batch.column(column)).toString()));
    return types;
  }

  /** Drops rows before a number. */
  void dropBefore(long number) {
    first = number;
    while (!segments.isEmpty() && segments.getFirst().end() <= first) {
      retired.add(segments.removeFirst().arena());
    }
  }

  private void merge() {
    while (segments.size() > 1) {
      Segment last = segments.removeLast();
      Segment before = segments.removeLast();
      if (before.rows().rows() >= 2 * last.rows().rows()) {
        segments.addLast(before);
        segments.addLast(last);
        return;
      }
      join(List.of(before, last));
    }
  }

  private void join(List<Segment> parts) {
    Arena arena = parent.child(name);
    long from = Math.max(first, parts.get(0).first());
    List<Batch> kept = new ArrayList<>();
    for (Segment part : parts) {
      int skipped = (int) Math.max(0, from - part.first());
      kept.add(part.take(IntStream.range(skipped, part.rows().rows()).toArray(), arena));
      retired.add(part.arena());
    }
    segments.addLast(new Segment(arena, arena.concat(kept), from));
  }

  /** All rows that are kept, in one batch. */
  Batch all() {
    if (segments.isEmpty()) {
      throw EsscherException.data("the dataset %s has no rows yet", name);
    }
    if (segments.size() > 1 || segments.getFirst().first() < first) {
      List<Segment> parts = List.copyOf(segments);
      segments.clear();
      join(parts);
    }
    return segments.getFirst().rows();
  }

  /**
   * Some rows.
   *
   * @param rows indices from 0, the first row that is kept
   * @param columns where the copy goes
   */
  Batch take(int[] rows, Columns columns) {
    int[] place = new int[rows.length];
    List<Batch> parts = new ArrayList<>();
    int taken = 0;
    for (Iterator<Segment> i = segments.iterator(); i.hasNext(); ) {
      Segment segment = i.next();
      int from = (int) (segment.first() - first);
      int to = (int) (segment.end() - first);
      int[] wanted =
          IntStream.range(0, rows.length).filter(k -> rows[k] >= from && rows[k] < to).toArray();
      if (wanted.length > 0) {
        parts.add(segment.take(Arrays.stream(wanted).map(k -> rows[k] - from).toArray(), columns));
        for (int k : wanted) {
          place[k] = taken++;
        }
      }
    }
    return parts.size() == 1 ? parts.get(0).take(place) : columns.concat(parts).take(place);
  }

  /** Frees what the last step may still have looked at. */
  void beginStep() {
    retired.forEach(Arena::close);
    retired.clear();
  }

  /** Rows in an arena of their own; {@code first} is the number of the first one. */
  private record Segment(Arena arena, Batch rows, long first) {
    long end() {
      return first + rows.rows();
    }

    Batch take(int[] indices, Columns columns) {
      Map<String, Column> shared = new LinkedHashMap<>();
      rows.names().forEach(column -> shared.put(column, rows.column(column)));
      return columns.batch(shared).take(indices);
    }
  }
}
