package org.esscher.plugins.alignmentasymptotics;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherTransform;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;

/**
 * The frontier of reward against KL from the reference, from scored draws of the reference: the
 * optimal tilt for each budget, best-of-n for each n, and where a third policy stands. Means over
 * prompts, which count alike, as their rows do; a column {@code weight} is not read.
 *
 * <p>Reads the slot {@code samples}, grouped by {@code prompt_id}: {@code reward}, and where they
 * are there {@code ref_logp} and {@code candidate_logp} (a list is summed) of the reference and the
 * third policy. The M rows of a prompt are an empirical reference of mass 1/M each, so that no tilt
 * gets beyond log M nats.
 *
 * <p>Columns with an entry a budget: {@code tilt_reward}, {@code tilt_kl}, {@code tilt_t} (the mean
 * of t = 1/β; infinite where the tilt of a prompt is uniform on its best rows) and, with a
 * candidate, {@code candidate_kl_to_tilt}. Columns with an entry an n: {@code bon_reward}; {@code
 * bon_kl}, which is log n − (n − 1)/n, an upper bound; {@code bon_empirical_kl}, of the weights of
 * the rows from 1/M, which for n near M exceeds the bound, since n draws without replacement leave
 * little choice; {@code bon_gap}, by how much the tilt of that divergence is better.
 *
 * <p>Statistics, with standard errors over prompts: the same numbers by name ({@code
 * tilt_reward/0.1}, {@code bon_reward/4}); {@code candidate_reward}, {@code candidate_kl}, {@code
 * candidate_gap}, by how much the tilt of the candidate's divergence in each prompt is better; and
 * {@code constant_reward_fraction}, the share of prompts whose rows have one reward, which no
 * policy moves (β is infinite there).
 *
 * @param budgets bounds Δ of divergence, nats
 * @param ns numbers n of draws to choose from; at most the number of rows of each prompt
 * @param solverTol how far from a budget a tilt's divergence may be, nats
 * @param tie how best-of-n ranks rows of equal reward; it moves {@code bon_empirical_kl} alone
 * @param scope what a budget of divergence bounds
 */
@Component(
    value = "alignment-frontier",
    summary = "reward against KL of the optimal tilt and of best-of-n, from scored draws",
    paper = "Yang et al. 2024, arXiv 2404.01730")
public record AlignmentFrontier(
    @Default("[0, 0.1, 0.2, 0.5, 1]") List<@PositiveOrZero Double> budgets,
    @Default("[1]") List<@Min(1) Long> ns,
    @Default("1e-10") @Positive double solverTol,
    @Default("share") Tie tie,
    @Default("per-prompt") Scope scope)
    implements CustomStatistic {
  static final String SLOT = "samples";
  static final String REFERENCE = "ref_logp";
  static final String CANDIDATE = "candidate_logp";

  /**
   * Copies.
   *
   * @param budgets as for the record
   * @param ns as for the record
   * @param solverTol as for the record
   * @param tie as for the record
   * @param scope as for the record
   */
  public AlignmentFrontier {
    budgets = List.copyOf(budgets);
    ns = List.copyOf(ns);
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot samples = in.slot(SLOT).groupedBy("prompt_id");
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put("reward", samples.column("reward", Level.ROW));
    reads.put(REFERENCE, samples.columnOr(REFERENCE, Level.ROW, 0));
    reads.put(CANDIDATE, samples.columnOr(CANDIDATE, Level.ROW, 0));
    return reads;
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    ScoredPool pool = pool(data);
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (Curve curve : curves(pool)) {
      for (int i = 0; i < curve.at().size(); i++) {
        numbers.put(curve.name() + "/" + curve.at().get(i), curve.values().get(i));
      }
    }
    if (pool.hasCandidate()) {
      numbers.put("candidate_reward", pool.candidateReward());
      numbers.put("candidate_kl", pool.candidateDivergence());
      numbers.put("candidate_gap", pool.candidateGap(solverTol));
    }
    numbers.put("constant_reward_fraction", pool.constantFraction());
    return numbers;
  }

  @Override
  public Map<String, Column> columns(Data data, Context context) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (Curve curve : curves(pool(data))) {
      columns.put(curve.name(), context.columns().numbers(curve.toArray()));
    }
    return columns;
  }

  private ScoredPool pool(Data data) {
    return ScoredPool.of(data, ns.stream().mapToLong(Long::longValue).max().orElse(1));
  }

  private List<Curve> curves(ScoredPool pool) {
    List<Curve> curves = new ArrayList<>(tilts(pool));
    curves.addAll(bestOfNs(pool));
    return curves;
  }

  private List<Curve> tilts(ScoredPool pool) {
    List<List<Tilted>> tilts = budgets.stream().map(budget -> tilted(pool, budget)).toList();
    List<Curve> curves = new ArrayList<>();
    curves.add(Curve.ofMeans("tilt_reward", budgets, tilts, each -> each.tilt.reward()));
    curves.add(Curve.ofMeans("tilt_kl", budgets, tilts, each -> each.tilt.divergence()));
    curves.add(Curve.ofMeans("tilt_t", budgets, tilts, each -> each.tilt.t()));
    if (pool.hasCandidate()) {
      curves.add(
          Curve.ofMeans(
              "candidate_kl_to_tilt",
              budgets,
              tilts,
              each -> each.prompt.candidate().divergenceFrom(each.tilt)));
    }
    return curves;
  }

  private List<Tilted> tilted(ScoredPool pool, double budget) {
    double shared =
        scope == Scope.GLOBAL
            ? EsscherTransform.inverseTemperature(pool.tilts(), budget, solverTol)
            : Double.NaN;
    return pool.prompts().stream()
        .map(
            prompt ->
                new Tilted(
                    prompt,
                    scope == Scope.GLOBAL
                        ? prompt.tilts().at(shared)
                        : prompt.tilts().within(budget, solverTol)))
        .toList();
  }

  /** A prompt and its tilt. */
  private record Tilted(PromptPool prompt, EsscherTransform.Point tilt) {}

  private List<Curve> bestOfNs(ScoredPool pool) {
    List<List<Best>> bests =
        ns.stream().map(n -> pool.prompts().stream().map(each -> best(each, n)).toList()).toList();
    return List.of(
        Curve.ofMeans("bon_reward", ns, bests, best -> best.law.reward()),
        new Curve(
            "bon_kl",
            ns,
            ns.stream().map(n -> SampledBestOfN.divergenceBound((double) n)).toList()),
        Curve.ofMeans("bon_empirical_kl", ns, bests, best -> best.law.divergence()),
        Curve.ofMeans("bon_gap", ns, bests, best -> best.tilt.reward() - best.law.reward()));
  }

  private Best best(PromptPool prompt, long n) {
    SampledBestOfN law = prompt.bestOf(n, tie);
    return new Best(law, prompt.tilts().within(law.divergence(), solverTol));
  }

  /** Best-of-n on a prompt, and the tilt of the same divergence. */
  private record Best(SampledBestOfN law, EsscherTransform.Point tilt) {}
}
