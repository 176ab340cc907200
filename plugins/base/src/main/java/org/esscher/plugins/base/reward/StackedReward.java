package org.esscher.plugins.base.reward;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Children;
import org.esscher.plugins.base.model.FrozenForward;

/** The model of {@link RewardVector}. */
final class StackedReward implements RewardModel {
  private static final String ID = "reward-vector";

  private final List<RewardModel> rewards;
  private final Children children;

  StackedReward(List<RewardModel> rewards, Children children) {
    this.rewards = rewards;
    this.children = children;
  }

  @Override
  public Set<String> inputs() {
    Set<String> inputs = new HashSet<>();
    rewards.forEach(reward -> inputs.addAll(reward.inputs()));
    return Set.copyOf(inputs);
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return Model.groupedBy(rewards, columns);
  }

  @Override
  public Set<String> outputs() {
    return Set.of("score");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    FrozenForward.requireOnly(ID, "score", outputs);
    int width = rewards.size();
    double[] stacked = new double[Math.multiplyExact(batch.rows(), width)];
    for (int k = 0; k < width; k++) {
      try (Forward forward = rewards.get(k).forward(batch, Set.of("score"), context)) {
        Column score = forward.output("score");
        for (int row = 0; row < batch.rows(); row++) {
          stacked[row * width + k] = scalar(score, row, k);
        }
      }
    }
    return new FrozenForward(ID, "score", context.columns().vectors(width, stacked));
  }

  private static double scalar(Column score, int row, int k) {
    if (score.ragged() || score.width() != 1) {
      throw EsscherException.user(
          "'reward-vector' takes one score per row of each reward; reward %d gives %s",
          k, score.ragged() ? "lists" : "vectors of " + score.width());
    }
    if (!Double.isFinite(score.at(row))) {
      throw EsscherException.data(
          "row %d: reward %d has the score %s; the components of a vector are finite",
          row, k, score.at(row));
    }
    return score.at(row);
  }

  @Override
  public State save() {
    return children.save();
  }

  @Override
  public void close() {
    children.close();
  }
}
