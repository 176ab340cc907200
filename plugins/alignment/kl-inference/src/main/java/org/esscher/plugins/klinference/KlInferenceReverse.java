package org.esscher.plugins.klinference;

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
import org.esscher.api.Update;
import org.jspecify.annotations.Nullable;

/**
 * KL-regularized reinforcement learning as variational inference, reverse KL: ascends {@code J(θ) =
 * E_π[r + β(log π₀ − log π)]}, which is β log Z − β KL(π‖π*) for the posterior π* ∝ π₀ exp(r/β).
 * The reward r′ = r + β(log π₀ − log π) holds the policy, but only the score function carries a
 * derivative.
 *
 * @param beta temperature β, in reward units per nat
 * @param baseline what is subtracted from r′
 * @param rewardFloor what stands in for rewards of −∞, which are refused without it
 * @param logzScope over which rows log Z is estimated for the diagnostics
 */
@Component(
    value = "kl-inference-reverse",
    summary = "KL-regularized RL: reverse KL to the posterior π₀·exp(r/β), from on-policy samples",
    paper = "Korbak, Perez and Buckley 2022, arXiv 2205.11275")
public record KlInferenceReverse(
    @Default("0.1") @Positive double beta,
    @Default("loo") Baseline baseline,
    @Nullable Double rewardFloor,
    @Default("per-prompt") Scope logzScope)
    implements Objective {
  /** What is subtracted from r′. */
  public enum Baseline {
    /** Nothing. */
    NONE,
    /** The mean over the whole batch, own row included. */
    BATCH_MEAN,
    /** The mean over the prompt's other rows. */
    LOO,
    /** The mean over all rows of earlier batches. */
    EMA
  }

  @Override
  public Losses losses(Inputs in) {
    Slot samples = in.slot("samples").groupedBy("prompt_id");
    Expr logp = samples.output("policy", "logp", Level.ROW);
    Expr prior = samples.output("policy@ref", "logp", Level.ROW);
    Expr given = samples.column("reward", Level.ROW);
    Expr reward = rewardFloor == null ? given : given.max(rewardFloor);

    Expr regularized = reward.plus(prior.minus(logp.stop()).times(beta));
    Expr sum = in.state("reward_sum", 0);
    Expr count = in.state("reward_count", 0);
    Expr advantage = regularized.minus(baseline(regularized, sum, count)).stop();
    Losses losses =
        Losses.of(
                Loss.surrogate(
                        "kl-inference-reverse",
                        "policy",
                        regularized.negate().mean(Level.BATCH),
                        advantage.times(logp).negate().mean(Level.BATCH))
                    .following(
                        regularized
                            .times(shareOfGradient(samples, regularized))
                            .negate()
                            .mean(Level.BATCH)))
            .require(
                prior.greaterThan(Double.NEGATIVE_INFINITY),
                "ref_logp is −∞: the posterior has no mass there, and the reverse KL to it is +∞;"
                    + " drop the row or smooth the reference")
            .require(
                reward.greaterThan(Double.NEGATIVE_INFINITY),
                "the reward is −∞, at which the reverse KL is +∞: set rewardFloor");
    if (baseline == Baseline.LOO) {
      losses =
          losses.require(
              regularized.count(Level.GROUP).greaterThan(samples.weight()),
              "the leave-one-out baseline needs at least two samples per prompt: sample more, or"
                  + " choose another baseline");
    }
    if (baseline == Baseline.EMA) {
      losses =
          losses.update(
              Update.sum(sum, regularized.sum(Level.BATCH)),
              Update.sum(count, regularized.count(Level.BATCH)));
    }
    return diagnostics(losses, samples, logp.stop(), prior.plus(reward.over(beta)), regularized);
  }

  /** What a baseline that contains the row itself leaves of the row's expected gradient. */
  private Expr shareOfGradient(Slot samples, Expr regularized) {
    return baseline == Baseline.BATCH_MEAN
        ? Expr.of(1).minus(samples.weight().over(regularized.count(Level.BATCH)))
        : Expr.of(1);
  }

  private Expr baseline(Expr regularized, Expr sum, Expr count) {
    return switch (baseline) {
      case NONE -> Expr.of(0);
      case BATCH_MEAN -> regularized.mean(Level.BATCH);
      case LOO -> regularized.leaveOneOutMean(Level.GROUP);
      case EMA -> count.greaterThan(0).select(sum.over(count), Expr.of(0));
    };
  }

  private Losses diagnostics(
      Losses losses, Slot samples, Expr logp, Expr logTarget, Expr regularized) {
    LogWeights weights = LogWeights.of(logTarget.minus(logp), logzScope);
    Expr elbo = regularized.stop().mean(Level.BATCH).over(beta);
    return losses
        .metric("log_z", weights.meanLogZ())
        .metric("elbo_over_beta", elbo)
        .metric("kl_to_posterior_est", weights.meanLogZ().minus(elbo))
        .metric("ess", weights.effectiveSampleSize())
        .metric("policy_entropy_est", logp.negate().mean(Level.BATCH))
        .metric("unique_fraction", UniqueFraction.of(samples));
  }
}
