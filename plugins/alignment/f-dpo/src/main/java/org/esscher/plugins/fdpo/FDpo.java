package org.esscher.plugins.fdpo;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Set;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;

/**
 * Direct preference optimization under an f-divergence: {@code L = −E log σ(β f′(u_w) − β f′(u_l))}
 * with u = π/π_ref, the Bradley-Terry likelihood of the implicit reward r = β f′(u) + λ(x), whose λ
 * cancels within a pair. The reported value is Σ w L / Σ w over pairs.
 *
 * <p>Reads the slot {@code pairs}: the log-probs of {@code chosen} and {@code rejected}, whole
 * answers, under {@code policy} and {@code policy@ref}, as {@code chosen_logp}, {@code
 * rejected_logp}, {@code ref_chosen_logp}, {@code ref_rejected_logp}. Metrics: {@code accuracy}
 * (share of pairs with z above 0, ties half), {@code margin} z, {@code ece}, and for forward-kl and
 * alpha {@code clipped_fraction}, the share of answers below the clip.
 *
 * @param divergence one whose f′ is invertible and excludes zero: reverse-kl, forward-kl,
 *     jensen-shannon, alpha
 * @param beta strength β of the constraint, in reward units per nat
 * @param labelSmoothing ε, the probability that a label is wrong
 * @param ratioLogClip c: under forward-kl and alpha, whose f′ falls exponentially in −log u, log u
 *     is bounded below by −c
 * @param eceBins bins of the expected calibration error
 */
@Component(
    value = "f-dpo",
    summary = "direct preference optimization under an f-divergence",
    paper = "Wang et al. 2023, arXiv 2309.16240")
public record FDpo(
    @Default("reverse-kl") FDivergence divergence,
    @Default("0.1") @Positive double beta,
    @Default("0")
        @PositiveOrZero
        @DecimalMax(value = "0.5", inclusive = false, message = "must be below 0.5")
        double labelSmoothing,
    @Default("50") @Positive double ratioLogClip,
    @Default("10") @Min(1) int eceBins)
    implements Objective {
  private static final Set<String> EXPONENTIAL = Set.of("forward-kl", "alpha");

  /**
   * Checks that the divergence has the closed form.
   *
   * @param divergence as for the record
   * @param beta as for the record
   * @param labelSmoothing as for the record
   * @param ratioLogClip as for the record
   * @param eceBins as for the record
   */
  public FDpo {
    requireClosedForm("f-dpo", divergence);
  }

  /** Refuses divergences under which no closed form ties rewards to policies. */
  static void requireClosedForm(String who, FDivergence divergence) {
    if (!divergence.derivativeInvertible()) {
      throw EsscherException.user(
          "%s can't use %s: its derivative has no inverse, so no reward belongs to a policy; use"
              + " reverse-kl, forward-kl, jensen-shannon or alpha",
          who, DivergenceName.id(divergence));
    }
    if (divergence.derivativeAtZero() != Double.NEGATIVE_INFINITY) {
      throw EsscherException.user(
          "%s can't use %s: its derivative is finite at 0, so an optimal policy may drop answers;"
              + " use reverse-kl, forward-kl, jensen-shannon or alpha",
          who, DivergenceName.id(divergence));
    }
  }

  @Override
  public Losses losses(Inputs in) {
    Pairs pairs = Pairs.of(in.slot("pairs"));
    Expr chosen = pairs.chosenLogRatio();
    Expr rejected = pairs.rejectedLogRatio();
    Expr z = margin(pairs);
    Expr loss = z.negate().softplus();
    if (labelSmoothing > 0) {
      loss = loss.times(1 - labelSmoothing).plus(z.softplus().times(labelSmoothing));
    }
    Losses losses =
        Losses.of(Loss.exact("f-dpo", "policy", loss.mean(Level.BATCH)))
            .metric("accuracy", Pairs.preferred(z).mean(Level.BATCH))
            .metric("margin", z.mean(Level.BATCH))
            .metric("ece", new CalibrationError(eceBins).of(z));
    if (!exponential()) {
      return losses;
    }
    Expr clipped = clipped(chosen).plus(clipped(rejected));
    return losses.metric("clipped_fraction", clipped.mean(Level.BATCH).over(2));
  }

  /** z = β f′(u_w) − β f′(u_l), the implicit reward's margin. */
  Expr margin(Pairs pairs) {
    return implicitReward(pairs.chosenLogRatio()).minus(implicitReward(pairs.rejectedLogRatio()));
  }

  /** β f′(u), up to a constant. */
  private Expr implicitReward(Expr logU) {
    Expr bounded = exponential() ? logU.clip(-ratioLogClip, Double.POSITIVE_INFINITY) : logU;
    return divergence.derivative(bounded).times(beta);
  }

  private Expr clipped(Expr logU) {
    return Expr.of(-ratioLogClip).greaterThan(logU);
  }

  private boolean exponential() {
    return EXPONENTIAL.contains(DivergenceName.id(divergence));
  }
}
