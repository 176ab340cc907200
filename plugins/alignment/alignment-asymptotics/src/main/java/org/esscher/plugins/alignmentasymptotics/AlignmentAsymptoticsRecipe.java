package org.esscher.plugins.alignmentasymptotics;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Estimate;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Run;
import org.esscher.api.State;

/**
 * One pass over a pool of draws of a reference: scores them, and draws the frontier of reward
 * against KL that no policy over these draws can leave, with best-of-n below it.
 *
 * <p>The source {@code data} has {@code prompt_id}, several rows a prompt, and what the reward
 * reads; {@code ref_logp} and {@code candidate_logp} place a third policy (see {@link
 * AlignmentFrontier}). Tables: {@code frontier}; {@code best_of_n}; {@code pool}, which says how
 * many prompts have rows of one reward only; {@code candidate} where there is one.
 *
 * @param budgets bounds Δ of divergence, nats
 * @param ns numbers n of draws to choose from
 * @param solverTol how far from a budget a tilt's divergence may be, nats
 * @param tie how best-of-n ranks rows of equal reward
 * @param scope what a budget of divergence bounds
 * @param reward the reward of a draw
 */
@Component(
    value = "alignment-asymptotics",
    summary = "the frontier of reward against KL over a scored pool, and best-of-n",
    paper = "Yang et al. 2024, arXiv 2404.01730")
public record AlignmentAsymptoticsRecipe(
    @Default("[0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1, 1.4]")
        List<@PositiveOrZero Double> budgets,
    @Default("[1, 2, 4]") List<@Min(1) Long> ns,
    @Default("1e-10") @Positive double solverTol,
    @Default("share") Tie tie,
    @Default("per-prompt") Scope scope,
    @Default("column") RewardModelProvider reward)
    implements Recipe {
  /**
   * Copies.
   *
   * @param budgets as for the record
   * @param ns as for the record
   * @param solverTol as for the record
   * @param tie as for the record
   * @param scope as for the record
   * @param reward as for the record
   */
  public AlignmentAsymptoticsRecipe {
    budgets = List.copyOf(budgets);
    ns = List.copyOf(ns);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("reward", reward);
  }

  @Override
  public State step(State state, Run run) {
    Batch scored = run.score("reward", run.data("data").batch(), "score", "reward");
    AlignmentFrontier frontier = new AlignmentFrontier(budgets, ns, solverTol, tie, scope);
    Estimate found = run.estimate(frontier, Map.of(AlignmentFrontier.SLOT, scored));
    budgets.forEach(budget -> optimum(run, found, budget));
    ns.forEach(n -> bestOf(run, found, n));
    if (found.statistics().containsKey("candidate_reward")) {
      candidate(run, found);
    }
    pool(run, found, scored);
    return state.with("done", 1);
  }

  private static void optimum(Run run, Estimate found, double budget) {
    point(
        run,
        found,
        "exact optimum",
        "tilt_reward/" + budget,
        found.value("tilt_kl/" + budget),
        "Δ = " + budget);
  }

  private static void bestOf(Run run, Estimate found, long n) {
    double divergence = found.value("bon_kl/" + n);
    double empirical = found.value("bon_empirical_kl/" + n);
    point(run, found, "best of n", "bon_reward/" + n, empirical, "n = " + n);
    point(run, found, "best of n, KL bound", "bon_reward/" + n, divergence, "n = " + n);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("n", n);
    row.put("reward", found.value("bon_reward/" + n));
    putStandardError(row, "reward", found, "bon_reward/" + n);
    row.put("kl_bound", divergence);
    row.put("empirical_kl", empirical);
    row.put("gap_to_optimum", found.value("bon_gap/" + n));
    putStandardError(row, "gap_to_optimum", found, "bon_gap/" + n);
    run.row("best_of_n", row);
  }

  private static void candidate(Run run, Estimate found) {
    double divergence = found.value("candidate_kl");
    point(run, found, "candidate", "candidate_reward", divergence, "");
    Map<String, Object> row = new LinkedHashMap<>();
    for (String name : List.of("candidate_reward", "candidate_kl", "candidate_gap")) {
      row.put(name, found.value(name));
      putStandardError(row, name, found, name);
    }
    run.row("candidate", row);
  }

  private static void pool(Run run, Estimate found, Batch scored) {
    double constant = found.value("constant_reward_fraction");
    run.row("pool", Map.of("rows", scored.rows(), "constant_reward_fraction", constant));
    run.metric("constant_reward_fraction", constant);
  }

  private static void point(
      Run run, Estimate found, String series, String reward, double divergence, String label) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("divergence", divergence);
    row.put("reward", found.value(reward));
    putStandardError(row, "reward", found, reward);
    row.put("label", label);
    run.row("frontier", row);
  }

  /** One prompt alone tells no error. */
  private static void putStandardError(
      Map<String, Object> row, String column, Estimate found, String name) {
    double error = Objects.requireNonNull(found.statistics().get(name)).standardError();
    if (Double.isFinite(error)) {
      row.put(column + "_standard_error", error);
    }
  }

  @Override
  public double progress(State state) {
    return state.number("done", 0);
  }
}
