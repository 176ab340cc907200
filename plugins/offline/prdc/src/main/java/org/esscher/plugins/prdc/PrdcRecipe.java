package org.esscher.plugins.prdc;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.Vectored;
import org.esscher.api.control.NetworkRole;
import org.esscher.api.control.Networks;
import org.esscher.api.control.Noise;
import org.esscher.api.control.OfflineRecipe;
import org.jspecify.annotations.Nullable;

/**
 * PRDC from a log with {@code observation, action, reward, next_observation, terminated}; actions
 * are numbers or vectors. The critics learn at every update, the actor and both targets at every
 * {@code policyDelay}-th. Where an environment is given, test episodes are played in it.
 *
 * <p>Roles {@code actor} and {@code critic} learn on scaled observations. Role {@code policy} is
 * the actor behind that scaling, for use in the environment. The nearest pairs of the log are
 * searched in a tree that is built once a run; the metric {@code dataset_distance} is the mean
 * distance of the actor's pairs from them.
 *
 * @param actor the actor, on scaled observations; by default {@code mlp-deterministic}
 * @param critic the critic, on scaled observations; by default {@code mlp-q} of two members
 * @param alpha α, the weight of the critic
 * @param beta β, how much observations count against actions
 * @param k number k of nearest neighbors in the log that a pair is compared with
 * @param form how distances are measured
 * @param targetNoise standard deviation of the noise on the target actor's action, as a share of
 *     the bound
 * @param noiseClip largest absolute noise, as a share of the bound
 * @param policyDelay updates of the critics for one of the actor
 * @param gamma discount γ: the weight of a reward one step later
 * @param tau τ: how far the targets move at each of their updates, 1 for all the way
 * @param rewardScale factor of rewards
 * @param rewardShift what is then added to rewards
 * @param normalizeStates whether observations are scaled by the log's mean and deviation
 * @param bound largest absolute value of an action's component
 * @param hidden width of each hidden layer of the default models
 * @param optimizer optimizer of all models
 * @param updates gradient updates in all
 * @param batch rows in a gradient update
 * @param environment the environment to test the policy in; without one there are no tests
 * @param evaluations number of tests, evenly spaced over the run
 * @param episodes episodes of each test
 */
@Component(
    value = "prdc",
    summary = "TD3 from a log, whose actor stays near the pairs of the log",
    paper = "Ran et al. 2023, arXiv 2306.06569, algorithm 1")
