package org.esscher.plugins.qarl;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Set;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * Soft actor-critic of one player of a zero-sum game, at a temperature that each row brings. With r
 * the player's reward and {@code y = r + γ (1 − terminated)(min_i next_q_i − temperature ·
 * next_logp)}, frozen,
 *
 * <pre>
 * critic:  mean over rows of Σ_i (q_i − y)²
 * actor:   mean of temperature · logp − min_i q_i_pi; on a tie the first critic is followed
 * </pre>
 *
 * <p>Slot {@code transitions}: {@code reward}, that of player 0; {@code terminated}; {@code
 * temperature}, at least 0, where 0 means no entropy bonus; {@code next_q1}, {@code next_q2} of the
 * target critics at an action that the player draws at the next observation, and its {@code
 * next_logp}; what critics and policy read, the player's {@code action} among it; {@code noise},
 * standard normal, that the player's action at this observation is made of. Roles {@code policy},
 * the player's, {@code critic_1} and {@code critic_2}: outputs {@code q1}, {@code q2} of the
 * critics at the row's action; {@code q1_pi}, {@code q2_pi} and {@code logp} at the made one.
 * Metrics: {@code q}, {@code entropy}.
 *
 * @param discount discount γ: the weight of a reward one step later
 * @param player 0, the protagonist, gets the reward; 1, the adversary, minus the reward
 */
@Component(
    value = "sac-temp",
    summary = "soft actor-critic of one player of a zero-sum game, with a temperature for each row",
    paper = "Reddi et al. 2024, arXiv 2311.01642, the adversary's learner")
public record SacTemp(
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("1") @Min(0) @Max(1) int player)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot slot = in.slot("transitions");
    Expr temperature = slot.column("temperature", ROW);
    Expr q1 = slot.output("critic_1", "q", ROW).as("q1");
    Expr q2 = slot.output("critic_2", "q", ROW).as("q2");
    Expr target = target(slot, temperature);
    Expr critic = q1.minus(target).square().plus(q2.minus(target).square()).mean(BATCH);

    Expr action =
        slot.output("policy", "action", ROW)
            .at("noise", slot.column("noise", ROW))
            .as("policy_action");
    Expr logp = slot.output("policy", "logp", ROW).at("action", action);
    Expr q1OfPolicy = slot.output("critic_1", "q", ROW).at("action", action).as("q1_pi");
    Expr q2OfPolicy = slot.output("critic_2", "q", ROW).at("action", action).as("q2_pi");
    Expr actor = temperature.times(logp).minus(q1OfPolicy.min(q2OfPolicy)).mean(BATCH);
    Set<String> critics = Set.of("critic_1", "critic_2");
    return Losses.of(
            new Loss("critic", critics, critic, critic, null), Loss.exact("actor", "policy", actor))
        .metric("q", q1.plus(q2).over(2).mean(BATCH))
        .metric("entropy", logp.negate().mean(BATCH));
  }

  /** y, of stored columns alone. */
  private Expr target(Slot slot, Expr temperature) {
    Expr reward = slot.column("reward", ROW).times(player == 0 ? 1 : -1);
    Expr nextQ = slot.column("next_q1", ROW).min(slot.column("next_q2", ROW));
    Expr next = nextQ.minus(temperature.times(slot.column("next_logp", ROW)));
    Expr follows = Expr.of(1).minus(slot.column("terminated", ROW));
    return reward.plus(follows.times(discount).times(next));
  }
}
