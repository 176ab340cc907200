package org.esscher.plugins.correlatedproxies;

import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
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
 * Trains a score d to tell rows that the policy visited from rows of the base policy, each source
 * with a mean of its own. Reads the slot {@code transitions}: {@code source}, the text policy or
 * base, and {@code score} of the role {@code discriminator}.
 *
 * <p>For χ² and KL it is {@code mean_π softplus(−d) + mean_b softplus(d)}, whose optimum is the
 * log-ratio log μ/μ_b of the occupancy measures. For tv it is {@code mean_π tanh(−d) + mean_b
 * tanh(d) + w (mean_π d² + mean_b d²)}; for wasserstein {@code mean_b d − mean_π d}, which needs a
 * discriminator with bounded weights.
 *
 * @param type the divergence that the score is for
 * @param squareWeight weight w of the score's square, under {@code tv}
 */
@Component(
    value = "occupancy-discriminator",
    summary = "loss of a discriminator between two policies' occupancy measures",
    paper = "Laidlaw et al. 2024, arXiv 2403.03185")
public record DiscriminatorLoss(
    @Default("sqrt-chi2") PenaltyType type, @Default("0.01") @PositiveOrZero double squareWeight)
    implements CustomObjective {
  private static final String SLOT = "transitions";
  private static final String SCORE = "score";

  /** Not at all: each source's mean is over the whole batch. */
  @Override
  public Split split() {
    return Split.BATCH;
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot transitions = in.slot(SLOT);
    // Texts are no expressions: naming the column here declares it.
    return Map.of(
        SCORE,
        transitions.output("discriminator", SCORE, Level.ROW),
        "weight",
        transitions.weight(),
        "source",
        transitions.firstOccurrence("source"));
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    Sources sources = Sources.of(data.batch(SLOT), "occupancy-discriminator");
    double[] weight = data.get("weight").toArray();
    double ofPolicy = Arrays.stream(sources.weights(weight, true)).sum();
    double ofBase = Arrays.stream(sources.weights(weight, false)).sum();
    double all = ofPolicy + ofBase;
    double[] d = data.get(SCORE).toArray();
    double sum = 0;
    double[] cotangents = new double[d.length];
    for (int row = 0; row < d.length; row++) {
      boolean policy = sources.fromPolicy()[row];
      double share = all * weight[row] / (policy ? ofPolicy : ofBase);
      double sign = policy ? -1 : 1;
      sum += share * loss(sign * d[row]);
      cotangents[row] = share * sign * derivative(sign * d[row]);
    }
    Column ofScore = context.columns().numbers(cotangents);
    return Result.of(
        new Part(
            "occupancy-discriminator",
            Set.of("discriminator"),
            Loss.Kind.EXACT,
            sum,
            all,
            Map.of(SCORE, ofScore)));
  }

  /** A row's loss, of x = −d of the policy and d of the base policy. */
  private double loss(double x) {
    return switch (type) {
      case TV -> Math.tanh(x) + squareWeight * x * x;
      case WASSERSTEIN -> x;
      default -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    };
  }

  private double derivative(double x) {
    return switch (type) {
      case TV -> 1 - Math.tanh(x) * Math.tanh(x) + 2 * squareWeight * x;
      case WASSERSTEIN -> 1;
      default -> 1 / (1 + Math.exp(-x));
    };
  }
}
