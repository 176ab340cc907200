package org.esscher.plugins.ailboost;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EpisodeReturns;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.esscher.api.control.NetworkRole;
import org.esscher.api.control.Networks;
import org.esscher.api.control.OnlineRecipe;
import org.jspecify.annotations.Nullable;

/**
 * AILBoost. The source {@code data} is the expert's log, with {@code observation, action}. A round
 * plays the newest learner into the replay memory, trains the discriminator on all that is in it by
 * the learners' weights, and goes on from the last policy by soft actor-critic, on rewards that the
 * discriminator gives when a row is drawn; the policy is then the next learner. Learner 0 is the
 * policy as it is made. Test episodes are played by the mixture, by a learner's best actions from
 * an episode's start to its end.
 *
 * <p>Roles: {@code policy}, the last one; {@code mixture}, the result; {@code discriminator,
 * critic, temperature}. Table {@code rounds}: the divergence of the mixture from the expert, as the
 * discriminator sees it, and the share of the expert's rows whose score was bounded. The table of
 * test episodes tells beside the mixture's return in {@code policy_return} what the last policy's
 * best actions earn alone.
 *
 * @param environment environment to play in, with actions within one bound and vectors as
 *     observations
 * @param policy the actor; by default {@code mlp-gaussian}, squashed, with deviations by state
 * @param critic the critic's model, which gives action values; by default {@code mlp-q} of two
 *     members
 * @param discriminator by default {@code ail-discriminator} of a smooth perceptron in float64
 * @param eta η, the weight of a new learner
 * @param divergence variational form that the discriminator descends
 * @param gpWeight weight of the penalty on its slope
 * @param discUpdates updates of the discriminator per round
 * @param policyUpdates updates of the policy per round
 * @param nSamples steps that a learner plays into the replay memory
 * @param maxLearners how many learners are kept, the newest; 0 for all
 * @param warmStart whether a round starts from the last policy instead of the first
 * @param replay how rows are drawn from the replay memory for the discriminator
 * @param rounds number of rounds, in each of which the discriminator and then the policy is
 *     trained, and a learner added
 * @param discount discount γ: the weight of a reward one step later
 * @param polyak how far the target critic moves towards the critic at each update, 1 for all the
 *     way
 * @param hidden width of each hidden layer of the default models
 * @param optimizer optimizer of actor and critic
 * @param temperatureOptimizer optimizer of the temperature's logarithm
 * @param discriminatorOptimizer optimizer of the discriminator
 * @param batch rows per update; for the discriminator, from each source
 * @param updatesPerStep updates of the policy per step of the environment
 * @param copies copies of the environment, played side by side
 * @param evaluations number of tests, evenly spaced over the run
 * @param episodes episodes of each test
 */
@Component(
    value = "ailboost",
    summary = "adversarial imitation by boosting: a mixture of policies against an expert's log",
    paper = "Chang et al. 2024, arXiv 2404.08513, algorithm 1")
