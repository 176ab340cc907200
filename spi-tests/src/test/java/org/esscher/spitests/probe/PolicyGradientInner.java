package org.esscher.spitests.probe;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/** −E[discounted return] by score functions, with the mean of the other episodes as baseline. */
@Component("policy-gradient-inner")
record PolicyGradientInner(@Default("0.99") @Positive @DecimalMax("1") double gamma)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot steps = in.slot("episodes").groupedBy("episode_id");
    Expr discount = steps.column("step", Level.ROW).times(Math.log(gamma)).exp();
    Expr episode = discount.times(steps.column("reward", Level.ROW)).sum(Level.GROUP);
    Expr several = episode.count(Level.BATCH).greaterThan(1);
    Expr baseline = several.select(episode.leaveOneOutMean(Level.BATCH), Expr.of(0));
    Expr logp = steps.output("policy", "logp", Level.ROW);
    Expr score = episode.minus(baseline).times(logp).sum(Level.GROUP);
    return Losses.of(
        Loss.surrogate(
            "policy-gradient-inner",
            "policy",
            episode.mean(Level.BATCH).negate(),
            score.mean(Level.BATCH).negate()));
  }
}
