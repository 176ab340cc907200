package org.esscher.plugins.ailboost;

import static org.esscher.api.Level.ROW;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * Rows of the expert and of the policy with a discriminator's scores, and the variational loss L(D)
 * of them: a weighted mean over each source's rows of its own.
 */
final class ScoredRows {
  /** Counts the expert's rows whose score was bounded, in an estimator's state. */
  static final String CLAMPED = "clamped";

  private static final String SLOT = "transitions";
  private static final String SCORE = "score";
  private static final String WEIGHT = "weight";
  private static final String SOURCE = "source";

  private final VariationalForm form;
  private final boolean[] expert;
  private final double[] scores;
  private final double[] weights;
  private final double ofExpert;
  private final double ofPolicy;

  private ScoredRows(
      VariationalForm form, boolean[] expert, double[] scores, double[] weights, String who) {
    this.form = form;
    this.expert = expert;
    this.scores = scores;
    this.weights = weights;
    this.ofExpert = weightOf(true, who);
    this.ofPolicy = weightOf(false, who);
  }

  /** What {@link #of} needs. */
  static Map<String, Expr> reads(Inputs in) {
    Slot rows = in.slot(SLOT);
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put(SCORE, rows.output("discriminator", SCORE, ROW));
    reads.put(WEIGHT, rows.weight());
    // Texts are no expressions: naming the column here declares it.
    reads.put(SOURCE, rows.firstOccurrence(SOURCE));
    return reads;
  }

  /**
   * Reads a batch.
   *
   * @param form the loss
   * @param data what {@link #reads} declared
   * @param who reads, for messages
   * @throws EsscherException (DATA) when a row comes from elsewhere, or a source has no rows
   */
  static ScoredRows of(VariationalForm form, Data data, String who) {
    return new ScoredRows(
        form,
        expert(data.batch(SLOT), who),
        data.get(SCORE).toArray(),
        data.get(WEIGHT).toArray(),
        who);
  }

  private static boolean[] expert(Batch rows, String who) {
    Column source = rows.column(SOURCE);
    boolean[] expert = new boolean[rows.rows()];
    for (int row = 0; row < expert.length; row++) {
      String name = source.isMissing(row) ? "nothing" : source.text(row);
      expert[row] = name.equals("expert");
      if (!expert[row] && !name.equals("policy")) {
        throw EsscherException.data(
            "%s: row %d, column 'source': a row comes from expert or policy, got '%s'",
            who, row, name);
      }
    }
    return expert;
  }

  private double weightOf(boolean ofTheExpert, String who) {
    double sum = 0;
    for (int row = 0; row < weights.length; row++) {
      sum += expert[row] == ofTheExpert ? weights[row] : 0;
    }
    if (!(sum > 0)) {
      throw EsscherException.data(
          "%s: none of %d rows of positive weight has the source %s; rows of both expert and policy"
              + " are needed",
          who, weights.length, ofTheExpert ? "expert" : "policy");
    }
    return sum;
  }

  /** The share that a row has in its source's mean. */
  private double share(int row) {
    return weights[row] / (expert[row] ? ofExpert : ofPolicy);
  }

  /** L(D). */
  double loss() {
    double loss = 0;
    for (int row = 0; row < scores.length; row++) {
      double score = scores[row];
      loss += share(row) * (expert[row] ? form.ofExpert(score) : form.ofPolicy(score));
    }
    return loss;
  }

  private double slope(int row) {
    double score = scores[row];
    return share(row) * (expert[row] ? form.expertSlope(score) : form.policySlope(score));
  }

  private int clamped() {
    int count = 0;
    for (int row = 0; row < scores.length; row++) {
      count += expert[row] && weights[row] > 0 && form.clamps(scores[row]) ? 1 : 0;
    }
    return count;
  }

  /**
   * An exact loss {@code constant + factor·L(D)} that trains the discriminator, and the count of
   * bounded rows.
   */
  CustomObjective.Result result(String name, double constant, double factor, Context context) {
    double all = ofExpert + ofPolicy;
    double[] cotangents = new double[scores.length];
    for (int row = 0; row < cotangents.length; row++) {
      cotangents[row] = all * factor * slope(row);
    }
    CustomObjective.Part part =
        new CustomObjective.Part(
            name,
            Set.of("discriminator"),
            Loss.Kind.EXACT,
            all * (constant + factor * loss()),
            all,
            Map.of(SCORE, context.columns().numbers(cotangents)));
    return new CustomObjective.Result(List.of(part), State.empty().with(CLAMPED, clamped()));
  }
}
