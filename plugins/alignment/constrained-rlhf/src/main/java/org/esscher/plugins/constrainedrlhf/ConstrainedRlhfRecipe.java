package org.esscher.plugins.constrainedrlhf;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * Constrained PPO from a reference: each iteration draws completions for some prompts, scores them
 * by a vector of rewards, and trains policy, critic and multipliers on them for some epochs.
 *
 * <p>The source {@code data} has {@code prompt_id} and what policy and rewards read. A part of the
 * prompts is held out: on it the policy is judged by an evaluation that it is not trained by, with
 * exact expectations where its choices can be listed. The reference is the policy as it is made.
 *
 * <p>Tables: {@code held_out}, a row an evaluation: the evaluation's {@code score}, {@code kl},
 * each reward and multiplier; {@code frontier}; {@code unreachable}, a threshold that was broken
 * for {@code patience} iterations while its multiplier pressed with all it has, which ends the run.
 *
 * @param variant how the rewards and the KL are weighted
 * @param thresholds θ in the order of the rewards, in their units; for {@code all} θ_KL follows
 * @param weights α of {@code ppo}, {@code ppo-sat} and {@code all}
 * @param policy the model that is trained
 * @param reward the rewards to keep at their thresholds, a reward model with a vector of scores
 * @param evaluation the score to judge by, on which nothing is trained
 * @param value the critic, whose {@code value} has n + 1 heads; by default n + 1 numbers
 * @param klCoef weight c of the KL penalty, in reward units per nat
 * @param squash whether multipliers are squashed
 * @param multiplierLr learning rate of the multipliers
 * @param multiplierInit initial w of the multipliers; by default drawn from a normal distribution
 *     with standard deviation .01
 * @param momentum momentum of the multipliers' optimizer
 * @param maxNorm largest norm of each model's gradient; longer ones are scaled down to it
 * @param clip ε: how far the ratio to the old policy may be from 1 before it is clipped
 * @param normalizeAdvantages whether each stream is standardized
 * @param gamma discount γ: the weight of a reward one token later
 * @param gaeLambda λ of generalized advantage estimation: 0 for one step, 1 for whole returns
 * @param constraintValueCoef weight of the errors of the rewards' heads
 * @param klValueCoef weight of the error of the KL's head
 * @param optimizer optimizer of policy and critic
 * @param iterations number of iterations, in each of which completions are drawn and trained on
 * @param rows rows of the data per iteration, in whole prompts
 * @param samples completions drawn for a row
 * @param epochs passes over the drawn completions
 * @param minibatch completions in a gradient step
 * @param evaluateEvery iterations between evaluations
 * @param patience iterations that a threshold may be out of reach
 * @param testFraction share of prompts held out of training, to judge on
 */
@Component(
    value = "constrained-rlhf",
    summary = "constrained PPO on sampled completions, judged by another score",
    paper = "Moskovitz et al. 2023, arXiv 2310.04373")
