package org.esscher.plugins.ailboost;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.util.Arrays;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Lets the steps of many learners stand for their mixture: each row of the memory that it was
 * fitted on gets the {@code weight} w_i/n_i, w_i being the weight of the row's learner i in the
 * mixture, and n_i the number of its rows. Over the memory they sum to 1. Rows are weighted, or
 * drawn, by them.
 *
 * <p>It reads {@code learner}, numbered from 0, the first. Learners without rows, the oldest ones
 * that were forgotten, have their weight given to the others.
 *
 * @param eta η, the weight of the newest learner
 */
@Component(
    value = "weighted-replay",
    summary = "weights of a replay memory's rows by the learners that played them",
    paper = "Chang et al. 2024, arXiv 2404.08513, section 4")
public record WeightedReplay(
    @Default("0.05") @DecimalMin(value = "0", inclusive = false) @DecimalMax("1") double eta)
    implements Transform {
  private static final String LEARNER = "learner";
  private static final String FIRST = "first";
  private static final String WEIGHTS = "weights";

  @Override
  public State fit(Batch log, Context context) {
    int[] learners = learners(log);
    int first = Arrays.stream(learners).min().orElse(0);
    int last = Arrays.stream(learners).max().orElse(0);
    double[] rows = new double[last - first + 1];
    for (int learner : learners) {
      rows[learner - first]++;
    }
    double[] weights = LearnerWeights.of(first, last, eta);
    Arrays.setAll(weights, i -> rows[i] == 0 ? 0 : weights[i]);
    double sum = Arrays.stream(weights).sum();
    Arrays.setAll(weights, i -> rows[i] == 0 ? 0 : weights[i] / sum / rows[i]);
    return State.empty().with(FIRST, first).with(WEIGHTS, weights);
  }

  @Override
  public Batch apply(Batch batch, State fitted, Context context) {
    int[] learners = learners(batch);
    int first = (int) fitted.number(FIRST, 0);
    double[] byLearner = fitted.get(WEIGHTS);
    double[] weights = new double[learners.length];
    for (int row = 0; row < weights.length; row++) {
      int place = learners[row] - first;
      if (place < 0 || place >= byLearner.length) {
        throw EsscherException.data(
            "row %d, column 'learner': there are no rows of learner %d in the memory that"
                + " 'weighted-replay' was fitted on; fit it on the memory as it is now",
            row, learners[row]);
      }
      weights[row] = byLearner[place];
    }
    return batch.with("weight", context.columns().numbers(weights));
  }

  private static int[] learners(Batch rows) {
    Column column = rows.column(LEARNER);
    int[] learners = new int[rows.rows()];
    for (int row = 0; row < learners.length; row++) {
      double value = column.isText() ? Double.NaN : column.at(row);
      if (!(value >= 0 && value <= Integer.MAX_VALUE) || value != Math.rint(value)) {
        throw EsscherException.data(
            "row %d, column 'learner': learners are numbered 0, 1, …; got %s",
            row, column.isMissing(row) ? "nothing" : column.text(row));
      }
      learners[row] = (int) value;
    }
    return learners;
  }
}
