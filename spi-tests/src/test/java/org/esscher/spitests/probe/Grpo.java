package org.esscher.spitests.probe;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Aggregation;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/** Group-relative policy optimization: clipped ratios of tokens, k3 estimate of the KL. */
@Component("grpo")
record Grpo(
    @Default("0.2") @PositiveOrZero double clip,
    @Default("1e-4") @Positive double epsilon,
    @Default("0.04") @PositiveOrZero double klWeight,
    @Default("sequence-mean-token-mean") Aggregation aggregation)
    implements Objective {
  @Override
  public Losses losses(Inputs in) {
    Slot samples = in.slot("samples").groupedBy("prompt_id");
    Expr logp = samples.output("policy", "logp", Level.TOKEN);
    Expr ratio = logp.minus(samples.column("old_logp", Level.TOKEN)).exp();
    Expr advantage = advantage(samples.column("reward", Level.ROW));
    Expr gain = ratio.times(advantage).min(ratio.clip(1 - clip, 1 + clip).times(advantage));
    Expr toReference = samples.output("policy@ref", "logp", Level.TOKEN).minus(logp);
    Expr kl = toReference.expm1().minus(toReference);
    Expr loss = aggregation.of(kl.times(klWeight).minus(gain));
    return Losses.of(Loss.exact("grpo", "policy", loss)).metric("kl", aggregation.of(kl));
  }

  private Expr advantage(Expr reward) {
    Expr centered = reward.minus(reward.mean(Level.GROUP));
    return centered.over(reward.populationStd(Level.GROUP).plus(epsilon));
  }
}
