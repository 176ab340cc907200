package org.esscher.neural.internal.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;

/** What was sampled, collected row by row. */
final class Completions {
  private final List<String> texts = new ArrayList<>();
  private final List<int[]> tokens = new ArrayList<>();
  private final List<double[]> logps = new ArrayList<>();
  private final List<Boolean> truncated = new ArrayList<>();

  void add(Sampling sampling, int rows) {
    for (int row = 0; row < rows; row++) {
      texts.add(sampling.text(row));
      tokens.add(sampling.tokens(row));
      logps.add(sampling.logp(row));
      truncated.add(sampling.truncated(row));
    }
  }

  /**
   * The contexts with what was sampled for them, and how.
   *
   * @param contexts a row for each completion
   * @param rule of sampling
   * @param withTokens whether a text's tokens are recorded, for texts that don't determine them
   * @param columns makes the columns
   */
  Batch of(Batch contexts, SamplingRule rule, boolean withTokens, Columns columns) {
    int rows = texts.size();
    boolean[] cut = new boolean[rows];
    double[] temperatures = new double[rows];
    Arrays.fill(temperatures, rule.temperature());
    for (int row = 0; row < rows; row++) {
      cut[row] = truncated.get(row);
    }
    Batch sampled =
        contexts
            .with(Texts.COMPLETION, columns.texts(texts))
            .with("behavior_logp", lists(logps, columns))
            .with("truncated", columns.booleans(cut))
            .with("temperature", columns.numbers(temperatures));
    return withTokens
        ? sampled.with(
            Texts.TOKENS,
            lists(
                tokens.stream()
                    .map(each -> Arrays.stream(each).asDoubleStream().toArray())
                    .toList(),
                columns))
        : sampled;
  }

  private static Column lists(List<double[]> rows, Columns columns) {
    int[] starts = new int[rows.size() + 1];
    for (int row = 0; row < rows.size(); row++) {
      starts[row + 1] = starts[row] + rows.get(row).length;
    }
    return columns.lists(starts, rows.stream().flatMapToDouble(Arrays::stream).toArray());
  }
}