public record PrdcRecipe(
    @Nullable PolicyProvider actor,
    @Nullable ModelProvider critic,
    @Default("2.5") @PositiveOrZero double alpha,
    @Default("2") @Positive double beta,
    @Default("1") @Positive int k,
    @Default("action-mse") Form form,
    @Default("0.2") @PositiveOrZero double targetNoise,
    @Default("0.5") @PositiveOrZero double noiseClip,
    @Default("2") @Positive int policyDelay,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double gamma,
    @Default("0.005") @Positive @DecimalMax("1") double tau,
    @Default("1") double rewardScale,
    @Default("0") double rewardShift,
    @Default("true") boolean normalizeStates,
    @Default("1") @Positive double bound,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("{id: adam, rate: 0.001}") Optimizer optimizer,
    @Default("4000") @Positive int updates,
    @Default("128") @Positive int batch,
    @Nullable EnvironmentProvider environment,
    @Default("4") @Positive int evaluations,
    @Default("20") @Positive int episodes)
    implements OfflineRecipe {
  private static final String ACTOR = "actor";
  private static final String CRITIC = "critic";
  private static final String POLICY = "policy";
  private static final String TARGET = "target";

  public PrdcRecipe {
    hidden = List.copyOf(hidden);
  }

  @Override
  public int actions() {
    return 0;
  }

  @Override
  public List<NetworkRole> networkRoles() {
    return List.of(
        new NetworkRole(ACTOR, actor, Networks::deterministic),
        new NetworkRole(CRITIC, critic, networks -> networks.critic(2)));
  }

  @Override
  public State start(Run run) {
    Batch log = run.data("data").batch();
    requireContinuousActions(log);
    Networks networks = Networks.of(log, 0, bound, hidden, run.context());
    PolicyProvider inside = actor == null ? networks.deterministic() : actor;
    run.define(POLICY, behindScaling(inside, log, run.context()));
    makeNetworks(run, networks, POLICY);
    act(run);
    run.save(ACTOR, TARGET);
    run.save(CRITIC, TARGET);
    return State.empty().with(unit(), 0);
  }

  /** Numbered actions can't be told from numbers by their type, but by what they are. */
  private static void requireContinuousActions(Batch log) {
    Column action = log.column("action");
    if (action.isText() || action.ragged()) {
      throw EsscherException.data(
          "column 'action' holds %s; 'prdc' is for actions that are numbers or vectors",
          action.isText() ? "texts" : "lists");
    }
    double[] actions = action.toArray();
    if (action.width() == 1
        && actions.length > 1
        && Arrays.stream(actions).allMatch(each -> each >= 0 && each == Math.rint(each))) {
      throw EsscherException.data(
          "all actions of the log are whole numbers from 0 on, as numbered actions are, which have"
              + " no distances; 'prdc' is for continuous actions");
    }
  }

  private PolicyProvider behindScaling(PolicyProvider inside, Batch log, Context context) {
    int width = log.column("observation").width();
    double[] mean = new double[width];
    double[] deviation = new double[width];
    Arrays.fill(deviation, 1);
    if (normalizeStates) {
      State fitted = new StandardizedObservations().fit(log, context);
      mean = fitted.get(StandardizedObservations.MEAN);
      deviation = fitted.get(StandardizedObservations.DEVIATION);
    }
    return new StandardizedPolicy(inside, list(mean), list(deviation));
  }

  private static List<Double> list(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /** Lets the policy act as the actor does now. */
  private static void act(Run run) {
    vectored(run, POLICY).assign(vectored(run, ACTOR).parameters());
  }

  private static Vectored vectored(Run run, String role) {
    return run.model(role)
        .as(Vectored.class)
        .orElseThrow(
            () ->
                EsscherException.user(
                    "the model of %s has no parameter vector; choose one that has", role));
  }

  @Override
  public void update(Run run, Batch rows, long number) {
    Batch steps = rewarded(Noise.added(run, standardized(run, rows), "noise"), run.context());
    run.train(
        Stage.of(CRITIC, new Td3Critic(gamma, targetNoise, noiseClip, bound), optimizer),
        Map.of("transitions", steps));
    if (number % policyDelay == 0) {
      Map<String, Batch> slots = new LinkedHashMap<>();
      slots.put("transitions", steps);
      slots.put("dataset", neighbors(run, steps));
      run.train(Stage.of(ACTOR, new PrdcActor(alpha, beta, k, form), optimizer), slots);
      run.average(ACTOR, TARGET, tau);
      run.average(CRITIC, TARGET, tau);
      act(run);
    }
  }

  private Batch standardized(Run run, Batch rows) {
    return normalizeStates
        ? run.apply(new StandardizedObservations(), run.data("data"), rows)
        : rows;
  }

  private Dataset log(Run run) {
    Dataset log = run.data("data");
    return normalizeStates ? log.transformed("standardized", new StandardizedObservations()) : log;
  }

  private Batch rewarded(Batch steps, Context context) {
    Column reward = steps.column("reward");
    double[] scaled = reward.toArray();
    for (int row = 0; row < scaled.length; row++) {
      scaled[row] = rewardScale * scaled[row] + rewardShift;
    }
    return steps.with("reward", context.columns().shapedLike(reward, scaled));
  }

  /**
   * The rows of the log that are near to what the actor does in these steps, each once and in the
   * log's order, so that among them each step finds the neighbors that it has in all of the log.
   */
  private Batch neighbors(Run run, Batch steps) {
    Batch acted = run.score(ACTOR, steps, "action", "policy_action");
    Batch pairs = acted.with("action", acted.column("policy_action"));
    Batch found =
        run.apply(new Neighbors(beta, k, List.of()).transform(run.context()), log(run), pairs);
    double[] distances = found.column("neighbor_distance").toArray();
    run.metric("dataset_distance", Arrays.stream(distances).average().orElseThrow());
    int[] near =
        Arrays.stream(found.column("neighbor_row").toArray())
            .mapToInt(row -> (int) row)
            .sorted()
            .distinct()
            .toArray();
    return log(run).batch().take(near);
  }
}
