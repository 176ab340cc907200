package org.esscher.plugins.klinference;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.ClosedForm;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.Phase;
import org.esscher.api.PhasedRecipe;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Run;
import org.esscher.api.Schedule;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * From a log of decisions to policies tilted towards reward at several temperatures, and an honest
 * estimate of each.
 *
 * <p>The log is split by row. On one part the logging policy's full distribution is fitted (the log
 * holds only the chosen action's propensity) and becomes the reference π₀; a table of mean rewards
 * becomes the evidence r; and for each temperature β the posterior π* ∝ π₀ exp(r/β) is inferred.
 * The other part, which nothing was fitted on, judges: divergence from the reference, off-policy
 * values with intervals, and, where the log brings the truth, true values and the exact optimum.
 *
 * @param context columns that identify a context; empty for {@code prompt_id}, or position and user
 *     features
 * @param temperatures each β, in standard deviations of the reward model's prediction under the
 *     reference
 * @param inference how the posterior is inferred
 * @param samples actions sampled per context, for reverse inference
 * @param steps training steps at each temperature
 * @param referenceSteps training steps of the reference
 * @param batch rows in a gradient step
 * @param optimizer optimizer of policies
 * @param rate schedule of the factor of the learning rate, over the training of the reference and
 *     of each temperature
 * @param testFraction share of the log held out, to judge on
 * @param rewardPrior prior count: how many rows of the action's overall mean reward are added to
 *     the mean of a context and action
 */
@Component(
    value = "kl-inference",
    summary =
        "tilts a logged policy towards reward at several temperatures and evaluates it off-policy",
    paper = "Korbak, Perez and Buckley 2022, arXiv 2205.11275")
