package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.jspecify.annotations.Nullable;

/** The datasets that a run makes, by name, and what of them is on disk. */
final class RowLogs {
  private final Arena arena;
  private final Map<String, RowLog> logs = new TreeMap<>();
  private final Map<String, List<Stored>> stored = new TreeMap<>();

  RowLogs(Arena arena) {
    this.arena = arena;
  }

  @Nullable RowLog get(String name) {
    return logs.get(name);
  }

  RowLog append(String name, Batch rows, int keep) {
    if (!name.matches("[a-z][a-z0-9_-]*") || keep < 1) {
      throw EsscherException.plugin(
          "dataset '%s', keeping %d rows: the name must consist of letters, digits, - and _, and at"
              + " least one row",
          name, keep);
    }
    RowLog log = logs.computeIfAbsent(name, ignored -> new RowLog(name, arena, 0));
    log.append(BatchCodec.encode(rows), keep);
    return log;
  }

  void beginStep() {
    logs.values().forEach(RowLog::beginStep);
  }

  /** Writes the rows that came since the last checkpoint, and tells where everything is. */
  State save(StateStore store) {
    State all = State.empty();
    for (Map.Entry<String, RowLog> entry : logs.entrySet()) {
      RowLog log = entry.getValue();
      List<Stored> parts = stored.computeIfAbsent(entry.getKey(), ignored -> new ArrayList<>());
      parts.removeIf(part -> part.end() <= log.first());
      long written = parts.isEmpty() ? log.first() : parts.get(parts.size() - 1).end();
      if (written < log.end()) {
        int[] rows = IntStream.range((int) (written - log.first()), log.rows()).toArray();
        try (Arena copy = arena.child("checkpoint")) {
          String file = store.put(BatchCodec.encode(log.take(rows, copy)));
          parts.add(new Stored(file, written, log.end()));
        }
      }
      State told =
          State.empty()
              .with("first", (double) log.first())
              .with("starts", parts.stream().mapToDouble(Stored::first).toArray())
              .withTexts("files", parts.stream().map(Stored::file).toList());
      all = all.withAll(entry.getKey(), told);
    }
    return all.withTexts("names", List.copyOf(logs.keySet()));
  }

  /** Names of the files that the last {@link #save} told. */
  Set<String> files() {
    Set<String> files = new TreeSet<>();
    stored.values().forEach(parts -> parts.forEach(part -> files.add(part.file())));
    return files;
  }

  void resume(State saved, StateStore store) {
    if (!saved.has("names")) {
      return;
    }
    for (String name : saved.texts("names")) {
      State told = saved.under(name);
      List<String> files = told.texts("files");
      double[] starts = told.get("starts");
      List<Stored> parts = new ArrayList<>();
      long from = (long) told.get("first")[0];
      RowLog log = new RowLog(name, arena, starts.length == 0 ? from : (long) starts[0]);
      for (String file : files) {
        long start = log.end();
        log.append(store.get(file), Long.MAX_VALUE);
        parts.add(new Stored(file, start, log.end()));
      }
      log.dropBefore(from);
      logs.put(name, log);
      stored.put(name, parts);
    }
  }

  /** Rows {@code first} to {@code end} in a file of the store. */
  private record Stored(String file, long first, long end) {}
}
