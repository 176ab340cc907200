package org.esscher.plugins.base.transform;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Generalized advantage estimation: with δ_t = r_t + γ·(1 − terminated)·V(next) − V(now),
 *
 * <pre>
 * A_t = δ_t + γ·λ·A_{t+1}
 * </pre>
 *
 * within an episode, A beyond its last step in the batch being 0. Reads {@code reward}, {@code
 * value}, {@code next_value}, {@code terminated}; adds {@code advantage}, and {@code return_to_go},
 * A + V. With several rewards it reads {@code rewards} and values of as many components, and adds
 * vectors. Rows of an episode are given together and in order, with {@code episode_id}.
 *
 * @param discount discount γ: the weight of a reward one step later
 * @param lambda λ: 0 for one step, 1 for whole returns
 */
@Component(
    value = "generalized-advantages",
    summary = "advantages from rewards and a critic's values",
    paper = "Schulman et al. 2016, arXiv 1506.02438, equation 16")
public record GeneralizedAdvantages(
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("0.95") @PositiveOrZero @DecimalMax("1") double lambda)
    implements Transform {
  @Override
  public Batch apply(Batch batch, State fitted, Context context) {
    Episodes episodes = Episodes.of(batch);
    Column rewards = batch.column(batch.has("rewards") ? "rewards" : "reward");
    Column values = batch.column("value");
    Column following = batch.column("next_value");
    Column terminated = batch.column("terminated");
    int width = rewards.width();
    if (values.width() != width || following.width() != width) {
      throw EsscherException.data(
          "a reward has %d components, value %d and next_value %d; the same number of each is"
              + " needed",
          width, values.width(), following.width());
    }
    double[] advantage = new double[batch.rows() * width];
    double[] target = new double[advantage.length];
    for (int i = advantage.length - 1; i >= 0; i--) {
      int row = i / width;
      double next = terminated.at(row) == 0 ? discount * following.at(i) : 0;
      double later = row == episodes.last(row) ? 0 : advantage[i + width];
      advantage[i] = rewards.at(i) + next - values.at(i) + discount * lambda * later;
      target[i] = advantage[i] + values.at(i);
    }
    return batch
        .with("advantage", context.columns().shapedLike(values, advantage))
        .with("return_to_go", context.columns().shapedLike(values, target));
  }
}
