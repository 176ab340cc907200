package org.esscher.plugins.genarm;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
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

/**
 * The loss that fits an autoregressive reward to preferences: {@code ℓ(h)} with {@code h = β_r (log
 * π_r(y_w|x) − log π_r(y_l|x)) − γ}, where ℓ is −log σ or a hinge. There is no reference: unlike
 * under DPO, columns of one change nothing.
 *
 * <p>Slot {@code pairs}: {@code chosen_logp} and {@code rejected_logp}, the {@code token_score} of
 * the role {@code arm}, lists of tokens (with {@code chosen_loss_mask}, {@code rejected_loss_mask})
 * or sums. Metrics: {@code accuracy} (ties count half) and {@code margin}, the mean of β_r Δ.
 *
 * @param betaR β_r: scale of the reward against log-probabilities, in reward units per nat
 * @param margin γ, by how much the preferred answer's reward should be larger
 * @param labelSmoothing ε, the probability that a label is wrong; for the sigmoid only
 * @param loss loss ℓ of a pair, as a function of the margin h
 * @param lengthNormalize whether log-probabilities are means over an answer's tokens; for tests
 */
@Component(
    value = "arm-preference",
    summary = "fits an autoregressive reward to preference pairs, without a reference",
    paper = "Xu et al. 2024, arXiv 2410.08193")
public record ArmPreference(
    @Default("0.05") @Positive double betaR,
    @Default("0") @PositiveOrZero double margin,
    @Default("0")
        @PositiveOrZero
        @DecimalMax(value = "0.5", inclusive = false, message = "must be below 0.5")
        double labelSmoothing,
    @Default("sigmoid") PairLoss loss,
    @Default("false") boolean lengthNormalize)
    implements Objective {
  /**
   * Checks that smoothing has a meaning.
   *
   * @param betaR as for the record
   * @param margin as for the record
   * @param labelSmoothing as for the record
   * @param loss as for the record
   * @param lengthNormalize as for the record
   */
  public ArmPreference {
    if (loss == PairLoss.HINGE && labelSmoothing > 0) {
      throw EsscherException.user(
          "arm-preference: labelSmoothing %s is of the likelihood, which a hinge is not; set it to"
              + " 0, or loss to sigmoid",
          labelSmoothing);
    }
  }

  @Override
  public Losses losses(Inputs in) {
    Slot pairs = in.slot("pairs");
    Expr chosen = logp(pairs, "chosen");
    Expr rejected = logp(pairs, "rejected");
    Expr scaled = reward(chosen).minus(reward(rejected)).times(betaR);
    Expr h = scaled.minus(margin);
    Expr value = loss.of(h);
    if (labelSmoothing > 0) {
      value = value.times(1 - labelSmoothing).plus(loss.of(h.negate()).times(labelSmoothing));
    }
    return Losses.of(Loss.exact("arm-preference", "arm", value.mean(Level.BATCH)))
        .metric("accuracy", scaled.sign().plus(1).times(0.5).mean(Level.BATCH))
        .metric("margin", scaled.mean(Level.BATCH))
        .require(chosen.count(Level.ROW).greaterThan(0), emptied("chosen"))
        .require(rejected.count(Level.ROW).greaterThan(0), emptied("rejected"));
  }

  private static Expr logp(Slot pairs, String answer) {
    return pairs
        .output("arm", AutoregressiveReward.TOKEN_SCORE, Level.TOKEN)
        .at("completion", pairs.column(answer, Level.ROW))
        .as(answer + "_logp");
  }

  private Expr reward(Expr logp) {
    return lengthNormalize ? logp.mean(Level.ROW) : logp.sum(Level.ROW);
  }

  private static String emptied(String answer) {
    return "the "
        + answer
        + " answer has no token, or a mask that leaves none; an empty answer has no reward, drop"
        + " the pair";
  }
}
