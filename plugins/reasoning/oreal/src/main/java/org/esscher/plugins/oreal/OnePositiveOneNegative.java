package org.esscher.plugins.oreal;

import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Filter;

/**
 * Keeps what tells something: prompts whose rollouts are neither all right nor all wrong, and of
 * each one right and one wrong rollout at random. Advantages are those among all K rollouts of the
 * prompt, before any is dropped, and are written to the column {@code advantage}.
 *
 * <p>Reads {@code prompt_id} and {@code reward}: 1, and −1 or 0 for wrong; missing where a judge
 * gave no answer. What is kept may be no row at all.
 *
 * @param shaping how rewards become advantages
 * @param pairOnly whether only one right and one wrong rollout are kept; otherwise all of such
 *     prompts
 * @param signed whether rewards are first mapped to −1 and 1
 * @param unjudged how rollouts whose reward is missing are treated
 * @param maxAttempts how often prompts may be collected in place of uninformative ones
 */
@Component(
    value = "one-positive-one-negative",
    summary = "a right and a wrong rollout of each prompt that has both, with their advantages",
    paper = "Lyu et al. 2025, arXiv 2502.06781, section 3")
public record OnePositiveOneNegative(
    @Default("rloo") Shaping shaping,
    @Default("true") boolean pairOnly,
    @Default("false") boolean signed,
    @Default("drop") Unjudged unjudged,
    @Default("1") @Min(1) int maxAttempts)
    implements Filter {
  /** What becomes of rollouts that were not judged. */
  public enum Unjudged {
    /** They are dropped. */
    DROP,
    /** They count as wrong. */
    WRONG
  }

  @Override
  public Result filter(Batch batch, Context context) {
    double[] rewards = rewards(batch);
    double[] advantages = new double[rewards.length];
    List<Integer> kept = new ArrayList<>();
    int uninformative = 0;
    RandomGenerator random = context.random();
    for (List<Integer> prompt : prompts(batch)) {
      List<Integer> judged = prompt.stream().filter(row -> !Double.isNaN(rewards[row])).toList();
      List<Integer> right = judged.stream().filter(row -> rewards[row] > 0).toList();
      List<Integer> wrong = judged.stream().filter(row -> !(rewards[row] > 0)).toList();
      if (right.isEmpty() || wrong.isEmpty()) {
        uninformative++;
        continue;
      }
      double[] own = shaping.of(judged.stream().mapToDouble(row -> rewards[row]).toArray());
      for (int i = 0; i < own.length; i++) {
        advantages[judged.get(i)] = own[i];
      }
      if (pairOnly) {
        kept.add(right.get(random.nextInt(right.size())));
        kept.add(wrong.get(random.nextInt(wrong.size())));
      } else {
        kept.addAll(judged);
      }
    }
    Batch shaped =
        batch
            .with("reward", context.columns().numbers(rewards))
            .with("advantage", context.columns().numbers(advantages));
    return new Result(
        shaped.take(kept.stream().mapToInt(Integer::intValue).toArray()), uninformative);
  }

  /** The rows of each prompt; one rollout alone can't be compared. */
  private Collection<List<Integer>> prompts(Batch batch) {
    Column ids = batch.column("prompt_id");
    Map<String, List<Integer>> prompts = new LinkedHashMap<>();
    for (int row = 0; row < batch.rows(); row++) {
      prompts.computeIfAbsent(ids.text(row), id -> new ArrayList<>()).add(row);
    }
    for (Map.Entry<String, List<Integer>> prompt : prompts.entrySet()) {
      if (shaping == Shaping.RLOO && prompt.getValue().size() < 2) {
        throw EsscherException.user(
            "one-positive-one-negative: rloo compares rollouts of a prompt, and prompt %s has one;"
                + " draw at least 2 per prompt",
            prompt.getKey());
      }
    }
    return prompts.values();
  }

  /** As they are to be: NaN for what is to be dropped. */
  private double[] rewards(Batch batch) {
    Column reward = batch.column("reward");
    if (reward.isText() || reward.ragged() || reward.width() != 1) {
      throw EsscherException.data(
          "column 'reward': one number per row is needed, an outcome of 1 for right, -1 or 0 for"
              + " wrong");
    }
    double[] rewards = reward.toArray();
    double wrong = signed ? -1 : wrongOf(rewards);
    for (int row = 0; row < rewards.length; row++) {
      double found = rewards[row];
      boolean outcome = found == 1 || found == wrong || (signed && found == 0);
      if (!outcome && !Double.isNaN(found)) {
        throw EsscherException.data(
            "row %d, column 'reward': outcomes are 1 for right, and either -1 or 0 for wrong in all"
                + " rows, got %s",
            row, found);
      }
      boolean failed = Double.isNaN(found) && unjudged == Unjudged.WRONG;
      rewards[row] = failed || found == 0 ? wrong : found;
    }
    return rewards;
  }

  /** −1, unless the first wrong row says 0. */
  private static double wrongOf(double[] rewards) {
    for (double reward : rewards) {
      if (reward == 0 || reward == -1) {
        return reward;
      }
    }
    return -1;
  }
}
