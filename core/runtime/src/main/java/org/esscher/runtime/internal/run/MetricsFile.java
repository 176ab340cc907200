package org.esscher.runtime.internal.run;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;
import org.esscher.data.Sink;
import org.esscher.data.Sinks;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Copies a journal of metrics into an Arrow file with the columns step, name and value. It holds a
 * batch of readings at a time, however many there are.
 */
final class MetricsFile {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int BATCH_ROWS = 1 << 15;

  private final long[] steps = new long[BATCH_ROWS];
  private final List<String> names = new ArrayList<>();
  private final double[] values = new double[BATCH_ROWS];

  private MetricsFile() {}

  /**
   * Writes the file, unless there are no readings.
   *
   * @param journal JSON lines
   * @param file where the Arrow file will stand
   * @param parent of the batches' arenas
   */
  static void write(Path journal, Path file, Arena parent) {
    // Not a channel, which an interrupt would close.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new FileInputStream(journal.toFile()), StandardCharsets.UTF_8))) {
      MetricsFile readings = new MetricsFile();
      if (!readings.read(lines)) {
        return;
      }
      try (Sink sink = Sinks.open(file)) {
        do {
          readings.write(sink, parent);
        } while (readings.read(lines));
        sink.commit();
      }
    } catch (IOException e) {
      throw new EsscherException(ErrorCode.RESOURCES, journal + " can't be read", e);
    }
  }

  /** Takes the next readings, and says whether there were any. */
  private boolean read(BufferedReader lines) throws IOException {
    names.clear();
    while (names.size() < BATCH_ROWS) {
      String line = lines.readLine();
      if (line == null) {
        break;
      }
      JsonNode reading = JSON.readTree(line);
      steps[names.size()] = reading.path("step").longValue();
      values[names.size()] = reading.path("value").doubleValue();
      names.add(reading.path("name").asString());
    }
    return !names.isEmpty();
  }

  private void write(Sink sink, Arena parent) {
    try (Arena arena = parent.child("metrics")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("step", arena.integers(Arrays.copyOf(steps, names.size())));
      columns.put("name", arena.texts(names));
      columns.put("value", arena.numbers(Arrays.copyOf(values, names.size())));
      sink.write(arena.batch(columns));
    }
  }
}
