package org.esscher.neural.internal.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Columns;

/** What was sampled, collected row by row. */
final class Completions {
  private final List<String> texts = new ArrayList<>();
  private final List<double[]> logps = new ArrayList<>();
  private final List<Boolean> truncated = new ArrayList<>();

  void add(Sampling sampling, int rows) {
    for (int row = 0; row < rows; row++) {
      texts.add(sampling.text(row));
      logps.add(sampling.logp(row));
      truncated.add(sampling.truncated(row));
    }
  }

  /** The contexts with what was sampled for them, and how. */
  Batch of(Batch contexts, SamplingRule rule, Columns columns) {
    int rows = texts.size();
    int[] starts = new int[rows + 1];
    boolean[] cut = new boolean[rows];
    double[] temperatures = new double[rows];
    for (int row = 0; row < rows; row++) {
      starts[row + 1] = starts[row] + logps.get(row).length;
      cut[row] = truncated.get(row);
      temperatures[row] = rule.temperature();
    }
    double[] all = logps.stream().flatMapToDouble(Arrays::stream).toArray();
    return contexts
        .with(Texts.COMPLETION, columns.texts(texts))
        .with("behavior_logp", columns.lists(starts, all))
        .with("truncated", columns.booleans(cut))
        .with("temperature", columns.numbers(temperatures));
  }
}
