package org.esscher.spitests.probe;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * The action of the recorded pair nearest to (observation, policy_action), observations times β.
 */
@Component("neighbor-action")
record NeighborAction(@Default("2") @Positive double beta) implements Transform {
  @Override
  public State fit(Batch log, Context context) {
    return State.empty()
        .with("observations", log.column("observation").toArray())
        .with("actions", log.column("action").toArray());
  }

  @Override
  public Batch apply(Batch batch, State fitted, Context context) {
    double[] observations = fitted.get("observations");
    double[] actions = fitted.get("actions");
    Column observation = batch.column("observation");
    Column action = batch.column("policy_action");
    double[] found = new double[batch.rows() * action.width()];
    for (int row = 0; row < batch.rows(); row++) {
      int nearest = nearest(observations, actions, observation, action, row);
      System.arraycopy(
          actions, nearest * action.width(), found, row * action.width(), action.width());
    }
    return batch.with("neighbor_action", context.columns().shapedLike(action, found));
  }

  /** Ties go to the lowest index. */
  private int nearest(
      double[] observations, double[] actions, Column observation, Column action, int row) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < actions.length / action.width(); i++) {
      double distance =
          beta * beta * squaredDistance(observations, i, observation, row)
              + squaredDistance(actions, i, action, row);
      if (distance < least) {
        least = distance;
        nearest = i;
      }
    }
    return nearest;
  }

  private static double squaredDistance(double[] points, int index, Column query, int row) {
    int width = query.width();
    double sum = 0;
    for (int c = 0; c < width; c++) {
      double difference = points[index * width + c] - query.at((long) row * width + c);
      sum += difference * difference;
    }
    return sum;
  }
}
