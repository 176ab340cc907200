package org.esscher.plugins.parl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * The lower level of PARL: the score-function gradient of V(ν, θ) = E[R], R = Σ_h γ^h (r_ν − τ log
 * π). Reports −mean R over episodes and descends −mean (R_e − b_e) Σ_h log π, b_e the mean of the
 * other episodes, 0 for a single one.
 *
 * <p>Slot {@code episodes}, a row a step: {@code episode_id}, {@code step}, {@code reward} (r_ν,
 * constant here), and the policy's {@code logp}.
 *
 * @param gamma discount γ: the weight of a reward one step later
 * @param entropy weight τ of the policy's entropy, in reward units per nat
 */
@Component(
    value = "policy-gradient-inner",
    summary = "score-function policy gradient of whole episodes, with entropy",
    paper = "Chakraborty et al. 2023, arXiv 2308.02585; Williams 1992, doi:10.1007/BF00992696")
public record PolicyGradientInner(
    @Default("0.99") @Positive @DecimalMax("1") double gamma,
    @Default("0") @PositiveOrZero double entropy)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot steps = in.slot("episodes").groupedBy("episode_id");
    Expr logp = steps.output("policy", "logp", Level.ROW);
    Expr reward = steps.column("reward", Level.ROW).minus(logp.stop().times(entropy));
    Expr episode = ParlUpper.discount(steps, gamma).times(reward).sum(Level.GROUP);
    Expr several = episode.count(Level.BATCH).greaterThan(1);
    Expr baseline = several.select(episode.leaveOneOutMean(Level.BATCH), Expr.of(0));
    Expr score = episode.minus(baseline).times(logp.sum(Level.GROUP));
    return Losses.of(
        Loss.surrogate(
            "policy-gradient-inner",
            "policy",
            episode.mean(Level.BATCH).negate(),
            score.mean(Level.BATCH).negate()));
  }
}
