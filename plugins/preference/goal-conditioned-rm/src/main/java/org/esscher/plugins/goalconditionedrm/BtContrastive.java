package org.esscher.plugins.goalconditionedrm;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * A Bradley-Terry loss of scores and a contrastive loss of hidden states, two losses of one reward:
 * {@code bradley-terry}, the mean of {@code softplus(−(r_w − r_l − margin))} over pairs; {@code
 * contrastive}, {@code β_c [−log mean σ(c⁺) − log(1 − mean σ(c⁻))]}, where c⁺ are cosines of states
 * of the chosen answer with states of it that mostly are later, and c⁻ with states of the rejected
 * answer. The means run over all samples of all pairs, inside the logarithms: the loss is not a
 * mean over pairs, and a batch can't be split. It is exact, given the places; the last layer of a
 * reward sees the first loss alone.
 *
 * <p>Reads the slot {@code pairs}: {@code chosen_score}, {@code rejected_score} a row, and {@code
 * chosen_hidden}, {@code rejected_hidden}, a vector a token of the answers, outputs of {@code
 * reward}; {@code margin} a row where it is used. Places come from the columns {@code source_index,
 * goal_index, negative_source_index, rejected_index} (lists, from 0 at the answer's first token)
 * where the batch has them, else they are drawn, see {@link Positions}.
 *
 * @param contrastiveBeta β_c; with 0 there is no contrastive loss
 * @param sourceSamples S, the number of sources and goals per pair
 * @param rejectedSamples S′, the number of sources and rejected states per pair
 * @param strategy what a source is compared with
 * @param lossForm whether the mean is inside the logarithm, as released, or outside, as in the text
 * @param sourcePercentile p of sources; near 1, sources lie only at the beginning of an answer
 * @param goalPercentile p of goals and of rejected states
 * @param margin whether the column {@code margin} is read
 * @param maskEarlierGoals whether goals before a source are left out of its comparison; in the
 *     released code they are compared. Not for {@code cosine-avg}
 */
@Component(
    value = "bt-contrastive",
    summary = "Bradley-Terry loss of scores, and a contrastive loss of hidden states",
    paper = "Nath et al. 2024, arXiv 2407.13887, equation 4")
public record BtContrastive(
    @Default("0.5") @PositiveOrZero double contrastiveBeta,
    @Default("16") @Min(1) int sourceSamples,
    @Default("16") @Min(1) int rejectedSamples,
    @Default("cosine") Strategy strategy,
    @Default("log-mean") LossForm lossForm,
    @Default("0")
        @PositiveOrZero
        @DecimalMax(value = "1", inclusive = false, message = "must be below 1")
        double sourcePercentile,
    @Default("0")
        @PositiveOrZero
        @DecimalMax(value = "1", inclusive = false, message = "must be below 1")
        double goalPercentile,
    @Default("false") boolean margin,
    @Default("false") boolean maskEarlierGoals)
    implements CustomObjective {
  /** What a source is compared with. */
  public enum Strategy {
    /** Each of the pair's goals. */
    COSINE,
    /** The mean of them. */
    COSINE_AVG
  }

  /** Where the mean stands. */
  public enum LossForm {
    /** −log mean σ(c⁺) − log(1 − mean σ(c⁻)). */
    LOG_MEAN,
    /** −mean log σ(c⁺) − mean log(1 − σ(c⁻)); by Jensen not below the other in its first term. */
    MEAN_LOG
  }

  /**
   * Checks.
   *
   * @param contrastiveBeta as for the record
   * @param sourceSamples as for the record
   * @param rejectedSamples as for the record
   * @param strategy as for the record
   * @param lossForm as for the record
   * @param sourcePercentile as for the record
   * @param goalPercentile as for the record
   * @param margin as for the record
   * @param maskEarlierGoals as for the record
   */
  public BtContrastive {
    if (maskEarlierGoals && strategy == Strategy.COSINE_AVG) {
      throw EsscherException.user(
          "bt-contrastive: a mean of goals can't leave out those before a source; choose the"
              + " strategy cosine, or maskEarlierGoals false");
    }
  }

  /** The same loss with another β_c. */
  BtContrastive withBeta(double beta) {
    return new BtContrastive(
        beta,
        sourceSamples,
        rejectedSamples,
        strategy,
        lossForm,
        sourcePercentile,
        goalPercentile,
        margin,
        maskEarlierGoals);
  }

  @Override
  public Split split() {
    return Split.BATCH;
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot pairs = in.slot("pairs");
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put("chosen_score", output(pairs, "score", Level.ROW, "chosen"));
    reads.put("rejected_score", output(pairs, "score", Level.ROW, "rejected"));
    reads.put("weight", pairs.weight());
    if (margin) {
      reads.put("margin", pairs.column("margin", Level.ROW));
    }
    if (contrastiveBeta > 0) {
      reads.put("chosen_hidden", output(pairs, "hidden", Level.TOKEN, "chosen"));
      reads.put("rejected_hidden", output(pairs, "hidden", Level.TOKEN, "rejected"));
    }
    return reads;
  }

  /** An output of the reward for one of the two answers. */
  static Expr output(Slot pairs, String output, Level level, String answer) {
    return pairs
        .output("reward", output, level)
        .at("completion", pairs.column(answer, Level.ROW))
        .as(answer + "_" + output);
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    double[] weights = data.get("weight").toArray();
    List<Part> parts = new ArrayList<>();
    parts.add(bradleyTerry(data, weights, context));
    if (contrastiveBeta > 0) {
      parts.add(contrastive(data, weights, context));
    }
    return new Result(parts, State.empty());
  }

  private Part bradleyTerry(Data data, double[] weights, Context context) {
    Column chosen = data.get("chosen_score");
    Column rejected = data.get("rejected_score");
    double[] toChosen = new double[weights.length];
    double[] toRejected = new double[weights.length];
    double sum = 0;
    double total = 0;
    for (int row = 0; row < weights.length; row++) {
      double demanded = margin ? data.get("margin").at(row) : 0;
      double z = chosen.at(row) - rejected.at(row) - demanded;
      sum += weights[row] * Sigmoid.softplus(-z);
      total += weights[row];
      toRejected[row] = weights[row] * Sigmoid.of(-z);
      toChosen[row] = -toRejected[row];
    }
    return new Part(
        "bradley-terry",
        Set.of("reward"),
        Loss.Kind.EXACT,
        sum,
        total,
        Map.of(
            "chosen_score", context.columns().numbers(toChosen),
            "rejected_score", context.columns().numbers(toRejected)));
  }

  private Part contrastive(Data data, double[] weights, Context context) {
    States chosen = new States("chosen_hidden", data.get("chosen_hidden"));
    States rejected = new States("rejected_hidden", data.get("rejected_hidden"));
    if (chosen.width() != rejected.width()) {
      throw EsscherException.data(
          "columns 'chosen_hidden' and 'rejected_hidden': states of one width are needed, got %d"
              + " and %d",
          chosen.width(), rejected.width());
    }
    Positions places = positions(data, chosen, rejected, context);
    boolean averaged = strategy == Strategy.COSINE_AVG;
    Similarities near =
        Similarities.of(
            chosen, places.source(), chosen, places.goal(), averaged, maskEarlierGoals, weights);
    Similarities far =
        Similarities.of(
            chosen, places.negativeSource(), rejected, places.rejected(), averaged, false, weights);
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    // The host divides by the total weight.
    double factor = contrastiveBeta * total;
    double value =
        switch (lossForm) {
          case LOG_MEAN -> logMean(near, far, factor);
          case MEAN_LOG -> meanLog(near, far, factor);
        };
    return new Part(
        "contrastive",
        Set.of("reward"),
        Loss.Kind.EXACT,
        factor * value,
        total,
        Map.of(
            "chosen_hidden", context.columns().shapedLike(chosen.column(), chosen.cotangents()),
            "rejected_hidden",
                context.columns().shapedLike(rejected.column(), rejected.cotangents())));
  }

  private Positions positions(Data data, States chosen, States rejected, Context context) {
    int[] ofChosen = Positions.lengths(chosen.column());
    int[] ofRejected = Positions.lengths(rejected.column());
    Batch pairs = data.batch("pairs");
    return Positions.given(pairs)
        ? Positions.of(pairs, ofChosen, ofRejected)
        : Positions.drawn(this, pairs, ofChosen, ofRejected, context.random().nextLong());
  }

  private static double logMean(Similarities near, Similarities far, double factor) {
    double nearMean = near.mean(Sigmoid::of);
    double farMean = far.mean(Sigmoid::of);
    if (!(nearMean > 0)) {
      throw EsscherException.data(
          "bt-contrastive: no goal stands at or after a source in any pair; leave maskEarlierGoals"
              + " false, or give other places");
    }
    near.pullBack(Sigmoid::slope, -factor / nearMean);
    far.pullBack(Sigmoid::slope, factor / (1 - farMean));
    return -Math.log(nearMean) - Math.log1p(-farMean);
  }

  private static double meanLog(Similarities near, Similarities far, double factor) {
    near.pullBack(cosine -> -Sigmoid.of(-cosine), factor);
    far.pullBack(Sigmoid::of, factor);
    return near.mean(cosine -> Sigmoid.softplus(-cosine)) + far.mean(Sigmoid::softplus);
  }
}
