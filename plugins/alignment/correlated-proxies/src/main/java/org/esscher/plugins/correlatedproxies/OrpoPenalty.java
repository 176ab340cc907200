package org.esscher.plugins.correlatedproxies;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.jspecify.annotations.Nullable;

/**
 * Regularization of a policy's loss by the divergence of its occupancy measure from the base
 * policy's, over samples of the policy in the slot {@code samples}.
 *
 * <p>In {@code bandit} mode contexts are given, so that the ratio of occupancies is that of the
 * policies: with ℓ = {@code logp} − {@code ref_logp} of whole sequences, the loss is λ·D of the
 * mean of {@code ℓ + (e^{−ℓ} − 1)} for kl and of {@code (e^ℓ − 1) + (e^{−ℓ} − 1)} for χ², or the
 * root of the latter, all differentiated as they stand. Both are unbiased values, since e^{−ℓ} − 1
 * has mean 0, and no row's is negative. Their derivative is not the divergences': kl descends
 * KL(π_ref‖π), and χ² descends ½χ²(π‖π_ref) + KL(π_ref‖π).
 *
 * <p>In {@code occupancy} mode the objective sees {@code reward} with the penalty added that {@code
 * log_ratio} says, as the statistics {@code occupancy-chi2}, {@code occupancy-kl} and {@code
 * occupancy-tv} give it; under {@code wasserstein}, {@code log_ratio} is the critic and the penalty
 * −λ d. That is a policy gradient of the divergence itself.
 *
 * @param mode which form is computed
 * @param type the divergence; bandit mode has forms of sqrt-chi2, chi2 and kl
 * @param coef λ: weight of the penalty, in reward units
 * @param repel allows a negative λ, which drives the policy away from a bad base policy
 * @param trim in occupancy mode, share of rows that the estimate of χ² drops at either end
 * @param ratioLogClip in nats: in bandit mode exponentials continue linearly beyond it, in
 *     occupancy mode log-ratios are bounded by it
 * @param penaltyClip in occupancy mode, bound on the penalty of a row, in reward units
 * @param chi2Floor in bandit mode, the smallest χ² under the root; below it there is no gradient
 * @param objective the policy's own loss; optional in bandit mode, which is then the penalty alone
 */
@Component(
    value = "orpo-penalty",
    summary = "penalty for leaving the base policy's occupancy measure",
    paper = "Laidlaw et al. 2024, arXiv 2403.03185")
public record OrpoPenalty(
    @Default("bandit") Mode mode,
    @Default("sqrt-chi2") PenaltyType type,
    @Default("1") double coef,
    @Default("false") boolean repel,
    @Default("0.01")
        @PositiveOrZero
        @DecimalMax(value = "0.5", inclusive = false, message = "must be below 0.5")
        double trim,
    @Default("10") @Positive @DecimalMax("700") double ratioLogClip,
    @Default("Infinity") @Positive double penaltyClip,
    @Default("1e-4") @Positive double chi2Floor,
    @Nullable Objective objective)
    implements Objective {
  /** Where the ratio of occupancies comes from. */
  public enum Mode {
    /** The policies' own log-probabilities. */
    BANDIT,
    /** The column {@code log_ratio}. */
    OCCUPANCY
  }

  /**
   * Checks.
   *
   * @param mode as for the record
   * @param type as for the record
   * @param coef as for the record
   * @param repel as for the record
   * @param trim as for the record
   * @param ratioLogClip as for the record
   * @param penaltyClip as for the record
   * @param chi2Floor as for the record
   * @param objective as for the record
   */
  public OrpoPenalty {
    OccupancyPenalty.requireSign("orpo-penalty", coef, repel);
    if (mode == Mode.OCCUPANCY && objective == null) {
      throw EsscherException.user(
          "orpo-penalty in occupancy mode adds its penalty to the reward of an objective; name one,"
              + " such as objective: reinforce");
    }
    if (mode == Mode.BANDIT && (type == PenaltyType.TV || type == PenaltyType.WASSERSTEIN)) {
      throw EsscherException.user(
          "orpo-penalty in bandit mode has forms of sqrt-chi2, chi2 and kl, not of %s; choose one"
              + " of them, or mode: occupancy",
          type);
    }
  }

  @Override
  public Losses losses(Inputs in) {
    return mode == Mode.BANDIT ? penalized(in) : rewarded(in);
  }

  /** L = L_objective + λ D. */
  private Losses penalized(Inputs in) {
    Slot samples = in.slot("samples");
    Expr reference = samples.output("policy@ref", "logp", Level.ROW);
    Expr logRatio = samples.output("policy", "logp", Level.ROW).minus(reference);
    Expr inverse = exponentialMinusOne(logRatio.negate());
    Expr kl = logRatio.plus(inverse).mean(Level.BATCH);
    Expr chi2 = exponentialMinusOne(logRatio).plus(inverse).mean(Level.BATCH);
    Expr divergence =
        switch (type) {
          case KL -> kl;
          case CHI2 -> chi2;
          default -> root(chi2);
        };
    Losses penalty =
        Losses.of(Loss.exact("orpo-penalty", "policy", divergence.times(coef)))
            .require(
                reference.greaterThan(Double.NEGATIVE_INFINITY),
                "ref_logp is −∞: the policy took what the base policy never does, and χ² is +∞;"
                    + " give the base policy full support")
            .metric("kl_estimate", kl)
            .metric("chi2_estimate", chi2);
    return objective == null ? penalty : objective.losses(in.nested("objective")).and(penalty);
  }

  /** e^x − 1, beyond the clip c along its tangent there: e^c(1 + x − c) − 1. */
  private Expr exponentialMinusOne(Expr x) {
    double slope = Math.exp(ratioLogClip);
    Expr tangent = x.minus(ratioLogClip).plus(1).times(slope).minus(1);
    return x.greaterThan(ratioLogClip).select(tangent, x.min(ratioLogClip).expm1());
  }

  /** √χ², without a derivative at or below the floor. */
  private Expr root(Expr chi2) {
    Expr above = chi2.greaterThan(chi2Floor);
    return above.select(chi2.max(chi2Floor).sqrt(), Expr.of(Math.sqrt(chi2Floor)));
  }

  /** The objective of R̃ − λ·penalty. */
  private Losses rewarded(Inputs in) {
    Objective trained = Objects.requireNonNull(objective);
    Slot samples = in.slot("samples");
    Expr logRatio = samples.column("log_ratio", Level.ROW);
    OccupancyPenalty penalty = new OccupancyPenalty(type, coef, trim, ratioLogClip, penaltyClip);
    Expr added = penalty.reward(logRatio);
    Expr reward = samples.column("reward", Level.ROW).plus(added);
    Losses losses = trained.losses(in.nested("objective").with("samples", "reward", reward));
    for (Map.Entry<String, Expr> reported : penalty.report("divergence", logRatio).entrySet()) {
      losses = losses.metric(reported.getKey(), reported.getValue());
    }
    return losses.metric("penalty_reward", added.mean(Level.BATCH));
  }
}
