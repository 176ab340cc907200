package org.esscher.plugins.hypo;

import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Slot;

/**
 * How well data covers what a policy may do, where all answers can be listed:
 *
 * <ul>
 *   <li>{@code concentrability}, max π/μ: of the policy at hand;
 *   <li>{@code global_coverage}, max 1/μ: of every policy, which DPO needs to be finite;
 *   <li>{@code local_coverage}, the largest π/μ of any policy with E_x KL(π‖π_ref) ≤ ε, which
 *       suffices for methods that bound the KL.
 * </ul>
 *
 * All maxima are over prompts and answers; +∞ where an answer that may be given has μ = 0. The best
 * policy for one answer y of one prompt x spends all divergence there: it gives y the share c and
 * keeps the reference's proportions of the rest, so that c is {@link LargestShare} at ε/ρ(x), with
 * ρ uniform over the prompts.
 *
 * <p>The slot {@code responses} holds all answers of each prompt, grouped by {@code prompt_id}:
 * {@code logp} of the policy, {@code ref_logp} of its reference, and {@code behavior_prob}, which
 * is μ, the distribution that the data's answers come from. Weights don't matter to maxima.
 *
 * @param klLevel ε, the bound on E_x KL(π‖π_ref), nats
 */
@Component(
    value = "coverage",
    summary = "global and local coverage coefficients of preference data",
    paper = "Song et al. 2024, arXiv 2406.01462")
public record Coverage(@Default("0.1") @PositiveOrZero double klLevel) implements CustomStatistic {
  private static final String SLOT = "responses";

  /** By how much probabilities of all answers may miss a sum of 1. */
  private static final double WHOLE = 1e-3;

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot responses = in.slot(SLOT).groupedBy("prompt_id");
    return Map.of(
        "policy", responses.output("policy", "logp", ROW),
        "reference", responses.output("policy@ref", "logp", ROW),
        "data", responses.column("behavior_prob", ROW));
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    int[] prompt = data.groups(SLOT);
    int prompts = Arrays.stream(prompt).max().orElse(0) + 1;
    Column policy = data.get("policy");
    Column reference = data.get("reference");
    Column behavior = data.get("data");
    requireWhole("logp", policy, prompt, prompts);
    requireWhole("ref_logp", reference, prompt, prompts);
    double concentrability = 0;
    double global = 0;
    double local = 0;
    for (int row = 0; row < prompt.length; row++) {
      double mu = behavior.at(row);
      double share = LargestShare.of(reference.at(row), klLevel * prompts);
      concentrability = Math.max(concentrability, ratio(Math.exp(policy.at(row)), mu));
      global = Math.max(global, ratio(1, mu));
      local = Math.max(local, ratio(share, mu));
    }
    Map<String, Double> coefficients = new LinkedHashMap<>();
    coefficients.put("concentrability", concentrability);
    coefficients.put("global_coverage", global);
    coefficients.put("local_coverage", local);
    return coefficients;
  }

  /** π/μ; an answer that is never given needs no coverage. */
  private static double ratio(double policy, double mu) {
    return policy == 0 ? 0 : policy / mu;
  }

  private static void requireWhole(String name, Column logp, int[] prompt, int prompts) {
    double[] sums = new double[prompts];
    for (int row = 0; row < prompt.length; row++) {
      sums[prompt[row]] += Math.exp(logp.at(row));
    }
    for (int row = 0; row < prompt.length; row++) {
      if (!(Math.abs(sums[prompt[row]] - 1) < WHOLE)) {
        throw EsscherException.data(
            "slot %s, row %d: coverage wants all answers of a prompt, each once, but exp(%s) of this"
                + " prompt's rows sums to %s, not to 1; list them all",
            SLOT, row, name, sums[prompt[row]]);
      }
    }
  }
}
