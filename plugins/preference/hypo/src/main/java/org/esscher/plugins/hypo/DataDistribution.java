package org.esscher.plugins.hypo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;

/**
 * μ(y|x): how often an answer stands in a prompt's pairs, chosen or rejected, among all of them.
 */
final class DataDistribution {
  private final Map<String, Map<String, Integer>> counts = new HashMap<>();

  /**
   * Counts.
   *
   * @param pairs has {@code prompt_id}, {@code chosen}, {@code rejected}
   */
  DataDistribution(Batch pairs) {
    List<String> prompts = Prompts.of(pairs);
    for (String side : List.of("chosen", "rejected")) {
      Column answers = pairs.column(side);
      for (int row = 0; row < pairs.rows(); row++) {
        counts
            .computeIfAbsent(prompts.get(row), prompt -> new HashMap<>())
            .merge(answers.text(row), 1, Integer::sum);
      }
    }
  }

  /**
   * Adds the column {@code behavior_prob}.
   *
   * @param answers has {@code prompt_id} and {@code completion}
   * @param context makes the column
   * @return the rows with μ
   */
  Batch in(Batch answers, Context context) {
    List<String> prompts = Prompts.of(answers);
    Column completions = answers.column("completion");
    double[] mu = new double[answers.rows()];
    for (int row = 0; row < mu.length; row++) {
      Map<String, Integer> ofPrompt = counts.getOrDefault(prompts.get(row), Map.of());
      int all = ofPrompt.values().stream().mapToInt(Integer::intValue).sum();
      int own = ofPrompt.getOrDefault(completions.text(row), 0);
      mu[row] = all == 0 ? 0 : (double) own / all;
    }
    return answers.with("behavior_prob", context.columns().numbers(mu));
  }
}
