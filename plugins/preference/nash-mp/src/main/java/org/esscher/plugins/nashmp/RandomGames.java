package org.esscher.plugins.nashmp;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Generator;

/**
 * Preference games without structure: P(y ≻ y′) uniform on [0, 1] above the diagonal, its opposite
 * below, ½ on it; the reference is uniform. Columns: {@code prompt_id}, the game from 0; {@code
 * action}, the answer from 0; {@code ref_logp}; {@code preference_prob}, the list of P(action ≻
 * other).
 *
 * @param prompts number of games, one per prompt
 * @param actions number of answers to each prompt
 */
@Component(
    value = "random-games",
    summary = "preference games with uniformly random preferences",
    paper = "the matrix games of Tiapkin et al. 2025, arXiv 2505.19731")
public record RandomGames(@Default("5") @Positive int prompts, @Default("50") @Min(2) int actions)
    implements Generator {
  @Override
  public Batch generate(Context context) {
    RandomGenerator random = context.random();
    int rows = Math.multiplyExact(prompts, actions);
    long[] prompt = new long[rows];
    long[] action = new long[rows];
    double[] reference = new double[rows];
    double[] preference = new double[Math.multiplyExact(rows, actions)];
    Arrays.fill(reference, -Math.log(actions));
    for (int game = 0; game < prompts; game++) {
      for (int y = 0; y < actions; y++) {
        int row = game * actions + y;
        prompt[row] = game;
        action[row] = y;
        preference[row * actions + y] = 0.5;
        for (int rival = y + 1; rival < actions; rival++) {
          double p = random.nextDouble();
          preference[row * actions + rival] = p;
          preference[(game * actions + rival) * actions + y] = 1 - p;
        }
      }
    }
    int[] starts = new int[rows + 1];
    Arrays.setAll(starts, row -> row * actions);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("prompt_id", context.columns().integers(prompt));
    columns.put("action", context.columns().integers(action));
    columns.put("ref_logp", context.columns().numbers(reference));
    columns.put("preference_prob", context.columns().lists(starts, preference));
    return context.columns().batch(columns);
  }
}
