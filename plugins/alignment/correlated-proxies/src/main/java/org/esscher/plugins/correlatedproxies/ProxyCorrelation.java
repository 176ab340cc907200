package org.esscher.plugins.correlatedproxies;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;

/**
 * Whether a proxy reward still tells of the true one. Of the base policy's occupancy measure:
 * {@code correlation} r of {@code reward} (the proxy) and {@code gold_reward}, {@code proxy_std}
 * σ̃, {@code gold_std} σ, and {@code safe_coef}, σ̃√(1 − r²). Of the policy, in standard
 * deviations: {@code proxy_gain}, {@code gold_gain} and the {@code bound} that the theorem puts
 * under it, −√χ² where r is not positive; {@code chi2}; and {@code hacked}, 1 where the gold gain
 * is negative.
 *
 * <p>In {@code exact} mode the slot {@code transitions} has one row a state-action, with {@code
 * prob} and {@code base_prob}, the two occupancy measures; standard errors are not defined. In
 * {@code sampled} mode it has visited rows whose {@code source} is policy or base, with {@code
 * log_ratio} = log μ/μ_b, which is read in the policy's rows, and {@code weight} (γ^t of the step).
 *
 * @param mode which form is computed
 */
@Component(
    value = "proxy-correlation",
    summary = "correlation of a proxy with the true reward, and the gain that it guarantees",
    paper = "Laidlaw et al. 2024, arXiv 2403.03185, definition 4.2 and theorem 5.1")
public record ProxyCorrelation(@Default("exact") Mode mode) implements CustomStatistic {
  private static final String SLOT = "transitions";
  private static final double TOTAL_TOLERANCE = 1e-6;
  private static final int LISTED = 5;

  /** What the rows are. */
  public enum Mode {
    /** All state-actions, with the two occupancy measures. */
    EXACT,
    /** Visited state-actions of both policies. */
    SAMPLED
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot transitions = in.slot(SLOT);
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put("reward", transitions.column("reward", Level.ROW));
    reads.put("gold_reward", transitions.column("gold_reward", Level.ROW));
    if (mode == Mode.EXACT) {
      reads.put("prob", transitions.column("prob", Level.ROW));
      reads.put("base_prob", transitions.column("base_prob", Level.ROW));
    } else {
      reads.put("log_ratio", transitions.column("log_ratio", Level.ROW));
      reads.put("weight", transitions.weight());
      reads.put("source", transitions.firstOccurrence("source"));
    }
    return reads;
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    double[] proxy = rewards(data, "reward");
    double[] gold = rewards(data, "gold_reward");
    return mode == Mode.EXACT
        ? exact(data, proxy, gold).report()
        : sampled(data, proxy, gold).report();
  }

  private static ProxyBound exact(Data data, double[] proxy, double[] gold) {
    double[] policy = distribution(data, "prob");
    double[] base = distribution(data, "base_prob");
    requireCovered(policy, base);
    return ProxyBound.exact(policy, base, proxy, gold);
  }

  private static ProxyBound sampled(Data data, double[] proxy, double[] gold) {
    Sources sources = Sources.of(data.batch(SLOT), "proxy-correlation");
    double[] weight = data.get("weight").toArray();
    double[] policy = sources.weights(weight, true);
    double[] base = sources.weights(weight, false);
    double[] ratio = data.get("log_ratio").toArray();
    for (int row = 0; row < ratio.length; row++) {
      ratio[row] = Math.exp(ratio[row]);
    }
    return ProxyBound.of(
        ProxyMoments.of(base, proxy, gold),
        ProxyMoments.mean(policy, proxy),
        ProxyMoments.mean(policy, gold),
        Math.max(0, ProxyMoments.mean(policy, ratio) - 1));
  }

  private static double[] rewards(Data data, String name) {
    double[] values = data.get(name).toArray();
    for (int row = 0; row < values.length; row++) {
      if (!Double.isFinite(values[row])) {
        throw EsscherException.data(
            "row %d, column '%s': a correlation needs finite rewards, got %s",
            row, name, values[row]);
      }
    }
    return values;
  }

  private static double[] distribution(Data data, String name) {
    double[] values = data.get(name).toArray();
    double total = 0;
    for (int row = 0; row < values.length; row++) {
      if (!(values[row] >= 0)) {
        throw EsscherException.data(
            "row %d, column '%s': a probability is at least 0, got %s", row, name, values[row]);
      }
      total += values[row];
    }
    if (!(Math.abs(total - 1) <= TOTAL_TOLERANCE)) {
      throw EsscherException.data(
          "proxy-correlation: column '%s' sums to %s over %d rows, but an occupancy measure sums to"
              + " 1; give one row for every state-action",
          name, total, values.length);
    }
    return values;
  }

  private static void requireCovered(double[] policy, double[] base) {
    List<Integer> outside = new ArrayList<>();
    for (int row = 0; row < base.length; row++) {
      if (base[row] == 0 && policy[row] > 0) {
        outside.add(row);
      }
    }
    if (!outside.isEmpty()) {
      throw EsscherException.data(
          "proxy-correlation: base_prob is 0 where the policy goes, so χ² is +∞ and nothing is"
              + " promised: %d rows, %s%s; give the base policy full support",
          outside.size(),
          outside.subList(0, Math.min(LISTED, outside.size())),
          outside.size() > LISTED ? " first" : "");
    }
  }
}