public record AilboostRecipe(
    @Default("pendulum") EnvironmentProvider environment,
    @Nullable PolicyProvider policy,
    @Nullable ModelProvider critic,
    @Nullable RewardModelProvider discriminator,
    @Default("0.05") @DecimalMin(value = "0", inclusive = false) @DecimalMax("1") double eta,
    @Default("rkl") VariationalForm divergence,
    @Default("10") @PositiveOrZero double gpWeight,
    @Default("100") @Positive int discUpdates,
    @Default("1000") @Positive int policyUpdates,
    @Default("1000") @Positive int nSamples,
    @Default("0") @PositiveOrZero int maxLearners,
    @Default("true") boolean warmStart,
    @Default("weighted") Replay replay,
    @Default("5") @Positive int rounds,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("0.005") @Positive @DecimalMax("1") double polyak,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("{id: adam, rate: 0.001}") Optimizer optimizer,
    @Default("{id: adam, rate: 0.001}") Optimizer temperatureOptimizer,
    @Default("{id: adam, rate: 0.001}") Optimizer discriminatorOptimizer,
    @Default("64") @Positive int batch,
    @Default("1") @Positive double updatesPerStep,
    @Default("4") @Positive int copies,
    @Default("5") @Positive int evaluations,
    @Default("20") @Positive int episodes)
    implements OnlineRecipe {
  /** How the replay memory is drawn from for the discriminator, and what the result is. */
  public enum Replay {
    /** By the weights of the learners: boosting, and the result is their mixture. */
    WEIGHTED,
    /** All rows alike, as in discriminator-actor-critic, and the result is the last policy. */
    UNIFORM
  }

  private static final String POLICY = "policy";
  private static final List<String> LEARNING =
      List.of(POLICY, PolicyTraining.CRITIC, PolicyTraining.TEMPERATURE);

  /** The role of the last policy's best actions. */
  private static final String LAST = "last";

  /** The version of what a round begins from without a warm start. */
  private static final String MADE = "made";

  /** Steps that were played since the last learner, in the state. */
  private static final String PLAYED = "played";

  /** Updates in a step of the run: a second or less. */
  private static final int UPDATES_A_STEP = 20;

  public AilboostRecipe {
    hidden = List.copyOf(hidden);
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of("data", true);
  }

  @Override
  public String unit() {
    return "updates";
  }

  @Override
  public int end() {
    return Math.multiplyExact(rounds, policyUpdates);
  }

  @Override
  public List<NetworkRole> networkRoles() {
    return List.of(
        new NetworkRole(POLICY, policy, networks -> networks.stochastic(true, true)),
        new NetworkRole(PolicyTraining.CRITIC, critic, networks -> networks.critic(2)),
        new NetworkRole(PolicyTraining.TEMPERATURE, null, Networks::logTemperature),
        new NetworkRole(PolicyTraining.DISCRIMINATOR, discriminator, AilboostRecipe::smooth));
  }

  /** A penalty on slopes needs slopes that have derivatives. */
  private static ModelProvider smooth(Networks networks) {
    Map<String, Object> network = new LinkedHashMap<>();
    network.put("width", networks.observed() + networks.components());
    network.put("hidden", networks.hidden());
    network.put("activation", "tanh");
    network.put("precision", "float64");
    return new AilDiscriminator(
        networks.context().component(RewardModelProvider.class, "mlp-reward", network),
        List.of("observation", "action"));
  }

  @Override
  public State start(Run run) {
    Networks networks = networks(run).requireVectors("adversarial imitation");
    DiscriminatorTraining.requireExpert(run.data("data").batch(), networks);
    makeNetworks(run, networks, POLICY);
    run.define(LAST, networks.greedy(POLICY, 0));
    LEARNING.forEach(role -> run.save(role, MADE));
    run.save(PolicyTraining.CRITIC, PolicyTraining.TARGET);
    new Ensemble(this, run).keep(0);
    return State.empty().with(unit(), 0).with(PLAYED, 0);
  }

  @Override
  public State step(State state, Run run) {
    int before = (int) count(state);
    double played = state.number(PLAYED, 0);
    int round = before / policyUpdates;
    if (before % policyUpdates == 0) {
      beginRound(run, round);
      played = 0;
    }
    int due = Math.min(UPDATES_A_STEP, policyUpdates - before % policyUpdates);
    PolicyTraining training = new PolicyTraining(this, run);
    played += training.play(due, played);
    training.learn(due, played);
    int now = before + due;
    if (now % policyUpdates == 0) {
      endRound(run, round + 1, now);
    }
    return state.with(unit(), now).with(PLAYED, played);
  }

  /** Plays the newest learner, and shows the discriminator what it did. */
  private void beginRound(Run run, int learner) {
    Batch rows = new PolicyTraining(this, run).kept(samples(run, Ensemble.role(learner)));
    long[] numbers = new long[nSamples];
    Arrays.fill(numbers, learner);
    int kept = learner + 1 - new Ensemble(this, run).first(learner);
    run.append(
        DiscriminatorTraining.REPLAY,
        rows.with("learner", run.context().columns().integers(numbers)),
        Math.multiplyExact(kept, nSamples));
    Map<String, Double> measured = new DiscriminatorTraining(this, run).train();
    measured.forEach(run::metric);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("round", learner + 1);
    row.put("learners", kept);
    row.putAll(measured);
    run.row("rounds", row);
    if (!warmStart) {
      LEARNING.forEach(role -> run.restore(role, MADE));
      run.save(PolicyTraining.CRITIC, PolicyTraining.TARGET);
    }
  }

  /** Steps of whole episodes; of the last one, what is wanted. */
  private Batch samples(Run run, String role) {
    Rollout rollout = Rollout.of("samples", ENVIRONMENT, role, copies).upTo(nSamples);
    List<Batch> parts = new ArrayList<>();
    for (int rows = 0; rows < nSamples; ) {
      Batch episodes = run.episodes(rollout, copies);
      rows += episodes.rows();
      parts.add(episodes);
    }
    int[] wanted = new int[nSamples];
    Arrays.setAll(wanted, row -> row);
    return run.context().columns().concat(parts).take(wanted);
  }

  /** Makes the policy a learner, and tests the mixture. */
  private void endRound(Run run, int learner, int now) {
    Ensemble ensemble = new Ensemble(this, run);
    ensemble.keep(learner);
    double every = (double) end() / evaluations;
    double start = now - (double) policyUpdates;
    if (Math.floor(now / every) > Math.floor(start / every)) {
      if (replay == Replay.WEIGHTED) {
        ensemble.assemble(learner, networks(run));
      }
      EpisodeReturns alone =
          run.evaluate(Rollout.of("last", ENVIRONMENT, LAST, episodes), episodes);
      Map<String, Double> told = new LinkedHashMap<>();
      told.put(unit(), (double) now);
      told.put("learners", (double) learner + 1 - ensemble.first(learner));
      told.put("policy_return", alone.mean());
      told.put("policy_standard_error", alone.standardError());
      test(run, start, now, told);
    }
  }
}
