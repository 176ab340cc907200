package org.esscher.plugins.oreal;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.Enumerable;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.Phase;
import org.esscher.api.PhasedRecipe;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Run;
import org.esscher.api.Schedule;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * OREAL: each step draws K rollouts a prompt, verifies them, keeps a right and a wrong one of the
 * prompts that have both, and trains two learners on them: the token scores, by {@code
 * outcome-bce}, and, after some steps, the policy, by {@code oreal}. Losses to compare with start
 * from the same reference.
 *
 * <p>The source {@code data} has {@code prompt_id, completion} and what policy and reward read. A
 * part of the prompts is held out. For policies over {@code candidates}, those are the completions
 * of a prompt's rows. The reference is the policy after {@code referenceEpochs} of maximum
 * likelihood of the right completions of the others, kept as {@code policy@ref}. The policy of each
 * loss is kept as the version {@code loss-1}, {@code loss-2} and so on; the run's is the last.
 *
 * <p>Tables: {@code held_out}, a row a loss, with how often the policy is right, its KL to the
 * reference, and the token scores' cross-entropy and accuracy; {@code frontier}, every {@code
 * evaluateEvery} steps, and for policies whose choices can be listed the best of n samples of the
 * reference, which for n → ∞ is the KL-regularized optimum.
 *
 * @param objective the main loss, an estimator
 * @param compare losses to compare it with
 * @param policy the policy that is trained, which draws rollouts
 * @param rm the token-level reward model
 * @param reward the verifier: above 0 a rollout is right
 * @param optimizer optimizer of the policy
 * @param rmOptimizer optimizer of the token-level reward model
 * @param referenceOptimizer optimizer of the reference
 * @param rate schedule of the factor of the learning rates, over the training under one loss
 * @param maxNorm largest norm of a gradient; longer ones are scaled down to it
 * @param steps gradient steps for each loss
 * @param rmWarmupSteps the first of those steps, which train only the token scores, where the loss
 *     uses them
 * @param prompts prompts in a step
 * @param rollouts K: rollouts drawn for a prompt
 * @param referenceEpochs epochs that fit the reference; with 0 it is the untrained policy
 * @param batch rows per step of the reference
 * @param evaluateEvery steps between looks at the held-out prompts
 * @param heldOutRollouts rollouts drawn for a held-out prompt, from policies whose choices can't be
 *     listed
 * @param testFraction share of prompts held out of training, to judge on
 */
@Component(
    value = "oreal",
    summary = "outcome-reward reinforcement learning, with token scores learned beside the policy",
    paper = "Lyu et al. 2025, arXiv 2502.06781, algorithm 1")