public record KlInferenceRecipe(
    @Default("[]") List<String> context,
    @Default("[10, 3, 1, 0.3]") @NotEmpty List<@Positive Double> temperatures,
    @Default("reverse") Inference inference,
    @Default("8") @Min(2) int samples,
    @Default("300") @Min(1) int steps,
    @Default("400") @Min(1) int referenceSteps,
    @Default("256") @Min(1) int batch,
    @Default("{id: adam, rate: 0.05}") Optimizer optimizer,
    @Default("linear") Schedule rate,
    @Default("0.5")
        @DecimalMin(value = "0", inclusive = false, message = "must be above 0")
        @DecimalMax(value = "1", inclusive = false, message = "must be below 1")
        double testFraction,
    @Default("20") @PositiveOrZero double rewardPrior)
    implements PhasedRecipe {
  /** Training steps in one step of the run. */
  private static final int CHUNK = 20;

  private static final String SPREAD = "reward_spread";

  /** How the posterior is inferred. */
  public enum Inference {
    /** Reverse KL: on-policy samples, scored by the reward model. */
    REVERSE,
    /** Forward KL: the logged rows with their logged rewards, weighted. */
    FORWARD
  }

  /**
   * Copies.
   *
   * @param context as for the record
   * @param temperatures as for the record
   * @param inference as for the record
   * @param samples as for the record
   * @param steps as for the record
   * @param referenceSteps as for the record
   * @param batch as for the record
   * @param optimizer as for the record
   * @param rate as for the record
   * @param testFraction as for the record
   * @param rewardPrior as for the record
   */
  public KlInferenceRecipe {
    context = List.copyOf(context);
    temperatures = List.copyOf(temperatures);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of();
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of("data", true, "gold", false);
  }

  private Dataset training(Run run) {
    return run.data("data").part("", testFraction, 1);
  }

  private Dataset test(Run run) {
    return run.data("data").part("", 0, testFraction);
  }

  private LoggedContexts contexts(Run run) {
    LoggedContexts logged = LoggedContexts.of(run.data("data").batch(), context);
    return run.has("gold") ? logged.and(run.data("gold").batch()) : logged;
  }

  @Override
  public State start(Run run) {
    LoggedContexts contexts = contexts(run);
    Batch log = run.data("data").batch();
    boolean tabular = !context.isEmpty() || log.has("prompt_id");
    Map<String, ?> config =
        tabular
            ? Map.of("context", contexts.columns(), "actions", contexts.actions())
            : Map.of("categories", contexts.columns(), "actions", contexts.actions());
    Context made = run.context();
    run.define(
        "policy",
        made.component(
            PolicyProvider.class, tabular ? "tabular-softmax" : "linear-softmax", config));
    Model policy = run.model("policy");
    if (tabular) {
      Batch choices =
          enumerable(policy)
              .enumerate(contexts.of(log.take(contexts.distinct(log)), made.columns()), made);
      policy.as(ClosedForm.class).orElseThrow().assign(choices, choices.column("logp"));
    }
    int distinct = contexts.distinct(log).length;
    run.row(
        "contexts",
        Map.of(
            "context",
            String.join(" × ", contexts.columns()),
            "distinct",
            distinct,
            "rows",
            log.rows(),
            "rows_per_context",
            (double) log.rows() / distinct,
            "actions",
            contexts.actions(),
            "policy",
            tabular ? "tabular-softmax" : "linear-softmax"));
    return State.empty();
  }

  private static Enumerable enumerable(Model policy) {
    return policy
        .as(Enumerable.class)
        .orElseThrow(
            () ->
                EsscherException.user(
                    "the policy's choices can't be listed; choose a policy whose choices can"));
  }

  @Override
  public List<Phase> phases(Run run) {
    List<Phase> phases = new ArrayList<>();
    phases.add(
        chunks("reference", referenceSteps, (state, step, done) -> fitReference(step, done))
            .then((state, step, index) -> reference(step, state)));
    for (int i = 0; i < temperatures.size(); i++) {
      int number = i;
      phases.add(
          chunks(
                  name(number),
                  steps,
                  (state, step, done) -> infer(step, number, beta(state, number), done))
              .after((step, index) -> step.restore("policy", "ref"))
              .then((state, step, index) -> inferred(state, step, number)));
    }
    return phases;
  }

  /** Some training steps, told what share of the phase is done, in each step of the run. */
  private static Phase chunks(String name, int steps, Training training) {
    return new Phase(
        name,
        (steps + CHUNK - 1) / CHUNK,
        (state, run, index) -> {
          for (int i = index * CHUNK; i < Math.min(steps, (index + 1) * CHUNK); i++) {
            training.step(state, run, (double) i / steps);
          }
          return state;
        });
  }

  private interface Training {
    void step(State state, Run run, double done);
  }

  /** β in reward units. */
  private double beta(State state, int number) {
    return temperatures.get(number) * state.get(SPREAD)[0];
  }

  private State inferred(State state, Run run, int number) {
    run.save("policy", "beta-" + temperatures.get(number));
    judge(run, name(number), beta(state, number));
    return state;
  }

  private void fitReference(Run run, double done) {
    Objective likelihood = run.context().component(Objective.class, "sft", Map.of());
    run.train(
        Stage.of("reference", likelihood, optimizer).atRate(rate.at(done)),
        Map.of("examples", run.next(training(run), batch)));
  }

  /** The fitted logging policy becomes the reference, the table of rewards the evidence. */
  private State reference(Run run, State state) {
    run.save("policy", "ref");
    Batch log = training(run).batch();
    List<String> rewardContext =
        log.has("prompt_id") || !context.isEmpty() ? contexts(run).columns() : List.of();
    Learner table =
        run.context()
            .component(
                Learner.class,
                "table-reward",
                Map.of("context", rewardContext, "prior", rewardPrior));
    run.fit("reward", table, Map.of("log", log));
    Judge judge = new Judge(run, contexts(run));
    judge.referenceFit(test(run).batch());
    double spread = judge.rewardSpread(log);
    if (!(spread > 0)) {
      throw EsscherException.data(
          "the fitted rewards of all actions are equal: there is no evidence to learn from");
    }
    run.metric(SPREAD, spread);
    judge(run, "reference", Double.POSITIVE_INFINITY);
    return state.with(SPREAD, spread);
  }

  private String name(int index) {
    return String.format(Locale.ROOT, "β = %s σ", temperatures.get(index));
  }

  private void infer(Run run, int index, double beta, double done) {
    Batch rows = run.next(training(run), batch);
    if (inference == Inference.FORWARD) {
      KlInferenceForward forward =
          new KlInferenceForward(
              beta,
              KlInferenceForward.Baseline.NONE,
              KlInferenceForward.Normalizer.BATCH,
              Scope.GLOBAL,
              Double.POSITIVE_INFINITY);
      Batch logged = rows.with("behavior_logp", Judge.logPropensity(rows, run.context().columns()));
      run.train(
          Stage.of("temperature-" + index, forward, optimizer).atRate(rate.at(done)),
          Map.of("samples", numbered(logged, run)));
      return;
    }
    KlInferenceReverse reverse =
        new KlInferenceReverse(beta, KlInferenceReverse.Baseline.LOO, null, Scope.PER_PROMPT);
    Batch contextRows = contexts(run).of(rows, run.context().columns());
    Batch drawn = run.sample("policy", numbered(contextRows, run), samples);
    Batch scored = run.score("reward", drawn, "score", "reward");
    run.train(
        Stage.of("temperature-" + index, reverse, optimizer).atRate(rate.at(done)),
        Map.of("samples", scored));
  }

  /** Where the log numbers no prompts, each row of the batch is one. */
  private static Batch numbered(Batch rows, Run run) {
    if (rows.has("prompt_id")) {
      return rows;
    }
    long[] number = new long[rows.rows()];
    Arrays.setAll(number, i -> i);
    return rows.with("prompt_id", run.context().columns().integers(number));
  }

  private void judge(Run run, String name, double beta) {
    Judge judge = new Judge(run, contexts(run));
    judge.policy(name, beta, test(run).batch(), run.has("gold") ? run.data("gold").batch() : null);
  }

  @Override
  public void finish(State state, Run run) {
    ExactOptimum.frontier(test(run).batch(), state.get(SPREAD)[0])
        .forEach(point -> run.row("frontier", point));
  }
}
