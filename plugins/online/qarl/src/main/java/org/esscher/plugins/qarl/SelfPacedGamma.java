package org.esscher.plugins.qarl;

import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
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
import org.jspecify.annotations.Nullable;

/**
 * The self-paced curriculum of a temperature β ~ Gamma(k, rate ω), over any scalar return. Slot
 * {@code episodes}, a row an episode: {@code temperature}, at least 0, drawn at k; {@code return}.
 *
 * <p>Numbers: {@code next_k}, the concentration that comes next: nearest to the target, in KL, such
 * that the estimated return is at least the threshold and KL(Gamma(next_k)‖Gamma(k)) at most maxKl;
 * with the highest estimate, where the threshold is not met now and never was; else k. It is k too
 * where there are fewer rows than minSamples. Of a candidate (k, where none is given): {@code
 * estimate}, the mean of importance weight times return; {@code kl_step}, KL(Gamma(candidate)‖
 * Gamma(k)), and {@code kl_target}, KL(Gamma(candidate)‖Gamma(kTarget)), nats; {@code
 * effective_sample_size} and {@code largest_weight} of the importance weights. Column: {@code
 * importance_weight}, p(β; candidate)/p(β; k), at most e²⁰.
 *
 * <p>Weights are not normalized, as in the paper, so that the estimate is not indifferent to a
 * constant that is added to all returns: where returns are negative, a candidate that hardly any
 * episode speaks for has a high estimate. Give returns of at least 0, and look at the effective
 * sample size.
 *
 * @param k the current concentration
 * @param kTarget the target concentration, at most k unless reverse is on
 * @param omega rate ω of the distribution: its mean is k/ω
 * @param maxKl largest KL divergence of a step, nats
 * @param perfThreshold ξ, the return that must be kept
 * @param minSamples fewest rows with which k moves
 * @param met whether the threshold was met before
 * @param reverse whether the target may lie above k
 * @param candidate a concentration to judge; none for k
 */
@Component(
    value = "self-paced-gamma",
    summary = "next step of a self-paced curriculum over a gamma-distributed temperature",
    paper = "Reddi et al. 2024, arXiv 2311.01642, the curriculum")
public record SelfPacedGamma(
    @Default("50") @Positive double k,
    @Default("1") @Positive double kTarget,
    @Default("1000") @Positive double omega,
    @Default("0.5") @Positive double maxKl,
    double perfThreshold,
    @Default("30") @Min(1) int minSamples,
    @Default("false") boolean met,
    @Default("false") boolean reverse,
    @Nullable @Positive Double candidate)
    implements CustomStatistic {
  private static final String SLOT = "episodes";

  /**
   * Checks.
   *
   * @param k as for the record
   * @param kTarget as for the record
   * @param omega as for the record
   * @param maxKl as for the record
   * @param perfThreshold as for the record
   * @param minSamples as for the record
   * @param met as for the record
   * @param reverse as for the record
   * @param candidate as for the record
   */
  public SelfPacedGamma {
    requireTarget("k", k, kTarget, reverse);
  }

  /** Refuses a target above the start. */
  static void requireTarget(String name, double k, double kTarget, boolean reverse) {
    if (kTarget > k && !reverse) {
      throw EsscherException.user(
          "the target concentration %s is above %s %s: the adversary would become less rational;"
              + " set kTarget to %s or less, or reverse to true",
          kTarget, name, k, k);
    }
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot episodes = in.slot(SLOT);
    return Map.of(
        "temperature", episodes.column("temperature", ROW),
        "return", episodes.column("return", ROW),
        "weight", episodes.weight());
  }

  private static TemperedReturns episodes(Data data) {
    double[] weights = data.get("weight").toArray();
    if (!(Arrays.stream(weights).sum() > 0)) {
      throw EsscherException.data(
          "slot %s: %d episodes of no weight were given; at least one of some weight is needed",
          SLOT, weights.length);
    }
    return new TemperedReturns(
        data.get("temperature").toArray(), data.get("return").toArray(), weights);
  }

  private double judged() {
    return candidate == null ? k : candidate;
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    TemperedReturns episodes = episodes(data);
    GammaCurriculum curriculum =
        new GammaCurriculum(kTarget, omega, maxKl, perfThreshold, minSamples);
    Map<String, Double> found = new LinkedHashMap<>();
    found.put(
        "next_k", curriculum.next(k, met, episodes.count(), at -> episodes.estimate(at, k, omega)));
    found.put("estimate", episodes.estimate(judged(), k, omega));
    found.put("kl_step", GammaCurriculum.divergence(judged(), k));
    found.put("kl_target", GammaCurriculum.divergence(judged(), kTarget));
    found.put("effective_sample_size", episodes.effectiveSize(judged(), k, omega));
    found.put("largest_weight", Arrays.stream(importance(episodes)).max().orElseThrow());
    return found;
  }

  private double[] importance(TemperedReturns episodes) {
    double[] weights = new double[episodes.count()];
    Arrays.setAll(weights, i -> episodes.importance(i, judged(), k, omega));
    return weights;
  }

  @Override
  public Map<String, Column> columns(Data data, Context context) {
    return Map.of("importance_weight", context.columns().numbers(importance(episodes(data))));
  }
}
