package org.esscher.plugins.parl;

import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * The losses of {@link ParlUpper} for preferences, where the two episodes of a pair are the steps
 * of one group: slot {@code pairs} with {@code group_id}, {@code step}, {@code side} (1 in the
 * first episode, −1 in the second) and {@code preference_prob}.
 *
 * @param upper for preferences
 */
record PairedEpisodes(ParlUpper upper) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot steps = in.slot("pairs").groupedBy("group_id");
    Expr difference =
        ParlUpper.discount(steps, upper.gamma())
            .times(steps.column("side", Level.ROW))
            .times(steps.output("reward", "score", Level.ROW).as("reward"))
            .sum(Level.GROUP);
    Losses losses = ParlUpper.explicit(difference, steps.column("preference_prob", Level.GROUP));
    return upper.implicit() ? losses.and(upper.implicit(in.slot("episodes"))) : losses;
  }
}
