package org.esscher.cli.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes run directories as runs do. */
record RunFixture(Path directory) {
  static RunFixture in(Path parent, String name) {
    RunFixture run = new RunFixture(parent.resolve(name));
    run.write(
        "config.json", "{\"recipe\":{\"id\":\"tilt\",\"beta\":0.5},\"sources\":{},\"seed\":7}");
    run.write("environment.json", environment("ab12", "17.0.15"));
    run.write("status.json", "{\"status\":\"finished\",\"message\":\"\"}");
    return run;
  }

  static String environment(String digest, String java) {
    return "{\"java\":\""
        + java
        + "\",\"engine\":\"portable\",\"data\":{\"data\":{\"location\":\"log.csv\",\"rows\":3,\"sha256\":\""
        + digest
        + "\"}}}";
  }

  RunFixture status(String status, String message) {
    write("status.json", "{\"status\":\"" + status + "\",\"message\":\"" + message + "\"}");
    return this;
  }

  /** Appends a metric's values at steps 0, 1, 2, … */
  RunFixture metric(String name, double... values) {
    StringBuilder lines = new StringBuilder();
    for (int step = 0; step < values.length; step++) {
      lines.append("{\"step\":").append(step).append(",\"name\":\"").append(name);
      lines.append("\",\"value\":").append(values[step]).append("}\n");
    }
    append("metrics.jsonl", lines.toString());
    return this;
  }

  /** Appends a row, given as JSON. */
  RunFixture row(String table, String row) {
    append("tables.jsonl", "{\"step\":1,\"table\":\"" + table + "\",\"row\":" + row + "}\n");
    return this;
  }

  /** Appends a checkpoint's times, given as JSON. */
  RunFixture times(int step, String seconds) {
    append("timings.jsonl", "{\"step\":" + step + ",\"seconds\":" + seconds + "}\n");
    return this;
  }

  RunFixture frontier(String series, double divergence, double reward) {
    return row(
        "frontier",
        "{\"series\":\""
            + series
            + "\",\"divergence\":"
            + divergence
            + ",\"reward\":"
            + reward
            + "}");
  }

  void write(String file, String content) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void append(String file, String content) {
    Path path = directory.resolve(file);
    try {
      write(file, (Files.exists(path) ? Files.readString(path) : "") + content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RecordedRun read() {
    return RecordedRun.read(directory, WorkListener.NONE);
  }
}
