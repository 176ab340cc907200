package org.esscher.plugins.constrainedrlhf;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;
import static org.esscher.api.Level.TOKEN;

import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Expr;
import org.esscher.api.Losses;
import org.esscher.api.Slot;

/**
 * The streams of reward of an episode: n rewards that fall due on its last token, and the KL reward
 * on each token, with a critic's head each.
 */
final class Streams {
  /** Added to the standard deviation that a stream is divided by. */
  private static final double EPSILON = 1e-8;

  private final ConstrainedPpo config;
  private final Expr rewards;
  private final Expr values;
  private final Expr klReward;
  private final List<Expr> advantages;

  private Streams(
      ConstrainedPpo config, Expr rewards, Expr values, Expr klReward, List<Expr> advantages) {
    this.config = config;
    this.rewards = rewards;
    this.values = values;
    this.klReward = klReward;
    this.advantages = advantages;
  }

  static Streams of(Slot samples, ConstrainedPpo config) {
    Expr old = samples.column("old_logp", TOKEN);
    Expr reference = samples.output("policy@ref", "logp", TOKEN);
    Expr klReward = old.minus(reference).times(-config.klCoef());
    Expr rewards = samples.column("rewards", ROW);
    Expr values = samples.output("value", "value", TOKEN);
    List<Expr> advantages = new ArrayList<>();
    for (int i = 0; i < config.rewards(); i++) {
      Expr due = rewards.component(i).times(old.isLast());
      advantages.add(advantage(due, values.component(i), config));
    }
    advantages.add(advantage(klReward, values.component(config.rewards()), config));
    return new Streams(config, rewards, values, klReward, advantages);
  }

  /** Generalized advantages: Σ (γλ)^k·δ_{t+k}, δ_t = r_t + γ·V_{t+1} − V_t. */
  private static Expr advantage(Expr reward, Expr value, ConstrainedPpo config) {
    Expr residual = reward.plus(value.shift(1, 0).times(config.gamma())).minus(value);
    return residual.suffixSum(Expr.of(config.gamma() * config.gaeLambda()));
  }

  /** A_i of a reward, standardized where that is wanted; of the number of rewards, A_KL. */
  Expr advantage(int stream) {
    Expr advantage = advantages.get(stream);
    if (!config.normalizeAdvantages()) {
      return advantage;
    }
    // One token has no standard deviation, equal ones have none to speak of.
    Expr several = advantage.count(BATCH).greaterThan(1);
    Expr std = several.select(advantage.sampleStd(BATCH), Expr.of(0));
    Expr standardized = advantage.minus(advantage.mean(BATCH)).over(std.plus(EPSILON));
    return std.greaterThan(0).select(standardized, Expr.of(0));
  }

  /** V_i: the mean over episodes of the sum of a reward. */
  Expr meanReturn(int reward) {
    return rewards.component(reward).mean(BATCH);
  }

  /** V_KL: the mean over episodes of the sum of the KL reward. */
  Expr klReturn() {
    return klReward.sum(ROW).mean(BATCH);
  }

  /** Squared errors to the unstandardized advantages plus the values, which stand still. */
  Expr valueLoss() {
    int n = config.rewards();
    Expr loss = error(n).times(config.klValueCoef());
    for (int i = 0; i < n; i++) {
      loss = loss.plus(error(i).times(config.constraintValueCoef() / n));
    }
    return loss;
  }

  private Expr error(int stream) {
    Expr value = values.component(stream);
    Expr target = advantages.get(stream).plus(value).stop();
    return value.minus(target).square().mean(BATCH);
  }

  /** The losses, refusing vectors of another width than the configuration speaks of. */
  Losses require(Losses losses) {
    int n = config.rewards();
    return losses
        .require(
            width(rewards).equalTo(n),
            "the column rewards must be a vector of "
                + n
                + ", as many as there are thresholds or weights; a scalar reward has no constraint"
                + " of its own: use reward-vector")
        .require(
            width(values).equalTo(n + 1),
            "the critic's value must be a vector of "
                + (n + 1)
                + ": a head for each reward, and the KL's last");
  }

  private static Expr width(Expr vector) {
    return vector.greaterThan(Double.POSITIVE_INFINITY).plus(1).sumComponents();
  }
}
