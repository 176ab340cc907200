package org.esscher.plugins.mbrcsl;

import jakarta.validation.constraints.Positive;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Statistic;

/**
 * G_t = Σ_{k≥t} r_k of whole episodes: slot {@code episodes}, a row each, with {@code reward}, the
 * list of its rewards. Columns {@code return_to_go}, a list of as many numbers, and {@code return}.
 *
 * @param returnScale divisor of returns
 */
@Component(
    value = "return-to-go",
    summary = "the return from each step of an episode on",
    paper = "Zhou et al. 2024, arXiv 2310.19308")
public record ReturnToGo(@Default("1") @Positive double returnScale) implements Statistic {
  @Override
  public Map<String, Expr> quantities(Inputs in) {
    Expr reward = in.slot("episodes").column("reward", Level.TOKEN).over(returnScale);
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("return_to_go", reward.suffixSum(Expr.of(1)));
    quantities.put("return", reward.sum(Level.ROW));
    return quantities;
  }
}
