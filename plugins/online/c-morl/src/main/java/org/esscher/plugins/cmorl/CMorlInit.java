package org.esscher.plugins.cmorl;

import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
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
 * Multi-objective PPO for one preference w: with a critic V of vectors and returns R,
 *
 * <pre>
 * A = w·R − w·V_old
 * L = −mean min(ρA, clip(ρ)A) + c·½·mean of max{(V − R)², (V_old + clip(V − V_old, ±ε) − R)²}
 * </pre>
 *
 * the second mean over rows and objectives.
 *
 * <p>Slot {@code transitions}: {@code old_logp}; the vectors {@code old_value} (the critic's when
 * the step was collected) and {@code return} (what follows the step, by generalized advantages or n
 * steps); {@code logp} of the role {@code policy} and the vector {@code value} of the role {@code
 * value}. Metric: {@code clip_fraction}.
 *
 * @param weights w, one for each objective, at least 0 and summing to 1
 * @param clipEps ε, within (0, 1): how far the ratio to the old policy may be from 1 before it is
 *     clipped
 * @param valueCoef c: weight of the critic's squared error
 * @param standardize whether A is standardized over the batch
 */
@Component(
    value = "c-morl-init",
    summary = "PPO of a weighted sum of objectives, with a critic for each",
    paper = "Liu et al. 2025, arXiv 2410.02236, Pareto initialization")
public record CMorlInit(
    List<Double> weights,
    @Default("0.2") @Positive @DecimalMax(value = "1", inclusive = false) double clipEps,
    @Default("0.5") @PositiveOrZero double valueCoef,
    @Default("true") boolean standardize)
    implements Objective {
  /** Copies and checks. */
  public CMorlInit {
    weights = Preferences.checked("weights", weights);
  }

  @Override
  public Losses losses(Inputs in) {
    Slot steps = in.slot("transitions");
    Clipped clipped = new Clipped(steps, clipEps);
    Expr returns = steps.column("return", ROW);
    Expr old = steps.column("old_value", ROW);
    Expr w = Expr.vector(weights.stream().map(Expr::of).toList());
    Expr weighted = returns.minus(old).dot(w);
    Expr advantage = standardize ? Clipped.standardized(weighted) : weighted;
    Expr error = CriticError.of(steps, returns, clipEps);
    Expr loss = clipped.surrogate(advantage).negate().plus(error.times(valueCoef));
    return Losses.of(new Loss("c-morl-init", Set.of("policy", "value"), loss, loss, null))
        .metric("clip_fraction", clipped.clipFraction(advantage))
        .require(
            Clipped.components(returns).equalTo(weights.size()),
            "c-morl-init needs returns of as many objectives as there are weights");
  }
}
