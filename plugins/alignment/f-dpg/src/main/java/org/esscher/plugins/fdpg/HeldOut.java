package org.esscher.plugins.fdpg;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.GROUP;
import static org.esscher.api.Level.ROW;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.api.Inputs;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * What a policy over listed candidates is worth: exact expectations within each question, means
 * over questions. Quantities:
 *
 * <ul>
 *   <li>of the policy: {@code expected_reward} Σ π r; {@code reward_gain} over the reference,
 *       paired by question; {@code kl_from_reference} KL(π‖π_ref); {@code divergence_to_target}
 *       D_f(π‖p); {@code entropy}; {@code most_likely_reward}, the reward of its most likely
 *       candidate;
 *   <li>of the target p = P/Z: {@code optimum_reward}, {@code optimum_kl};
 *   <li>of the reference: {@code reference_reward}, {@code reference_divergence_to_target};
 *   <li>{@code mass_gap}, the mean of |Σ π − 1|.
 * </ul>
 *
 * @param divergence D_f
 */
record HeldOut(FDivergence divergence) implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot candidates = in.slot("candidates").groupedBy("prompt_id");
    Expr policy = candidates.output("policy", "logp", ROW);
    Expr reference = candidates.output("policy@ref", "logp", ROW);
    Expr reward = candidates.output("reward", "score", ROW);
    Expr unnormalized = candidates.output("target", "log_target", ROW);
    Expr target = unnormalized.minus(unnormalized.logSumExp(GROUP));
    Expr likeliest = policy.minus(policy.maximum(GROUP)).equalTo(0);

    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("expected_reward", expected(policy, reward));
    quantities.put("reward_gain", gain(policy, reference, reward));
    quantities.put("kl_from_reference", expected(policy, policy.minus(reference)));
    quantities.put("divergence_to_target", divergence.between(policy, target, GROUP).mean(BATCH));
    quantities.put("entropy", expected(policy, policy.negate()));
    // Candidates that are equally likely share.
    quantities.put(
        "most_likely_reward",
        likeliest.times(reward).sum(GROUP).over(likeliest.sum(GROUP)).mean(BATCH));
    quantities.put("optimum_reward", expected(target, reward));
    quantities.put("optimum_kl", expected(target, target.minus(reference)));
    quantities.put("reference_reward", expected(reference, reward));
    quantities.put(
        "reference_divergence_to_target", divergence.between(reference, target, GROUP).mean(BATCH));
    quantities.put("mass_gap", policy.exp().sum(GROUP).minus(1).abs().mean(BATCH));
    return quantities;
  }

  /** Σ exp(logp)·value within a question, mean over questions. */
  private static Expr expected(Expr logp, Expr value) {
    return within(logp, value).mean(BATCH);
  }

  private static Expr gain(Expr policy, Expr reference, Expr reward) {
    return within(policy, reward).minus(within(reference, reward)).mean(BATCH);
  }

  /** What has no probability has no share, whatever its value. */
  private static Expr within(Expr logp, Expr value) {
    Expr probability = logp.exp();
    return probability.greaterThan(0).select(probability.times(value), Expr.of(0)).sum(GROUP);
  }
}
