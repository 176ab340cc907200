package org.esscher.plugins.fdpg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;

/**
 * What choices without a policy are worth: the last candidate of each question in file order, a
 * uniform choice, the best of the candidates. Means over questions.
 */
final class SimpleChoices {
  private final List<Double> last = new ArrayList<>();
  private final List<Double> uniform = new ArrayList<>();
  private final List<Double> best = new ArrayList<>();

  /**
   * Looks at every question.
   *
   * @param rows in file order, with {@code prompt_id} and a column {@code reward}
   */
  SimpleChoices(Batch rows) {
    Column reward = rows.column("reward");
    for (List<Integer> question : Questions.of(rows).values()) {
      double[] rewards = question.stream().mapToDouble(row -> reward.at(row)).toArray();
      last.add(rewards[rewards.length - 1]);
      uniform.add(Arrays.stream(rewards).average().orElseThrow());
      best.add(Arrays.stream(rewards).max().orElseThrow());
    }
  }

  /**
   * Rows of a table.
   *
   * @param questions what the questions are called
   * @return one row a choice
   */
  List<Map<String, Object>> rows(String questions) {
    return List.of(
        row("last in file order", questions, last),
        row("uniform", questions, uniform),
        row("best", questions, best));
  }

  private static Map<String, Object> row(String choice, String questions, List<Double> values) {
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("choice", choice);
    row.put("questions", questions);
    row.put("reward", mean);
    int n = values.size();
    // The sample's standard deviation (ddof 1) over √n; a single question tells no error.
    if (n > 1) {
      row.put("reward_standard_error", Math.sqrt(squares / (n - 1) / n));
    }
    row.put("count", n);
    return row;
  }
}