public record OrealRecipe(
    @Default("oreal") Objective objective,
    @Default(
            "[{id: oreal, eta: 1, tokenWeights: false, pairOnly: false},"
                + " {id: oreal, eta: 0, posMultAdv: false, tokenWeights: false},"
                + " {id: oreal, tokenWeights: false}]")
        List<Objective> compare,
    @Default("candidate-softmax") PolicyProvider policy,
    @Default("token-outcome-rm") RewardModelProvider rm,
    @Default("{id: verifier, mode: gsm8k}") RewardModelProvider reward,
    @Default("{id: adamw, rate: 0.05, weightDecay: 0.01}") Optimizer optimizer,
    @Default("{id: adamw, rate: 0.02, weightDecay: 0.01}") Optimizer rmOptimizer,
    @Default("{id: adam, rate: 0.01}") Optimizer referenceOptimizer,
    @Default("{id: cosine, to: 0.2}") Schedule rate,
    @Default("1") @Positive double maxNorm,
    @Default("90") @Min(1) int steps,
    @Default("10") @PositiveOrZero int rmWarmupSteps,
    @Default("64") @Min(1) int prompts,
    @Default("16") @Min(2) int rollouts,
    @Default("0") @PositiveOrZero int referenceEpochs,
    @Default("64") @Min(1) int batch,
    @Default("15") @Min(1) int evaluateEvery,
    @Default("4") @Min(1) int heldOutRollouts,
    @Default("0.3") @Positive @DecimalMax(value = "1", inclusive = false) double testFraction)
    implements PhasedRecipe {
  private static final int[] BEST_OF = {1, 2, 4, 8, 16, 64};

  /**
   * Copies and checks.
   *
   * @param objective as for the record
   */
  public OrealRecipe {
    compare = List.copyOf(compare);
    Variants.of(objective, compare);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy, "rm", rm, "reward", reward);
  }

  @Override
  public State start(Run run) {
    prompts(run, 0, 1);
    run.save("rm", "start");
    if (referenceEpochs == 0) {
      begin(run);
    }
    return State.empty();
  }

  private Dataset answers(Run run, double from, double to) {
    return run.data("data")
        .transformed("answers", new Candidates(false))
        .part("prompt_id", from, to);
  }

  private Dataset prompts(Run run, double from, double to) {
    return run.data("data")
        .transformed("prompts", new Candidates(true))
        .part("prompt_id", from, to);
  }

  @Override
  public List<Phase> phases(Run run) {
    int epoch = (answers(run, testFraction, 1).rows() + batch - 1) / batch;
    List<Phase> phases = new ArrayList<>();
    phases.add(
        Phase.of("reference", referenceEpochs * epoch, (step, index) -> fitReference(step))
            .then((step, index) -> begin(step)));
    for (Map.Entry<String, Oreal> variant : Variants.of(objective, compare).entrySet()) {
      String name = variant.getKey();
      Oreal loss = variant.getValue();
      String version = "loss-" + phases.size();
      phases.add(
          Phase.of(name, steps, (step, index) -> improve(step, name, loss, index))
              .after((step, index) -> restart(step))
              .every(evaluateEvery, (step, index) -> judge(step, name, loss, index + 1))
              .then((step, index) -> step.save("policy", version)));
    }
    return phases;
  }

  private void fitReference(Run run) {
    Batch drawn = run.next(answers(run, testFraction, 1), batch);
    Column verified = run.score("reward", drawn, "score", "reward").column("reward");
    int[] right = IntStream.range(0, drawn.rows()).filter(row -> verified.at(row) > 0).toArray();
    if (right.length > 0) {
      Estimator likelihood = run.context().component(Estimator.class, "sft", Map.of());
      Stage stage = new Stage("reference", likelihood, Map.of("", referenceOptimizer), maxNorm, 1);
      run.train(stage, Map.of("examples", drawn.take(right)));
    }
  }

  /** The reference is ready. */
  private void begin(Run run) {
    run.save("policy", "ref");
    Batch rows = new Rollouts(run).judged(prompts(run, 0, testFraction), heldOutRollouts);
    Estimate found = run.estimate(new HeldOut(listed(run)), Map.of("rollouts", rows));
    row(run, "reference", found, Map.of());
    point(run, "reference", "", found, "kl", "right");
    if (listed(run)) {
      for (int n : BEST_OF) {
        Estimate best = run.estimate(new BonDistribution(n), Map.of("samples", rows));
        point(run, "best of n", "n = " + n, best, "bon_kl", "bon_right");
      }
    }
  }

  private static boolean listed(Run run) {
    return run.model("policy").as(Enumerable.class).isPresent();
  }

  private static void restart(Run run) {
    run.restore("policy", "ref");
    run.restore("rm", "start");
  }

  private void improve(Run run, String name, Oreal loss, int index) {
    OnePositiveOneNegative filter =
        new OnePositiveOneNegative(
            loss.shaping(), loss.pairOnly(), true, OnePositiveOneNegative.Unjudged.DROP, 1);
    Batch samples =
        new Rollouts(run).drawn(prompts(run, testFraction, 1), prompts, rollouts, filter);
    run.metric(name + "/kept_rollouts", samples.rows());
    if (samples.rows() == 0) {
      return;
    }
    double factor = rate.at((double) index / steps);
    Map<String, Batch> slots = Map.of("samples", samples);
    // Both learn from one batch, and the policy from the scores as they were before it.
    if (!loss.tokenWeights() || index >= rmWarmupSteps) {
      run.train(stage(name + "/policy", loss, optimizer, factor), slots);
    }
    if (loss.tokenWeights()) {
      run.train(stage(name + "/rm", new OutcomeBce(), rmOptimizer, factor), slots);
    }
  }

  private Stage stage(String name, Estimator loss, Optimizer stepped, double factor) {
    return new Stage(name, loss, Map.of("", stepped), maxNorm, factor);
  }

  private void judge(Run run, String name, Oreal loss, int done) {
    Batch rows = new Rollouts(run).judged(prompts(run, 0, testFraction), heldOutRollouts);
    Estimate found = run.estimate(new HeldOut(listed(run)), Map.of("rollouts", rows));
    run.metric(name + "/held_out_right", found.value("right"));
    run.metric(name + "/held_out_kl", found.value("kl"));
    point(run, name, "step " + done, found, "kl", "right");
    if (done < steps) {
      return;
    }
    Map<String, Object> scores = new LinkedHashMap<>();
    if (loss.tokenWeights()) {
      Estimate ofScores = run.estimate(new OutcomeBce(), Map.of("samples", rows));
      scores.put("rm_cross_entropy", ofScores.value("outcome-bce"));
      scores.put("rm_accuracy", ofScores.value("accuracy"));
    }
    row(run, name, found, scores);
  }

  private static void row(Run run, String loss, Estimate found, Map<String, Object> more) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("loss", loss);
    found
        .statistics()
        .forEach(
            (name, quantity) -> {
              row.put(name, quantity.value());
              row.put(name + "_standard_error", quantity.standardError());
            });
    row.putAll(more);
    run.row("held_out", row);
  }

  private static void point(
      Run run, String series, String label, Estimate found, String kl, String right) {
    Estimate.Quantity reward = Objects.requireNonNull(found.statistics().get(right), right);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("divergence", Math.max(0, found.value(kl)));
    row.put("reward", reward.value());
    row.put("reward_standard_error", reward.standardError());
    row.put("label", label);
    run.row("frontier", row);
  }
}
