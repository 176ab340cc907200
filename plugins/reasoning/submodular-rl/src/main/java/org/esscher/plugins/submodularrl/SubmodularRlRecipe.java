package org.esscher.plugins.submodularrl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * Trains policies on the grid {@code subrl-grid} by SubPO, once for each way to pay for states, and
 * judges all by the function of whole episodes.
 *
 * <p>Tables: {@code function}, a row a mode: the mean of F(τ) over the last episodes, and over
 * those of the first policy, which is uniform; {@code frontier}: F against KL(π‖π_0) a whole
 * episode. Each policy is kept as a version of its mode's name; the run's is the last.
 *
 * @param function the set function F to maximize: a reward in mode marginal
 * @param modes how states pay: by gains (SubPO), each by itself (the modular baseline), or all at
 *     the end
 * @param policyInput what policies see: the cell and the step, or features of the past
 * @param width width of the grid, in cells
 * @param height height of the grid, in cells
 * @param horizon moves in an episode
 * @param radius how far one sees from a cell, in moves
 * @param gamma discount γ of the rewards to go
 * @param baseline baseline that is subtracted from the rewards to go
 * @param normalize divisor of rewards
 * @param optimizer optimizer of the policy
 * @param episodes episodes in an iteration
 * @param iterations iterations for each mode
 */
@Component(
    value = "submodular-rl",
    summary = "SubPO against modular rewards, on a grid to explore",
    paper = "Prajapat et al. 2023, arXiv 2307.13372")
public record SubmodularRlRecipe(
    @Default("coverage") RewardModelProvider function,
    @Default("[modular, marginal]") @NotEmpty List<Mode> modes,
    @Default("markov") PolicyInput policyInput,
    @Default("7") @Min(1) int width,
    @Default("7") @Min(1) int height,
    @Default("12") @Min(1) int horizon,
    @Default("1") @PositiveOrZero int radius,
    @Default("1") @Positive @DecimalMax("1") double gamma,
    @Default("batch-mean") SubPo.Baseline baseline,
    @Default("1") @Positive double normalize,
    @Default("{id: adam, rate: 0.3}") Optimizer optimizer,
    @Default("100") @Min(2) int episodes,
    @Default("200") @Min(1) int iterations)
    implements Recipe {
  private static final String DONE = "done";

  /** Iterations in one step of the run, after which policies are judged. */
  private static final int CHUNK = 10;

  /** What a policy sees. */
  public enum PolicyInput {
    /** π_h(a|s), a free logit each (SubPO-M). */
    MARKOV,
    /** π(a|τ), linear in what was seen, the cell and the step (SubPO-NM). */
    HISTORY
  }

  /** Copies and checks. */
  public SubmodularRlRecipe {
    modes = List.copyOf(modes);
    if (baseline == SubPo.Baseline.CRITIC) {
      throw EsscherException.user(
          "the recipe submodular-rl trains no critic; choose the baseline batch-mean or none");
    }
  }

  private SubRlGrid grid() {
    boolean history = policyInput == PolicyInput.HISTORY;
    return new SubRlGrid(width, height, horizon, radius, List.of(), history);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("function", function);
  }

  @Override
  public Map<String, EnvironmentProvider> environments() {
    return Map.of("grid", grid());
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  @Override
  public State start(Run run) {
    Map<String, ?> config =
        policyInput == PolicyInput.HISTORY
            ? Map.of("features", List.of("features"), "actions", SubRlGrid.MOVES)
            : Map.of(
                "context",
                List.of("observation"),
                "contexts",
                Math.multiplyExact(grid().cells(), horizon),
                "actions",
                SubRlGrid.MOVES);
    String id = policyInput == PolicyInput.HISTORY ? "linear-softmax" : "tabular-softmax";
    run.define("policy", run.context().component(PolicyProvider.class, id, config));
    run.save("policy", "start");
    return State.empty().with(DONE, 0);
  }

  @Override
  public State step(State state, Run run) {
    int done = (int) state.number(DONE, 0);
    Mode mode = modes.get(done / iterations);
    int end = Math.min(done + CHUNK, (done / iterations + 1) * iterations);
    if (done % iterations == 0) {
      run.restore("policy", "start");
      judge(run, mode, 0, played(run, mode));
    }
    for (int i = done; i < end; i++) {
      VisitedStates visited = new VisitedStates(played(run, mode), run);
      run.train(
          Stage.of(word(mode), new SubPo(gamma, baseline, normalize), optimizer),
          Map.of("samples", visited.rewarded(mode)));
    }
    int iteration = (end - 1) % iterations + 1;
    judge(run, mode, iteration, played(run, mode));
    if (iteration == iterations) {
      run.save("policy", word(mode));
    }
    return state.with(DONE, end);
  }

  private static String word(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Batch played(Run run, Mode mode) {
    return run.episodes(Rollout.of(word(mode), "grid", "policy", episodes), episodes);
  }

  private void judge(Run run, Mode mode, int iteration, Batch played) {
    VisitedStates visited = new VisitedStates(played, run);
    Spread of = Spread.of(visited.totals());
    run.metric(word(mode) + "/function", of.mean());
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("series", word(mode));
    point.put("divergence", divergence(run, played));
    point.put("reward", of.mean());
    point.put("reward_standard_error", of.standardError());
    point.put("label", "iteration " + iteration);
    run.row("frontier", point);
    if (iteration == 0 || iteration == iterations) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("mode", word(mode));
      row.put("iteration", iteration);
      row.put("function", of.mean());
      row.put("standard_error", of.standardError());
      run.row("function", row);
    }
  }

  /** KL(π‖π_0) of whole episodes, by samples: the mean sum of log π − log π_0. */
  private double divergence(Run run, Batch played) {
    Column logp = played.column("behavior_logp");
    Column start = run.score("policy@start", played, "logp", "start_logp").column("start_logp");
    double sum = 0;
    for (int row = 0; row < played.rows(); row++) {
      sum += logp.at(row) - start.at(row);
    }
    return Math.max(0, sum / episodes);
  }

  @Override
  public double progress(State state) {
    return state.number(DONE, 0) / (modes.size() * iterations);
  }
}
