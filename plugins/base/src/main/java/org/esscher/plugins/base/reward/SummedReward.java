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

/** The model of {@link WeightedSum}. */
final class SummedReward implements RewardModel {
  private final List<RewardModel> rewards;
  private final List<Double> weights;
  private final Children children;

  SummedReward(List<RewardModel> rewards, List<Double> weights, Children children) {
    this.rewards = rewards;
    this.weights = weights;
    this.children = children;
  }

  @Override
  public Set<String> inputs() {
    Set<String> inputs = new HashSet<>();
    for (int k = 0; k < rewards.size(); k++) {
      if (weights.get(k) != 0) {
        inputs.addAll(rewards.get(k).inputs());
      }
    }
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
    FrozenForward.requireOnly("weighted-sum", "score", outputs);
    Column shape = context.columns().numbers(new double[batch.rows()]);
    double[] sum = new double[batch.rows()];
    boolean first = true;
    for (int k = 0; k < rewards.size(); k++) {
      if (weights.get(k) != 0) {
        try (Forward forward = rewards.get(k).forward(batch, Set.of("score"), context)) {
          Column score = forward.output("score");
          if (first) {
            shape = score;
            sum = new double[score.toArray().length];
            first = false;
          }
          requireShape(shape, score, k);
          add(sum, weights.get(k), score, k);
        }
      }
    }
    return new FrozenForward("weighted-sum", "score", context.columns().shapedLike(shape, sum));
  }

  private static void add(double[] sum, double weight, Column score, int k) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * score.at(i);
      if (Double.isNaN(sum[i]) || sum[i] == Double.POSITIVE_INFINITY) {
        throw EsscherException.data(
            "element %d: reward %d has the score %s, which its weight %s makes no score",
            i, k, score.at(i), weight);
      }
    }
  }

  private static void requireShape(Column wanted, Column found, int k) {
    if (wanted.width() != found.width()
        || wanted.ragged() != found.ragged()
        || wanted.start(wanted.rows()) != found.start(found.rows())) {
      throw EsscherException.user(
          "rewards of one sum need one shape; reward %d has %d elements of width %d, the first has"
              + " %d of width %d",
          k, found.start(found.rows()), found.width(), wanted.start(wanted.rows()), wanted.width());
    }
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
