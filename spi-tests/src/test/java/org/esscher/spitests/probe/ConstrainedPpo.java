package org.esscher.spitests.probe;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/** μ-PPO and ξ-PPO: advantages of n rewards and the KL, mixed by Lagrange multipliers. */
@Component("constrained-ppo")
record ConstrainedPpo(
    @NotEmpty List<Double> thresholds,
    @Default("xi") Variant variant,
    @Default("0.2") @PositiveOrZero double klCoef,
    @Default("0.99") double gamma,
    @Default("0.95") double gaeLambda,
    @Default("0.5") double constraintValueCoef,
    @Default("0.5") double klValueCoef,
    @Default("ppo-clip") Objective surrogate)
    implements Objective {
  /** What the thresholds are. */
  enum Variant {
    /** Lower bounds: multipliers within (0, 1). */
    MU,
    /** To be met exactly: multipliers within (−1, 1). */
    XI
  }

  @Override
  public Losses losses(Inputs in) {
    Slot samples = in.slot("samples");
    int constraints = thresholds.size();
    Expr old = samples.column("old_logp", Level.TOKEN);
    Expr klReward = samples.output("policy@ref", "logp", Level.TOKEN).minus(old).times(klCoef);
    Expr rewards = samples.column("rewards", Level.ROW);
    Expr values = samples.output("value", "value", Level.TOKEN);
    Expr raw = samples.output("multipliers", "multiplier", Level.BATCH);

    Expr mixed = Expr.of(0);
    Expr klWeight = Expr.of(constraints);
    Expr valueLoss = Expr.of(0);
    Expr lagrangian = Expr.of(0);
    for (int i = 0; i < constraints; i++) {
      Expr reward = rewards.component(i);
      Expr value = values.component(i);
      Expr lambda = squashed(raw.component(i));
      Expr advantage = advantage(reward.times(old.isLast()), value);
      mixed = mixed.plus(standardized(advantage).times(lambda));
      klWeight = klWeight.minus(lambda);
      valueLoss = valueLoss.plus(error(advantage, value).times(constraintValueCoef / constraints));
      lagrangian = lagrangian.plus(lambda.times(reward.mean(Level.BATCH).minus(thresholds.get(i))));
    }
    Expr klValue = values.component(constraints);
    Expr klAdvantage = advantage(klReward, klValue);
    mixed = mixed.plus(standardized(klAdvantage).times(klWeight));
    valueLoss = valueLoss.plus(error(klAdvantage, klValue).times(klValueCoef));
    return surrogate
        .losses(in.nested("surrogate").with("samples", "advantage", mixed))
        .and(
            Losses.of(
                Loss.surrogate("value", "value", valueLoss, valueLoss),
                Loss.exact("multiplier", "multipliers", lagrangian)));
  }

  private Expr squashed(Expr weight) {
    return variant == Variant.XI ? weight.tanh() : weight.sigmoid();
  }

  private Expr advantage(Expr reward, Expr value) {
    Expr residual = reward.plus(value.shift(1, 0).times(gamma)).minus(value);
    return residual.suffixSum(Expr.of(gamma * gaeLambda));
  }

  private static Expr error(Expr advantage, Expr value) {
    Expr target = advantage.plus(value).stop();
    return value.minus(target).square().mean(Level.BATCH);
  }

  private static Expr standardized(Expr advantage) {
    Expr centered = advantage.minus(advantage.mean(Level.BATCH));
    return centered.over(advantage.sampleStd(Level.BATCH).plus(1e-8));
  }
}
