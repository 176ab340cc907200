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
import org.esscher.api.Slot;

/**
 * Direct preference optimisation under an f-divergence: {@code L = −E log σ(β f′(u_w) − β f′(u_l))}
 * with u = π/π_ref, the Bradley-Terry likelihood of the implicit reward r = β f′(u) + λ(x), whose λ
 * cancels within a pair.
 *
 * @param divergence one whose f′ is invertible and excludes zero: reverse-kl, forward-kl,
 *     jensen-shannon, alpha
 * @param beta strength β of the constraint, in reward units a nat
 * @param labelSmoothing ε, the probability that a label is wrong
 * @param ratioLogClip c: under forward-kl and alpha, whose f′ falls exponentially in −log u, log u
 *     is bounded below by −c
 * @param eceBins bins of the expected calibration error
 */
@Component(
    value = "f-dpo",
    summary = "direct preference optimisation under an f-divergence",
    paper = "Wang et al. 2023, arXiv 2309.16240, theorem 1 and equation 10")
public record FDpo(
    @Default("reverse-kl") FDivergence divergence,
    @Default("0.1") @Positive double beta,
    @Default("0") @PositiveOrZero @DecimalMax(value = "0.5", inclusive = false)
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
    if (!divergence.derivativeInvertible()) {
      throw EsscherException.user(
          "f-dpo can't use %s: its derivative has no inverse, so no reward belongs to a policy",
          id(divergence));
    }
    if (divergence.derivativeAtZero() != Double.NEGATIVE_INFINITY) {
      throw EsscherException.user(
          "f-dpo can't use %s: its derivative is finite at 0, so an optimal policy may drop answers",
          id(divergence));
    }
  }

  private static String id(FDivergence divergence) {
    Component component = divergence.getClass().getAnnotation(Component.class);
    return component == null ? divergence.getClass().getSimpleName() : component.value();
  }

  @Override
  public Losses losses(Inputs in) {
    Slot pairs = in.slot("pairs");
    Expr chosen = logRatio(pairs, "chosen");
    Expr rejected = logRatio(pairs, "rejected");
    Expr z = implicitReward(chosen).minus(implicitReward(rejected));
    Expr loss =
        z.negate().softplus().times(1 - labelSmoothing).plus(z.softplus().times(labelSmoothing));
    Expr wins = z.greaterThan(0).plus(z.equalTo(0).times(0.5));
    return Losses.of(Loss.exact("f-dpo", "policy", loss.mean(Level.BATCH)))
        .metric("accuracy", wins.mean(Level.BATCH))
        .metric("margin", z.mean(Level.BATCH))
        .metric("ece", calibrationError(z))
        .metric(
            "clipped_fraction", clipped(chosen).plus(clipped(rejected)).mean(Level.BATCH).over(2));
  }

  static Expr logRatio(Slot pairs, String answer) {
    Expr completion = pairs.column(answer, Level.ROW);
    Expr logp = pairs.output("policy", "logp", Level.ROW).at("completion", completion);
    Expr reference = pairs.output("policy@ref", "logp", Level.ROW).at("completion", completion);
    return logp.as(answer + "_logp").minus(reference.as(answer + "_logp"));
  }

  /** β f′(u), up to a constant. */
  private Expr implicitReward(Expr logU) {
    return divergence.derivative(bounded(logU)).times(beta);
  }

  private Expr bounded(Expr logU) {
    return exponential() ? logU.clip(-ratioLogClip, Double.POSITIVE_INFINITY) : logU;
  }

  private Expr clipped(Expr logU) {
    return exponential() ? Expr.of(-ratioLogClip).greaterThan(logU) : logU.stop().times(0);
  }

  private boolean exponential() {
    return EXPONENTIAL.contains(id(divergence));
  }

  /**
   * Expected calibration error of p̂ = σ(z), each pair presented in both orders (the
   * first-presented wins, or it doesn't), so that it doesn't depend on how the file orders answers.
   */
  private Expr calibrationError(Expr z) {
    Expr wins = z.stop().sigmoid();
    Expr loses = z.stop().negate().sigmoid();
    Expr error = Expr.of(0);
    for (int bin = 0; bin < eceBins; bin++) {
      Expr gap = inBin(wins, bin).times(loses).minus(inBin(loses, bin).times(loses));
      error = error.plus(gap.mean(Level.BATCH).abs());
    }
    return error.over(2);
  }

  /** 1 where p lies in [bin/B, (bin+1)/B), the last bin closed. */
  private Expr inBin(Expr p, int bin) {
    Expr above = Expr.of((double) bin / eceBins).greaterThan(p);
    Expr notBelow = Expr.of(1).minus(above);
    return bin == eceBins - 1
        ? notBelow
        : notBelow.times(Expr.of((bin + 1.0) / eceBins).greaterThan(p));
  }
}
