package org.esscher.plugins.goalconditionedrm;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Filter;
import org.esscher.api.Forward;

/**
 * One step of beam search towards a goal: of the candidates that were drawn for each prompt the
 * best by {@code log π + weight · cos(mean hidden state, goal)} stay, the best first; that is their
 * column {@code beam_score}. Equal ones stay in their order.
 *
 * <p>Reads {@code prompt_id}, {@code behavior_logp} (summed over tokens) and what the reward reads,
 * whose output {@code goal_similarity} is asked for.
 *
 * @param beams candidates that are kept for each prompt
 * @param weight weight of the cosine similarity against log-probability, nats
 * @param role role of the reward model, a {@code goal-conditioned-rm}
 */
@Component(
    value = "goal-beam",
    summary = "keeps the candidates of each prompt that are likely and near the goal",
    paper = "Nath et al. 2024, arXiv 2407.13887, section 4.3")
public record GoalBeam(
    @Default("4") @Min(1) int beams,
    @Default("1") @PositiveOrZero double weight,
    @Default("reward") String role)
    implements Filter {
  @Override
  public Result filter(Batch batch, Context context) {
    double[] scores = scores(batch, context);
    Column ids = batch.column("prompt_id");
    Map<String, List<Integer>> prompts = new LinkedHashMap<>();
    for (int row = 0; row < scores.length; row++) {
      prompts.computeIfAbsent(ids.text(row), id -> new ArrayList<>()).add(row);
    }
    Batch scored = batch.with("beam_score", context.columns().numbers(scores));
    int[] kept =
        prompts.values().stream()
            .flatMap(
                rows ->
                    rows.stream()
                        .sorted(Comparator.comparingDouble((Integer row) -> -scores[row]))
                        .limit(beams))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Result(scored.take(kept), 0);
  }

  private double[] scores(Batch batch, Context context) {
    Column logp = batch.column("behavior_logp");
    try (Forward forward = context.role(role).forward(batch, Set.of("goal_similarity"), context)) {
      double[] scores = forward.output("goal_similarity").toArray();
      for (int row = 0; row < scores.length; row++) {
        scores[row] *= weight;
        for (int token = logp.start(row); token < logp.start(row + 1); token++) {
          scores[row] += logp.at(token);
        }
      }
      return scores;
    }
  }
}
