package org.esscher.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimator;
import org.esscher.data.Arena;
import org.jspecify.annotations.Nullable;

/**
 * One estimator and the numbers that it is measured on, float32 as a model gives them.
 *
 * @param name also names the function of the PyTorch script
 * @param estimator an objective without metrics, or a statistic
 * @param slot the estimator's slot
 * @param columns numbers by column, an element a token or a row
 * @param perRow columns with a value a row, where the others hold tokens
 * @param starts the first token of each row and their number, or null where an element is a row
 * @param groupSize rows of a {@code prompt_id}, or 0 without
 * @param trained columns whose cotangents are wanted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of numbers
record Workload(
    String name,
    Estimator estimator,
    String slot,
    Map<String, float[]> columns,
    Map<String, float[]> perRow,
    int @Nullable [] starts,
    int groupSize,
    List<String> trained) {

  int rows() {
    return starts == null ? elements() : starts.length - 1;
  }

  int elements() {
    return columns.values().iterator().next().length;
  }

  /** Bytes that must move at least once: columns in, cotangents out, as float32. */
  long bytes() {
    return 4L * elements() * (columns.size() + trained.size());
  }

  Batch batch(Arena arena) {
    FloatColumns floats = new FloatColumns(arena);
    Map<String, Column> made = new LinkedHashMap<>();
    columns.forEach((name, values) -> made.put(name, floats.column(starts, values)));
    perRow.forEach((name, values) -> made.put(name, floats.column(null, values)));
    if (groupSize > 0) {
      long[] prompt = new long[rows()];
      for (int row = 0; row < prompt.length; row++) {
        prompt[row] = row / groupSize;
      }
      made.put("prompt_id", arena.integers(prompt));
    }
    return arena.batch(made);
  }
}
