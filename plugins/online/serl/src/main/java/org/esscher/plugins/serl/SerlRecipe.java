package org.esscher.plugins.serl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EpisodeReturns;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Recipe;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * SERL: plays, remembers, and learns by RLPD from batches of which a share are demonstrations, in
 * several steps of the critics for each of the actor and the temperature. Actions are vectors
 * within ±1.
 *
 * <p>The source {@code data} holds demonstrations, a row a step: {@code observation, action,
 * reward, next_observation, terminated}. It may be left out where {@code demoFraction} is 0. With
 * learned resets the source {@code reset_data} holds those of the reset policy, which learns
 * without any where there are none.
 *
 * <p>With a learned reward a classifier is trained first, of the demonstrations' frames, the
 * successes' next observations against all others', and then scores what is played; {@code vice} is
 * trained on, against what the policy reaches.
 *
 * <p>Table {@code tests}: returns of the best actions of the task's policy in episodes of the
 * environment, by steps played.
 *
 * @param environment environment to play in, of one player
 * @param resets whether an environment's episodes begin with its own resets, or a second policy
 *     undoes the task
 * @param turnSteps steps of an episode where resets are learned
 * @param rewards where rewards come from; a success classifier is trained on the demonstrations'
 *     last frames
 * @param rewardThreshold probability of success from which on the classifier pays 1
 * @param viceReward the reward that vice pays for an observation, f being the classifier's logit
 * @param ensemble number of critics in the ensemble
 * @param subset number of critics whose smallest target counts, drawn once per batch
 * @param subsetReplacement whether a critic may be drawn twice
 * @param utd update-to-data ratio: gradient steps of the critics for one of the actor
 * @param gamma discount γ: the weight of a reward one step later
 * @param tau τ: how far target critics move towards the critics at each step, 1 for all the way
 * @param demoFraction share of demonstrations in a batch
 * @param backupEntropy whether targets have an entropy bonus
 * @param targetEntropy entropy to hold the policy at, nats; by default minus half the number of an
 *     action's components
 * @param initTemperature initial entropy temperature α
 * @param layerNorm whether critics have layer normalization
 * @param startAfter steps before the first update
 * @param split whether one batch is split over the critics' steps; otherwise each has a batch of
 *     its own
 * @param batch rows in a batch
 * @param updatesPerStep updates, each of utd steps of the critics, per step of the environment
 * @param hidden width of each hidden layer
 * @param optimizer optimizer of actor, critics, temperature and classifier
 * @param classifierSteps training steps of the classifier before anything is played
 * @param steps steps of the environment in all, over all copies
 * @param copies copies of the environment, played side by side
 * @param playing steps that each copy plays between updates
 * @param memory capacity of the replay memory, in steps; the oldest are replaced
 * @param tests number of tests
 * @param episodes episodes of each test
 */
@Component(
    value = "serl",
    summary = "sample-efficient control from demonstrations and sparse or learned rewards",
    paper = "Luo et al. 2024, arXiv 2401.16013")
