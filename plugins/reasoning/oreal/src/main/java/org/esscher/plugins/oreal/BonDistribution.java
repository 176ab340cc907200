package org.esscher.plugins.oreal;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.GROUP;
import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.Min;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;

/**
 * What the best of n samples is by a 0/1 outcome: with p, a prompt's share of right rows, it is
 * right with probability m = 1 − (1−p)^n, and {@code KL(π_bon‖π) = m log(m/p) + (1−m)
 * log((1−m)/(1−p))}, 0 where p is 0 or 1. (The formula log n − (n−1)/n is that of a continuous
 * reward.)
 *
 * <p>Reads the slot {@code samples}, grouped by {@code prompt_id}: {@code reward}, right where it
 * is above 0. Gives {@code p_right}, {@code bon_right} and {@code bon_kl} (nats), means over
 * prompts.
 *
 * @param n n: the number of samples of which the best is taken
 */
@Component(
    value = "bon-distribution",
    summary = "how often the best of n samples is right, and how far from the policy it is",
    paper = "Lyu et al. 2025, arXiv 2502.06781, equation 2")
public record BonDistribution(@Default("16") @Min(1) int n) implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Slot samples = in.slot("samples").groupedBy("prompt_id");
    Expr p = samples.column("reward", ROW).greaterThan(0).mean(GROUP);
    Expr logWrong = p.negate().log1p();
    Expr m = logWrong.times(n).expm1().negate();
    // 1 − m = (1−p)^n, so that the second logarithm is (n−1) log(1−p).
    Expr kl = m.times(m.over(p).log()).plus(Expr.of(1).minus(m).times(logWrong.times(n - 1)));
    Expr open = p.greaterThan(0).times(Expr.of(1).greaterThan(p));
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("p_right", p.mean(BATCH));
    quantities.put("bon_right", open.select(m, p).mean(BATCH));
    quantities.put("bon_kl", open.select(kl, Expr.of(0)).mean(BATCH));
    return quantities;
  }
}
