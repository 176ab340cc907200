package org.esscher.spitests.probe;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * A Bradley-Terry loss, and −log mean σ(cos) of states of one chosen answer − log(1 − mean σ(cos))
 * against states of the rejected one; the means run over the whole batch and stand inside the logs.
 */
@Component("bt-contrastive")
record BtContrastive(
    @Default("0.5") @PositiveOrZero double contrastiveBeta, @Default("16") @Min(1) int samples)
    implements CustomObjective {
  @Override
  public Split split() {
    return Split.BATCH;
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot pairs = in.slot("pairs");
    return Map.of(
        "chosen_score", output(pairs, "score", Level.ROW, "chosen"),
        "rejected_score", output(pairs, "score", Level.ROW, "rejected"),
        "chosen_hidden", output(pairs, "hidden", Level.TOKEN, "chosen"),
        "rejected_hidden", output(pairs, "hidden", Level.TOKEN, "rejected"));
  }

  private static Expr output(Slot pairs, String output, Level level, String answer) {
    return pairs
        .output("reward", output, level)
        .at("completion", pairs.column(answer, Level.ROW))
        .as(answer + "_" + output);
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    return Result.of(bradleyTerry(data, context), contrast(data, context));
  }

  private static Part bradleyTerry(Data data, Context context) {
    Column chosen = data.get("chosen_score");
    Column rejected = data.get("rejected_score");
    double[] cotangent = new double[chosen.rows()];
    double[] opposite = new double[chosen.rows()];
    double sum = 0;
    for (int row = 0; row < cotangent.length; row++) {
      double odds = Math.exp(rejected.at(row) - chosen.at(row));
      sum += Math.log1p(odds);
      opposite[row] = odds / (1 + odds);
      cotangent[row] = -opposite[row];
    }
    return new Part(
        "bradley-terry",
        Set.of("reward"),
        Loss.Kind.EXACT,
        sum,
        cotangent.length,
        Map.of(
            "chosen_score", context.columns().shapedLike(chosen, cotangent),
            "rejected_score", context.columns().shapedLike(rejected, opposite)));
  }

  private Part contrast(Data data, Context context) {
    Column chosen = data.get("chosen_hidden");
    Column rejected = data.get("rejected_hidden");
    SampledCosines near = new SampledCosines(chosen, chosen, samples);
    SampledCosines far = new SampledCosines(chosen, rejected, samples);
    near.draw(context.random(), true);
    far.draw(context.random(), false);
    int rows = chosen.rows();
    double nearMean = near.meanSigmoid();
    double farMean = far.meanSigmoid();
    // The host divides by the weight, so that the sum is rows times the value.
    double factor = contrastiveBeta * rows;
    near.pullBack(-factor / nearMean);
    far.pullBack(factor / (1 - farMean));
    double[] toChosen = near.toSource();
    add(toChosen, near.toGoal());
    add(toChosen, far.toSource());
    return new Part(
        "contrastive",
        Set.of("reward"),
        Loss.Kind.EXACT,
        -factor * (Math.log(nearMean) + Math.log1p(-farMean)),
        rows,
        Map.of(
            "chosen_hidden", context.columns().shapedLike(chosen, toChosen),
            "rejected_hidden", context.columns().shapedLike(rejected, far.toGoal())));
  }

  private static void add(double[] sum, double[] part) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += part[i];
    }
  }
}
