package org.esscher.spitests.probe;

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
 * PARL's upper level: the preference loss of the reward model, and the term by which the reward
 * changes the data, E[∇_ν R · Sᵀv], whose direction v comes from the lower level's Hessian.
 */
@Component("parl-upper")
record ParlUpper(@Default("true") boolean implicit) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot pairs = in.slot("pairs");
    Expr difference = total(pairs, "first").minus(total(pairs, "second"));
    Expr first = pairs.column("preference_prob", Level.ROW);
    Expr explicit =
        first
            .times(difference.negate().softplus())
            .plus(Expr.of(1).minus(first).times(difference.softplus()));
    Losses losses = Losses.of(Loss.exact("explicit", "reward", explicit.mean(Level.BATCH)));
    if (!implicit) {
      return losses;
    }
    Slot steps = in.slot("episodes").groupedBy("episode_id");
    Expr reward = steps.output("reward", "score", Level.ROW).as("reward").sum(Level.GROUP);
    Expr along = steps.column("logp_direction", Level.ROW).sum(Level.GROUP);
    return losses.and(
        Losses.of(Loss.exact("implicit", "reward", reward.times(along).mean(Level.BATCH))));
  }

  private static Expr total(Slot pairs, String episode) {
    return pairs
        .output("reward", "score", Level.ROW)
        .at("completion", pairs.column(episode, Level.ROW))
        .as(episode + "_return");
  }
}