public record SerlRecipe(
    @Default("relative-frame") EnvironmentProvider environment,
    @Default("environment") Resets resets,
    @Default("60") @Positive int turnSteps,
    @Default("environment") Rewards rewards,
    @Default("0.5") @PositiveOrZero @DecimalMax("1") double rewardThreshold,
    @Default("probability") Vice.Form viceReward,
    @Default("10") @Min(1) int ensemble,
    @Default("2") @Min(1) int subset,
    @Default("false") boolean subsetReplacement,
    @Default("4") @Min(1) int utd,
    @Default("0.96") @PositiveOrZero @DecimalMax("1") double gamma,
    @Default("0.005") @Positive @DecimalMax("1") double tau,
    @Default("0.5") @PositiveOrZero @DecimalMax("1") double demoFraction,
    @Default("false") boolean backupEntropy,
    @Nullable Double targetEntropy,
    @Default("0.01") @Positive double initTemperature,
    @Default("true") boolean layerNorm,
    @Default("300") @PositiveOrZero int startAfter,
    @Default("false") boolean split,
    @Default("64") @Positive int batch,
    @Default("0.25") @Positive double updatesPerStep,
    @Default("[32, 32]") List<@Positive Integer> hidden,
    @Default("{id: adam, rate: 0.003}") Optimizer optimizer,
    @Default("200") @PositiveOrZero int classifierSteps,
    @Default("2400") @Positive int steps,
    @Default("4") @Positive int copies,
    @Default("10") @Positive int playing,
    @Default("200000") @Positive int memory,
    @Default("6") @Positive int tests,
    @Default("20") @Positive int episodes)
    implements Recipe {
  private static final String PLAYED = "steps";
  private static final String UPDATES = "updates";
  private static final String REMEMBERED = "remembered";

  /** How episodes begin. */
  public enum Resets {
    /** The environment resets itself. */
    ENVIRONMENT,
    /** A second policy undoes the task. */
    LEARNED
  }

  /** Where rewards come from. */
  public enum Rewards {
    /** The environment. */
    ENVIRONMENT,
    /** A classifier of success, trained once. */
    CLASSIFIER,
    /** A classifier that is trained against the policy. */
    VICE
  }

  /**
   * Copies and checks.
   *
   * @param environment as for the record
   * @param resets as for the record
   * @param turnSteps as for the record
   * @param rewards as for the record
   * @param rewardThreshold as for the record
   * @param viceReward as for the record
   * @param ensemble as for the record
   * @param subset as for the record
   * @param subsetReplacement as for the record
   * @param utd as for the record
   * @param gamma as for the record
   * @param tau as for the record
   * @param demoFraction as for the record
   * @param backupEntropy as for the record
   * @param targetEntropy as for the record
   * @param initTemperature as for the record
   * @param layerNorm as for the record
   * @param startAfter as for the record
   * @param split as for the record
   * @param batch as for the record
   * @param updatesPerStep as for the record
   * @param hidden as for the record
   * @param optimizer as for the record
   * @param classifierSteps as for the record
   * @param steps as for the record
   * @param copies as for the record
   * @param playing as for the record
   * @param memory as for the record
   * @param tests as for the record
   * @param episodes as for the record
   */
  public SerlRecipe {
    hidden = List.copyOf(hidden);
    critic(ensemble, subset, subsetReplacement, gamma, backupEntropy);
    new DemoMix(demoFraction).demonstrations(batch);
    if (split && batch % utd != 0) {
      throw EsscherException.user(
          "a batch of %d rows can't be cut into %d equal ones, which split does; choose a multiple",
          batch, utd);
    }
    if (rewards != Rewards.ENVIRONMENT && resets == Resets.LEARNED) {
      throw EsscherException.user(
          "a learned reward knows the task's success only; with learned resets set rewards to"
              + " environment");
    }
  }

  private static RlpdCritic critic(
      int ensemble, int subset, boolean replacement, double gamma, boolean backupEntropy) {
    return new RlpdCritic(ensemble, subset, replacement, gamma, backupEntropy);
  }

  RlpdCritic critic() {
    return critic(ensemble, subset, subsetReplacement, gamma, backupEntropy);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of();
  }

  @Override
  public Map<String, EnvironmentProvider> environments() {
    return resets == Resets.ENVIRONMENT
        ? Map.of("environment", environment)
        : Map.of(
            "environment",
            environment,
            "turns",
            new ForwardBackward(environment, 0.1, 0.2, turnSteps));
  }

  @Override
  public Map<String, Boolean> sources() {
    Map<String, Boolean> sources = new LinkedHashMap<>();
    sources.put("data", demoFraction > 0 || rewards != Rewards.ENVIRONMENT);
    if (resets == Resets.LEARNED) {
      sources.put("reset_data", false);
    }
    return sources;
  }

  private Rollout training() {
    return resets == Resets.ENVIRONMENT
        ? Rollout.of("training", "environment", "policy", copies)
        : new Rollout(
            "training",
            "turns",
            Map.of("task", "policy", "reset", Learner.RESET + "policy"),
            copies,
            Integer.MAX_VALUE);
  }

  private List<Learner> learners(Run run) {
    Learner task = new Learner(this, run, "", "data");
    return resets == Resets.ENVIRONMENT
        ? List.of(task)
        : List.of(task, new Learner(this, run, Learner.RESET, "reset_data"));
  }

  @Override
  public State start(Run run) {
    for (Learner learner : learners(run)) {
      learner.make(run.environment(training()));
    }
    if (rewards != Rewards.ENVIRONMENT) {
      new LearnedReward(this, run).make();
    }
    double[] remembered = new double[learners(run).size()];
    return State.empty().with(PLAYED, 0).with(UPDATES, 0).with(REMEMBERED, remembered);
  }

  @Override
  public State step(State state, Run run) {
    double before = state.number(PLAYED, 0);
    List<Learner> learners = learners(run);
    Batch rows = run.play(training(), playing);
    double[] remembered = state.get(REMEMBERED);
    for (int player = 0; player < learners.size(); player++) {
      Batch own = Learner.own(rows, player, learners.size());
      learners.get(player).remember(own);
      remembered[player] += own.rows();
    }
    double now = before + (double) rows.rows() / learners.size();
    double updates = state.number(UPDATES, 0);
    double due = Math.floor(Math.max(0, now - startAfter) * updatesPerStep);
    for (; updates < due; updates++) {
      if (rewards == Rewards.VICE) {
        new LearnedReward(this, run).update();
      }
      for (int player = 0; player < learners.size(); player++) {
        if (remembered[player] > 0) {
          learners.get(player).update();
        }
      }
    }
    double every = (double) steps / tests;
    if (Math.floor(now / every) > Math.floor(before / every)) {
      test(run, now, updates);
    }
    return state.with(PLAYED, now).with(UPDATES, updates).with(REMEMBERED, remembered);
  }

  private void test(Run run, double played, double updates) {
    EpisodeReturns found =
        run.evaluate(Rollout.of("test", "environment", Learner.GREEDY, episodes), episodes);
    run.metric("return", found.mean());
    Map<String, Object> row = new LinkedHashMap<>();
    row.put(PLAYED, played);
    row.put(UPDATES, updates);
    row.put("return", found.mean());
    row.put("standard_error", found.standardError());
    row.put("length", found.meanLength());
    run.row("tests", row);
  }

  @Override
  public double progress(State state) {
    return state.number(PLAYED, 0) / steps;
  }
}
