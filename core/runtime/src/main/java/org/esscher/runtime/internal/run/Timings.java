package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file {@code timings.jsonl} of a run: lines {@code {"step", "seconds": {NAME: …}}}.
 *
 * <p>Times are no part of a run's result, which is the same bit for bit however long it takes: so
 * they are kept apart from metrics, and are not cut back when a run is resumed. Steps that a killed
 * run took and that had to be taken again were paid for twice.
 */
final class Timings implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path path;
  private final RandomAccessFile file;

  /**
   * Goes on in a file; a line that a kill cut short is dropped.
   *
   * @param path the file, made where it isn't there
   */
  Timings(Path path) {
    this.path = path;
    try {
      file = new RandomAccessFile(path.toFile(), "rw");
      file.setLength(wholeLines(file));
      file.seek(file.length());
    } catch (IOException e) {
      throw AtomicWrite.unwritable(path, e);
    }
  }

  private static long wholeLines(RandomAccessFile file) throws IOException {
    for (long end = file.length(); end > 0; end--) {
      file.seek(end - 1);
      if (file.read() == '\n') {
        return end;
      }
    }
    return 0;
  }

  /**
   * Writes a line.
   *
   * @param step the last step that was taken
   * @param seconds since the line before, by what was done
   */
  void write(long step, Map<String, Double> seconds) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.put("seconds", seconds);
    try {
      file.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw AtomicWrite.unwritable(path, e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw AtomicWrite.unwritable(path, e);
    }
  }
}
