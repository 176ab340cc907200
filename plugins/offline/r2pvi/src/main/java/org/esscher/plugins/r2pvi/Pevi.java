package org.esscher.plugins.r2pvi;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.plugins.r2pvi.LinearValues.Pessimism;

/**
 * Pessimistic value iteration, which trusts that the transitions stay: w_h = Λ⁻¹ Σ φ·(r + V̂), with
 * the bonus β·√(φᵀΛ⁻¹φ). Reads, fits and loads what {@link R2pvi} does.
 *
 * @param beta β, the factor of the bonus
 * @param ridge ridge penalty γ of the regressions
 * @param horizon horizon H: steps in an episode
 * @param hasFailState whether rows say in {@code next_is_fail} that nothing more is paid
 * @param theta θ_h, by step; rewards are φ·θ_h, within [0, 1]
 * @param lowerClip whether values are at least 0
 */
@Component(
    value = "pevi",
    summary = "pessimistic value iteration with linear features, from a log",
    paper = "Jin, Yang and Wang 2021, arXiv 2012.15085")
public record Pevi(
    @Default("1") @PositiveOrZero double beta,
    @Default("0.1") @Positive double ridge,
    @Min(1) int horizon,
    @Default("true") boolean hasFailState,
    @NotEmpty List<List<Double>> theta,
    @Default("true") boolean lowerClip)
    implements Learner {
  /** Copies and checks. */
  public Pevi {
    theta = theta.stream().map(List::copyOf).toList();
    new LinearRewards(theta, horizon);
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    return StepLog.reads(in, horizon, hasFailState);
  }

  @Override
  public State fit(Data data, State previous, Context context) {
    LinearRewards rewards = new LinearRewards(theta, horizon);
    StepLog log = new StepLog(data, rewards, hasFailState);
    return new BackwardPass(log, rewards, ridge, pessimism(), context::progress)
        .regressedRewards()
        .save();
  }

  private Pessimism pessimism() {
    return new Pessimism(beta, Width.ELLIPTICAL, lowerClip);
  }

  @Override
  public Model load(State fitted, Context context) {
    return new GreedyLinearPolicy(fitted, LinearValues.restored(fitted, horizon, pessimism()));
  }
}