public record ConstrainedRlhfRecipe(
    @Default("xi") Variant variant,
    @Default("[]") List<Double> thresholds,
    @Default("[]") List<Double> weights,
    @Default("candidate-softmax") PolicyProvider policy,
    @Default("{id: reward-vector, rewards: [{id: verifier, mode: gsm8k}, brevity]}")
        RewardModelProvider reward,
    @Default("{id: verifier, mode: gsm8k}") RewardModelProvider evaluation,
    @Nullable ModelProvider value,
    @Default("0.2") @PositiveOrZero double klCoef,
    @Default("true") boolean squash,
    @Default("0.1") @Positive double multiplierLr,
    @Default("[]") List<Double> multiplierInit,
    @Default("0.1") @PositiveOrZero double momentum,
    @Default("0.5") @Positive double maxNorm,
    @Default("0.2") @Positive double clip,
    @Default("true") boolean normalizeAdvantages,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double gamma,
    @Default("0.95") @PositiveOrZero @DecimalMax("1") double gaeLambda,
    @Default("0.5") @PositiveOrZero double constraintValueCoef,
    @Default("0.5") @PositiveOrZero double klValueCoef,
    @Default("{id: adam, rate: 0.01}") Optimizer optimizer,
    @Default("100") @Min(1) int iterations,
    @Default("256") @Min(1) int rows,
    @Default("1") @Min(1) int samples,
    @Default("5") @Min(1) int epochs,
    @Default("64") @Min(1) int minibatch,
    @Default("5") @Min(1) int evaluateEvery,
    @Default("20") @Min(1) int patience,
    @Default("0.3") @Positive @DecimalMax(value = "1", inclusive = false) double testFraction)
    implements Recipe {
  private static final String ITERATION = "iteration";
  private static final String UNREACHABLE = "unreachable";
  private static final double INITIAL_SPREAD = 0.01;

  /**
   * Copies.
   *
   * @param variant as for the record
   * @param thresholds as for the record
   * @param weights as for the record
   * @param policy as for the record
   * @param reward as for the record
   * @param evaluation as for the record
   * @param value as for the record
   * @param klCoef as for the record
   * @param squash as for the record
   * @param multiplierLr as for the record
   * @param multiplierInit as for the record
   * @param momentum as for the record
   * @param maxNorm as for the record
   * @param clip as for the record
   * @param normalizeAdvantages as for the record
   * @param gamma as for the record
   * @param gaeLambda as for the record
   * @param constraintValueCoef as for the record
   * @param klValueCoef as for the record
   * @param optimizer as for the record
   * @param iterations as for the record
   * @param rows as for the record
   * @param samples as for the record
   * @param epochs as for the record
   * @param minibatch as for the record
   * @param evaluateEvery as for the record
   * @param patience as for the record
   * @param testFraction as for the record
   */
  public ConstrainedRlhfRecipe {
    thresholds = List.copyOf(thresholds);
    weights = List.copyOf(weights);
    multiplierInit = List.copyOf(multiplierInit);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy, "reward", reward, "evaluation", evaluation);
  }

  /** The estimator with other thresholds. */
  ConstrainedPpo losses(List<Double> theta) {
    return new ConstrainedPpo(
        variant,
        theta,
        weights,
        klCoef,
        squash,
        clip,
        normalizeAdvantages,
        gamma,
        gaeLambda,
        constraintValueCoef,
        klValueCoef);
  }

  @Override
  public State start(Run run) {
    ConstrainedPpo losses = losses(thresholds);
    prepare(run, losses);
    report(run, losses, 0, Map.of());
    return State.empty().with(ITERATION, 0);
  }

  /** Makes the models whose size the losses settle, and the reference. */
  void prepare(Run run, ConstrainedPpo losses) {
    Batch one = run.data("data").batch().take(0);
    int width = run.score("reward", one, "score", "rewards").column("rewards").width();
    if (width != losses.rewards()) {
      throw EsscherException.user(
          "constrained-rlhf: the reward gives %d score%s per row, but there are thresholds or"
              + " weights for %d; reward-vector makes several rewards one vector",
          width, width == 1 ? "" : "s", losses.rewards());
    }
    Context context = run.context();
    run.define(
        "value",
        value != null
            ? value
            : context.component(
                ModelProvider.class,
                "parameters",
                Map.of("output", "value", "size", losses.rewards() + 1)));
    if (losses.variant().constrained()) {
      run.define("multipliers", multipliers(context, losses));
    }
    run.save("policy", "ref");
  }

  private ModelProvider multipliers(Context context, ConstrainedPpo losses) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("output", "multiplier");
    config.put("size", losses.thresholds().size());
    config.put("initial", multiplierInit);
    config.put("spread", INITIAL_SPREAD);
    config.put("nonNegative", !squash && losses.variant() != Variant.XI);
    return context.component(ModelProvider.class, "parameters", config);
  }

  private Dataset training(Run run) {
    return part(run, testFraction, 1);
  }

  /** The prompts whose hashes fall into an interval. */
  Dataset part(Run run, double from, double to) {
    return run.data("data").part("prompt_id", from, to).groupedBy("prompt_id");
  }

  @Override
  public State step(State state, Run run) {
    ConstrainedPpo losses = losses(thresholds);
    Map<String, Double> found = iterate(run, losses, training(run));
    int iteration = (int) state.number(ITERATION, 0) + 1;
    Patience limit = new Patience(losses, patience);
    State next = limit.count(state.with(ITERATION, iteration), found);
    int unreachable = limit.unreachable(next);
    if (iteration % evaluateEvery == 0 || iteration == iterations || unreachable >= 0) {
      report(run, losses, iteration, found);
    }
    if (unreachable >= 0) {
      tellUnreachable(run, losses, unreachable, found);
      next = next.with(UNREACHABLE, unreachable);
    }
    return next;
  }

  /**
   * Draws, scores and trains once.
   *
   * @return {@code reward_i} and {@code kl_return} of what was drawn, {@code lambda_i} after it
   */
  Map<String, Double> iterate(Run run, ConstrainedPpo losses, Dataset prompts) {
    Batch drawn = run.sample("policy", run.next(prompts, rows), samples);
    Batch rewarded = run.score("reward", drawn, "score", "rewards");
    Batch episodes = rewarded.with("old_logp", rewarded.column("behavior_logp"));
    Map<String, Double> found = new LinkedHashMap<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (Batch part : run.minibatches(episodes, minibatch)) {
        found.putAll(run.train(stage(run.context(), losses), Map.of("samples", part)));
      }
    }
    double[] rewards = rewarded.column("rewards").toArray();
    for (int i = 0; i < losses.rewards(); i++) {
      double sum = 0;
      for (int row = 0; row < rewarded.rows(); row++) {
        sum += rewards[row * losses.rewards() + i];
      }
      found.put("reward_" + i, sum / rewarded.rows());
      run.metric("reward_" + i, sum / rewarded.rows());
    }
    return found;
  }

  private Stage stage(Context context, ConstrainedPpo losses) {
    Optimizer multiplier =
        context.component(
            Optimizer.class, "momentum", Map.of("rate", multiplierLr, "momentum", momentum));
    return new Stage(name(), losses, Map.of("multipliers", multiplier, "", optimizer), maxNorm, 1);
  }

  private String name() {
    return variant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the policy is worth on a part of the prompts. */
  Estimate judged(Run run, ConstrainedPpo losses, Dataset prompts) {
    Batch choices = Choices.scored(run, prompts.batch());
    return run.estimate(new HeldOut(losses.rewards()), Map.of("choices", choices));
  }

  /** The prompts that no policy is trained on. */
  Dataset heldOut(Run run) {
    return part(run, 0, testFraction);
  }

  private void report(Run run, ConstrainedPpo losses, int iteration, Map<String, Double> training) {
    Estimate found = judged(run, losses, heldOut(run));
    Map<String, Double> multipliers = new LinkedHashMap<>();
    for (int i = 0; training.containsKey("lambda_" + i); i++) {
      multipliers.put("lambda_" + i, training.get("lambda_" + i));
    }
    new HeldOutTables(run)
        .policy(
            Map.of("iteration", iteration),
            found,
            multipliers,
            iteration == 0 ? "reference" : name(),
            "iteration " + iteration);
    run.metric("held_out_score", found.value("score"));
    run.metric("held_out_kl", found.value("kl"));
  }

  @Override
  public void finish(State state, Run run) {
    new HeldOutTables(run).optimum(Choices.scored(run, heldOut(run).batch()));
  }

  private void tellUnreachable(
      Run run, ConstrainedPpo losses, int constraint, Map<String, Double> found) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("reward", constraint);
    row.put("threshold", losses.thresholds().get(constraint));
    row.put("value", found.get("reward_" + constraint));
    row.put("multiplier", found.get("lambda_" + constraint));
    row.put("iterations", patience);
    row.put("finding", "unreachable: lower the threshold, or weight the KL less");
    run.row(UNREACHABLE, row);
  }

  @Override
  public double progress(State state) {
    return state.has(UNREACHABLE) ? 1 : state.number(ITERATION, 0) / iterations;
  }
}
