package org.esscher.cli.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads run directories: {@code config.json}, {@code environment.json}, {@code status.json}, {@code
 * metrics.jsonl} (lines {@code {step, name, value}}), {@code tables.jsonl} (lines {@code {step,
 * table, row}}) and {@code timings.jsonl} (lines {@code {step, seconds}}). Of a run that goes on,
 * or was killed, the last line may be half-written: it is left out.
 */
final class RunReader {
  private static final JsonMapper JSON = new JsonMapper();

  /** What grows with each step. */
  private static final List<String> LINES =
      List.of("metrics.jsonl", "tables.jsonl", "timings.jsonl");

  /** Lines after which the listener is told of them. */
  private static final int TOLD_LINES = 1000;

  private final WorkListener listener;
  private final long bytes;
  private long bytesBefore;

  private RunReader(WorkListener listener, long bytes) {
    this.listener = listener;
    this.bytes = bytes;
  }

  /**
   * Reads runs.
   *
   * @param directories of runs
   * @param listener is told of the bytes that were read
   * @return what they recorded so far
   * @throws EsscherException (USER) when one is no run directory, (DATA) when a file in it is
   *     damaged
   */
  static List<RecordedRun> read(List<Path> directories, WorkListener listener) {
    long bytes = 0;
    for (Path directory : directories) {
      requireRun(directory);
      for (String file : LINES) {
        bytes += size(directory.resolve(file));
      }
    }
    RunReader reader = new RunReader(listener, Math.max(1, bytes));
    listener.reached("read", "bytes", 0, reader.bytes);
    return directories.stream().map(reader::read).toList();
  }

  private static void requireRun(Path directory) {
    if (!Files.isRegularFile(directory.resolve("config.json"))) {
      throw EsscherException.user(
          "%s is not a run directory: it has no config.json; name a directory that 'esscher run"
              + " --out' wrote",
          directory);
    }
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private RecordedRun read(Path directory) {
    JsonNode status = json(directory.resolve("status.json"));
    Map<String, List<Reading>> metrics = new LinkedHashMap<>();
    lines(directory.resolve("metrics.jsonl"), line -> addReading(line, metrics));
    Map<String, List<Map<String, @Nullable Object>>> tables = new LinkedHashMap<>();
    lines(directory.resolve("tables.jsonl"), line -> addRow(line, tables));
    return new RecordedRun(
        String.valueOf(directory.toAbsolutePath().normalize().getFileName()),
        status.path("status").asString(""),
        status.path("message").asString(""),
        json(directory.resolve("config.json")),
        json(directory.resolve("environment.json")),
        metrics,
        tables,
        times(directory));
  }

  /** Runs of earlier versions have none; a run begins when it writes its configuration. */
  private RunTimes times(Path directory) {
    List<RunTimes.Line> read = new ArrayList<>();
    lines(directory.resolve("timings.jsonl"), line -> read.add(time(line)));
    Path config = directory.resolve("config.json");
    try {
      return new RunTimes(Files.getLastModifiedTime(config).toMillis(), read);
    } catch (IOException e) {
      throw unreadable(config, e);
    }
  }

  private static RunTimes.Line time(JsonNode line) {
    require(line, line.path("step").isNumber() && line.path("seconds").isObject());
    Map<String, Double> seconds = new LinkedHashMap<>();
    line.path("seconds")
        .properties()
        .forEach(span -> seconds.put(span.getKey(), span.getValue().asDouble()));
    return new RunTimes.Line(line.path("step").doubleValue(), seconds);
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (JacksonException e) {
      throw damaged(file.toString(), e.getOriginalMessage(), e);
    }
  }

  /** A file that isn't there yet has no lines. */
  private void lines(Path file, Consumer<JsonNode> use) {
    if (!Files.exists(file)) {
      return;
    }
    // Not Files.newBufferedReader: it refuses a file that was cut within a character.
    try (SeekableByteChannel channel = Files.newByteChannel(file);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
      int number = 1;
      String line = reader.readLine();
      while (line != null) {
        String next = reader.readLine();
        useLine(file + " line " + number, line, next == null, use);
        line = next;
        number++;
        if (number % TOLD_LINES == 0) {
          reached(bytesBefore + channel.position());
        }
      }
      bytesBefore += channel.position();
      reached(bytesBefore);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** A run that goes on grows while it is read. */
  private void reached(long read) {
    if (read > 0) {
      listener.reached("read", "bytes", Math.min(read, bytes), bytes);
    }
  }

  private static void useLine(String where, String line, boolean last, Consumer<JsonNode> use) {
    try {
      use.accept(JSON.readTree(line));
    } catch (JacksonException e) {
      if (!last) {
        throw damaged(where, e.getOriginalMessage(), e);
      }
    } catch (IllegalArgumentException e) {
      throw damaged(where, String.valueOf(e.getMessage()), e);
    }
  }

  private static void addReading(JsonNode line, Map<String, List<Reading>> metrics) {
    require(line, line.path("name").isString() && line.path("step").isNumber());
    require(line, line.path("value").isNumber());
    metrics
        .computeIfAbsent(line.path("name").asString(), name -> new ArrayList<>())
        .add(new Reading(line.path("step").doubleValue(), line.path("value").doubleValue()));
  }

  private static void addRow(
      JsonNode line, Map<String, List<Map<String, @Nullable Object>>> tables) {
    require(line, line.path("table").isString() && line.path("row").isObject());
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    line.path("row")
        .properties()
        .forEach(cell -> row.put(cell.getKey(), JSON.treeToValue(cell.getValue(), Object.class)));
    tables.computeIfAbsent(line.path("table").asString(), name -> new ArrayList<>()).add(row);
  }

  private static void require(JsonNode line, boolean sound) {
    if (!sound) {
      throw new IllegalArgumentException("found " + line);
    }
  }

  private static EsscherException damaged(String where, String what, @Nullable Exception cause) {
    return new EsscherException(
        ErrorCode.DATA,
        where + " is damaged (" + what + "); leave this run out of the report",
        cause);
  }

  private static EsscherException unreadable(Path file, IOException cause) {
    return new EsscherException(
        ErrorCode.DATA, file + " can't be read (" + cause + "); check the run directory", cause);
  }
}
