package org.esscher.plugins.r2pvi;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
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
import org.esscher.api.RobustDual;
import org.esscher.api.State;
import org.esscher.plugins.r2pvi.LinearValues.Pessimism;

/**
 * Distributionally robust pessimistic value iteration: nature may pick any factor in a ball around
 * the nominal one, at no price. DRPVI where the ball is of total variation, DRVI-L where it is of
 * KL. Its dual, ν_i = max over a of what {@link Ball} says − ρ·a, is searched on a grid, with a
 * regression at each point. Reads, fits and loads what {@link R2pvi} does.
 *
 * @param ball the set of transition probabilities that nature chooses from, around those of the log
 * @param rho radius ρ of that set
 * @param beta β, the factor of the bonus
 * @param ridge ridge penalty γ of the regressions
 * @param horizon horizon H: steps in an episode
 * @param bonus form of the bonus: the paper's of R2PVI, or its released code's
 * @param hasFailState whether rows say in {@code next_is_fail} that nothing more is paid
 * @param theta θ_h, by step; rewards are φ·θ_h, within [0, 1]
 * @param alphaGrid number of dual variables to try, evenly from 0 to H; at 0 the dual is 0
 * @param lowerClip whether values are at least 0
 */
@Component(
    value = "drpvi",
    summary = "robust pessimistic value iteration in a ball of transitions, from a log",
    paper = "Liu and Xu 2024, arXiv 2403.09621 (tv); Ma et al. 2022, arXiv 2209.06620 (kl)")
public record Drpvi(
    @Default("tv") Ball ball,
    @Default("0.3") @PositiveOrZero double rho,
    @Default("1") @PositiveOrZero double beta,
    @Default("0.1") @Positive double ridge,
    @Min(1) int horizon,
    @Default("paper") Bonus bonus,
    @Default("true") boolean hasFailState,
    @NotEmpty List<List<Double>> theta,
    @Default("301") @Min(11) int alphaGrid,
    @Default("true") boolean lowerClip)
    implements Learner {
  /** Copies and checks. */
  public Drpvi {
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
        .knownRewards(this::worst, BackwardPass.Weighting.EVEN)
        .save();
  }

  private Pessimism pessimism() {
    return new Pessimism(beta, bonus, lowerClip);
  }

  private double[] worst(Ridge ridge, double[] values) {
    return worst(
        g -> ridge.fit(Arrays.stream(values).map(g).toArray()),
        Arrays.stream(values).min().orElse(0));
  }

  /** The maximum over the grid, a number a factor. */
  double[] worst(RobustDual.Expectation nominal, double least) {
    RobustDual.Range range = new RobustDual.Range(least, least, horizon);
    double[] worst = new double[theta.get(0).size()];
    for (int k = 1; k < alphaGrid; k++) {
      double a = (double) horizon * k / (alphaGrid - 1);
      double[] priced = ball.priced(nominal, a, range);
      for (int i = 0; i < worst.length; i++) {
        worst[i] = Math.max(worst[i], priced[i] - rho * a);
      }
    }
    return worst;
  }

  @Override
  public Model load(State fitted, Context context) {
    return new GreedyLinearPolicy(fitted, LinearValues.restored(fitted, horizon, pessimism()));
  }
}
