package org.esscher.plugins.base.transform;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Looks n steps ahead: of step t, {@code reward} becomes Σ_{k&lt;m} γ^k r_{t+k}, everything that a
 * step leads to ({@code next_…}, {@code terminated}, {@code truncated}) that of step t + m − 1, and
 * {@code discount} γ^m, the factor of what follows. m is n, or what is left of the episode in the
 * batch; rows of an episode are given together and in order, with {@code episode_id}.
 *
 * @param steps n: number of steps whose rewards are added up
 * @param discount discount γ: the weight of a reward one step later
 */
@Component(
    value = "n-step",
    summary = "rewards of n steps in one row",
    paper = "Sutton and Barto, section 7.1")
public record NStep(
    @Default("3") @Positive int steps,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount)
    implements Transform {
  @Override
  public Batch apply(Batch batch, State fitted, Context context) {
    Episodes episodes = Episodes.of(batch);
    double[] rewards = batch.column("reward").toArray();
    double[] sums = new double[batch.rows()];
    double[] discounts = new double[batch.rows()];
    int[] ends = new int[batch.rows()];
    for (int row = 0; row < batch.rows(); row++) {
      ends[row] = (int) Math.min(row + (long) steps - 1, episodes.last(row));
      double factor = 1;
      for (int ahead = row; ahead <= ends[row]; ahead++) {
        sums[row] += factor * rewards[ahead];
        factor *= discount;
      }
      discounts[row] = factor;
    }
    Columns columns = context.columns();
    Batch ahead = batch.take(ends);
    Batch changed =
        batch.with("reward", columns.numbers(sums)).with("discount", columns.numbers(discounts));
    for (String name : batch.names()) {
      if (name.startsWith("next_") || name.equals("terminated") || name.equals("truncated")) {
        changed = changed.with(name, ahead.column(name));
      }
    }
    return changed;
  }
}
