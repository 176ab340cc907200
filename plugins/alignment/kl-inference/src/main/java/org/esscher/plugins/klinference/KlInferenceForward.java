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

/**
 * Distributional policy gradient, forward KL: fits π to the posterior π* ∝ π₀ exp(r/β) by weighted
 * maximum likelihood, {@code ∇ = E_q[w ∇log π]} with w the ratio of π* to q, from samples of any q
 * whose log-probabilities are known.
 *
 * @param beta temperature β, in reward units per nat
 * @param baseline what is subtracted from the weights in the cotangent; {@code unit} is for samples
 *     of the policy itself
 * @param logz where log Z, the log-normalizer of the posterior, comes from
 * @param logzScope over which rows log Z is estimated
 * @param weightClip upper bound on normalized weights; a finite one makes the estimate biased
 */
@Component(
    value = "kl-inference-forward",
    summary =
        "distributional policy gradient: forward KL to the posterior π₀·exp(r/β), from logged"
            + " samples",
    paper =
        "Korbak, Perez and Buckley 2022, arXiv 2205.11275; Khalifa et al. 2021, arXiv 2012.11635")
public record KlInferenceForward(
    @Default("0.1") @Positive double beta,
    @Default("none") Baseline baseline,
    @Default("batch") Normalizer logz,
    @Default("per-prompt") Scope logzScope,
    @Default("Infinity") @Positive double weightClip)
    implements Objective {
  /** What is subtracted from the weights in the cotangent. */
  public enum Baseline {
    /** Nothing: weighted maximum likelihood, an exact loss. */
    NONE,
    /** 1, the weights' mean under the policy: less variance, for samples of the policy only. */
    UNIT
  }

  /** Where log Z comes from. */
  public enum Normalizer {
    /** This batch: weights are self-normalized. */
    BATCH,
    /** The mean of P/q over the batches before; in a scope's first batch, that batch. */
    RUNNING
  }

  @Override
  public Losses losses(Inputs in) {
    Slot samples = in.slot("samples").groupedBy("prompt_id");
    Expr logp = samples.output("policy", "logp", Level.ROW);
    Expr prior = samples.output("policy@ref", "logp", Level.ROW);
    Expr reward = samples.column("reward", Level.ROW);
    Expr logRatio = prior.plus(reward.over(beta)).minus(samples.column("behavior_logp", Level.ROW));

    Level scope = logzScope.level();
    Expr sum = state(in, samples, "evidence_sum");
    Expr count = state(in, samples, "evidence_count");
    LogWeights own = LogWeights.of(logRatio, logzScope);
    Expr logZ =
        logz == Normalizer.BATCH
            ? own.logZ()
            : count.greaterThan(0).select(sum.over(count).log(), own.logZ());
    LogWeights weights = new LogWeights(logRatio, logZ);
    Expr weight = weights.normalized().min(weightClip);

    Expr value = weight.times(logp).negate().mean(Level.BATCH);
    Loss loss =
        baseline == Baseline.NONE
            ? Loss.exact("kl-inference-forward", "policy", value)
            : Loss.surrogate(
                "kl-inference-forward",
                "policy",
                value,
                weight.minus(1).times(logp).negate().mean(Level.BATCH));
    Losses losses =
        Losses.of(loss)
            .require(
                prior
                    .greaterThan(Double.NEGATIVE_INFINITY)
                    .max(reward.equalTo(Double.NEGATIVE_INFINITY)),
                "ref_logp is −∞ with a finite reward: the posterior has no mass there; drop the row"
                    + " or smooth the reference")
            .metric("log_z", weights.meanLogZ())
            .metric("ess", weights.effectiveSampleSize())
            .metric("skipped_prompts", skipped(logZ))
            .metric("policy_entropy_est", logp.negate().mean(Level.BATCH))
            .metric("unique_fraction", UniqueFraction.of(samples));
    if (logz == Normalizer.RUNNING) {
      Expr evidence = logRatio.exp();
      losses =
          losses
              .require(
                  Expr.of(Double.POSITIVE_INFINITY).greaterThan(evidence),
                  "P/q overflows in the running normalizer: subtract a constant from the rewards,"
                      + " or choose logz: batch")
              .update(
                  Update.sum(sum, evidence.sum(scope)), Update.sum(count, evidence.count(scope)));
    }
    return losses;
  }

  private Expr state(Inputs in, Slot samples, String name) {
    return logzScope == Scope.PER_PROMPT
        ? in.state(name, samples.key("prompt_id"), 0)
        : in.state(name, 0);
  }

  /** Scopes in which every weight is 0: they give no signal. */
  private static Expr skipped(Expr normalizer) {
    Expr empty = normalizer.equalTo(Double.NEGATIVE_INFINITY);
    return empty.level() == Level.BATCH ? empty : empty.sum(Level.BATCH);
  }
}
