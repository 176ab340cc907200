package org.esscher.plugins.hypo;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.GROUP;
import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * The policy's probability of answers that the data doesn't cover: {@code ood_mass}, the mean over
 * prompts of Σ π(y|x) over answers with μ(y|x) ≤ threshold.
 *
 * <p>The slot {@code responses} holds all answers of each prompt, grouped by {@code prompt_id}:
 * {@code logp} of the policy, and {@code behavior_prob}, which is μ, the distribution that the
 * data's answers come from.
 *
 * @param threshold the largest μ that counts as not covered, within [0, 1)
 */
@Component(
    value = "ood-mass",
    summary = "probability of answers that the data doesn't cover",
    paper = "Song et al. 2024, arXiv 2406.01462")
public record OodMass(
    @Default("0")
        @PositiveOrZero
        @DecimalMax(value = "1", inclusive = false, message = "must be below 1")
        double threshold)
    implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot responses = in.slot("responses").groupedBy("prompt_id");
    Expr policy = responses.output("policy", "logp", ROW).exp();
    Expr covered = responses.column("behavior_prob", ROW).greaterThan(threshold);
    Expr outside = covered.select(Expr.of(0), policy).sum(GROUP);
    return Map.of("ood_mass", outside.mean(BATCH));
  }
}
