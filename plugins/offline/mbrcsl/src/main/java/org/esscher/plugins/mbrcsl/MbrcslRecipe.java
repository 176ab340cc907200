package org.esscher.plugins.mbrcsl;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Dataset;
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
 * Model-based return-conditioned supervised learning from a log of whole episodes with {@code
 * episode_id, step, observation, action, reward, next_observation, terminated}: fits dynamics and
 * behavior, rolls out and keeps what beats the log, fits return-conditioned policies to the log and
 * to what was kept. Where nothing was kept the policy is that of the log, and the status is {@code
 * no-improvement}.
 *
 * <p>Roles: {@code policy}, of what was kept; {@code policy@log}; {@code behavior}; {@code
 * dynamics}. Tables: {@code rollouts}, one row: how many were made, kept and diverged, the log's
 * best return, the target and the status; {@code evaluation}, where an environment is given, a row
 * each for {@code behavior}, {@code rcsl} (of the log alone, asked for the same target) and {@code
 * mbrcsl}.
 *
 * @param horizon H, steps of a rollout and of a test episode
 * @param actions number of actions, where actions and observations are numbered and transitions are
 *     counted; 0 for vectors and networks
 * @param bound largest absolute component of an action that is a vector; 0 for none
 * @param ensemble number of networks in the dynamics model
 * @param elites number of those, the best on held-out episodes, that rollouts draw from
 * @param numKeep rollouts are made until this many are kept
 * @param maxRollouts most rollouts to make
 * @param rolloutBatch rollouts to make at a time
 * @param keepMargin by how much a kept rollout has to beat the reference
 * @param keepReference whose return a rollout has to beat
 * @param returnScale divisor of returns before a policy sees them
 * @param rcslVariant what the return-conditioned policy is
 * @param diffusionSteps diffusion steps of the behavior policy
 * @param dynamicsHidden width of each hidden layer of the dynamics
 * @param behaviorHidden width of each hidden layer of the behavior policy
 * @param rcslHidden width of each hidden layer of the return-conditioned policies
 * @param dynamicsOptimizer optimizer of the dynamics
 * @param behaviorOptimizer optimizer of the behavior policy
 * @param rcslOptimizer optimizer of the return-conditioned policies
 * @param dynamicsUpdates gradient updates of the dynamics
 * @param behaviorUpdates gradient updates of the behavior policy
 * @param rcslUpdates gradient updates of each return-conditioned policy
 * @param batch rows in a gradient update
 * @param environment the environment to test the policy in; without one there are no tests
 * @param episodes episodes of each test
 */
@Component(
    value = "mbrcsl",
    summary = "return-conditioned learning on rollouts of a learned model that beat the log",
    paper = "Zhou et al. 2024, arXiv 2310.19308, algorithm 1")
public record MbrcslRecipe(
    @Positive int horizon,
    @Default("0") @PositiveOrZero int actions,
    @Default("0") @PositiveOrZero double bound,
    @Default("7") @Positive int ensemble,
    @Default("5") @Positive int elites,
    @Default("100") @Positive int numKeep,
    @Default("200000") @Positive int maxRollouts,
    @Default("200") @Positive int rolloutBatch,
    @Default("0") @PositiveOrZero double keepMargin,
    @Default("data") KeepReference keepReference,
    @Default("1") @Positive double returnScale,
    @Default("mlp") RcslVariant rcslVariant,
    @Default("10") @Positive int diffusionSteps,
    @Default("[200, 200, 200, 200]") List<@Positive Integer> dynamicsHidden,
    @Default("[256, 256]") List<@Positive Integer> behaviorHidden,
    @Default("[1024, 1024]") List<@Positive Integer> rcslHidden,
    @Default("{id: adam, rate: 0.001}") Optimizer dynamicsOptimizer,
    @Default("{id: adam, rate: 0.0003}") Optimizer behaviorOptimizer,
    @Default("{id: adam, rate: 0.00005}") Optimizer rcslOptimizer,
    @Default("5000") @Positive int dynamicsUpdates,
    @Default("10000") @Positive int behaviorUpdates,
    @Default("20000") @Positive int rcslUpdates,
    @Default("256") @Positive int batch,
    @Nullable EnvironmentProvider environment,
    @Default("100") @Positive int episodes)
    implements Recipe {
  private static final String STAGE = "stage";
  private static final String PART = "part";

  /** What is done in turn. */
  private enum Stage {
    DYNAMICS,
    BEHAVIOR,
    ROLLOUTS,
    POLICY_OF_LOG,
    POLICY_OF_ROLLOUTS,
    TESTS
  }

  /**
   * Copies and checks.
   *
   * @param horizon as for the record
   * @param actions as for the record
   * @param bound as for the record
   * @param ensemble as for the record
   * @param elites as for the record
   * @param numKeep as for the record
   * @param maxRollouts as for the record
   * @param rolloutBatch as for the record
   * @param keepMargin as for the record
   * @param keepReference as for the record
   * @param returnScale as for the record
   * @param rcslVariant as for the record
   * @param diffusionSteps as for the record
   * @param dynamicsHidden as for the record
   * @param behaviorHidden as for the record
   * @param rcslHidden as for the record
   * @param dynamicsOptimizer as for the record
   * @param behaviorOptimizer as for the record
   * @param rcslOptimizer as for the record
   * @param dynamicsUpdates as for the record
   * @param behaviorUpdates as for the record
   * @param rcslUpdates as for the record
   * @param batch as for the record
   * @param environment as for the record
   * @param episodes as for the record
   */
  public MbrcslRecipe {
    dynamicsHidden = List.copyOf(dynamicsHidden);
    behaviorHidden = List.copyOf(behaviorHidden);
    rcslHidden = List.copyOf(rcslHidden);
    if (elites > ensemble) {
      throw EsscherException.user(
          "mbrcsl: %d elites were asked for from an ensemble of %d members; ask for fewer, or more"
              + " members",
          elites, ensemble);
    }
  }

  private Fitting fitting() {
    return actions > 0 ? new TabularFitting(actions) : new NeuralFitting(this);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of();
  }

  @Override
  public Map<String, EnvironmentProvider> environments() {
    Map<String, EnvironmentProvider> all = new LinkedHashMap<>();
    all.put("model", new LearnedDynamics("dynamics", "initial", "elites"));
    if (environment != null) {
      all.put("environment", environment);
      all.put("targeted", new ReturnTarget(environment, 0, "target", returnScale));
    }
    return all;
  }

  /** A model whose one output is some numbers. */
  static ModelProvider numbers(Run run, String output, List<Double> values) {
    return run.context()
        .component(
            ModelProvider.class,
            "parameters",
            Map.of("output", output, "size", values.size(), "initial", values));
  }

  @Override
  public State start(Run run) {
    Episodes log = Episodes.of(run.data("data").batch());
    Batch labeled = log.labeled(run.context().columns(), returnScale);
    run.append("log", labeled, labeled.rows());
    run.fit("initial", new InitialStates(), Map.of("transitions", log.rows()));
    fitting().start(run, labeled);
    return State.empty().with(STAGE, 0).with(PART, 0);
  }

  @Override
  public State step(State state, Run run) {
    int part = (int) state.number(PART, 0);
    State next = state.with(PART, part + 1);
    Fitting fitting = fitting();
    Dataset log = run.data("log");
    return switch (stage(state)) {
      case DYNAMICS -> {
        fitting.dynamics(run, log, part);
        yield after(next, fitting.dynamicsParts());
      }
      case BEHAVIOR -> {
        fitting.behavior(run, log, part);
        yield after(next, fitting.behaviorParts());
      }
      case ROLLOUTS -> {
        Rollouts rollouts = new Rollouts(this, run);
        Tally tally = Tally.of(state).plus(rollouts.more());
        boolean enough = tally.kept() >= numKeep || tally.rolled() >= maxRollouts;
        if (enough) {
          rollouts.tell(tally);
        }
        yield after(tally.into(next), enough ? part + 1 : Integer.MAX_VALUE);
      }
      case POLICY_OF_LOG -> {
        fitting.policy(run, "rcsl-log", log, part);
        State done = after(next, fitting.policyParts());
        if (stage(done) != Stage.POLICY_OF_LOG) {
          run.save("policy", "log");
        }
        boolean nothingKept = Tally.of(state).kept() == 0;
        yield stage(done) == Stage.POLICY_OF_ROLLOUTS && nothingKept ? after(done, 0) : done;
      }
      case POLICY_OF_ROLLOUTS -> {
        fitting.policy(run, "rcsl", run.data("kept"), part);
        yield after(next, fitting.policyParts());
      }
      case TESTS -> {
        if (environment != null) {
          test(run);
        }
        yield after(next, 1);
      }
    };
  }

  private static Stage stage(State state) {
    return Stage.values()[(int) state.number(STAGE, 0)];
  }

  /** Goes on to the next stage once the parts are done. */
  private static State after(State state, int parts) {
    return state.number(PART, 0) < parts
        ? state
        : state.with(STAGE, state.number(STAGE, 0) + 1).with(PART, 0);
  }

  private void test(Run run) {
    test(run, "behavior", "environment", "behavior");
    test(run, "rcsl", "targeted", "policy@log");
    test(run, "mbrcsl", "targeted", "policy");
  }

  private void test(Run run, String series, String played, String role) {
    EpisodeReturns found =
        run.evaluate(Rollout.of("test-" + series, played, role, episodes).upTo(horizon), episodes);
    run.metric(series + "/return", found.mean());
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("episodes", episodes);
    row.put("return", found.mean());
    row.put("standard_error", found.standardError());
    row.put("length", found.meanLength());
    run.row("evaluation", row);
  }

  @Override
  public double progress(State state) {
    int stage = (int) state.number(STAGE, 0);
    if (stage >= Stage.values().length) {
      return 1;
    }
    double within =
        switch (stage(state)) {
          case DYNAMICS -> state.number(PART, 0) / fitting().dynamicsParts();
          case BEHAVIOR -> state.number(PART, 0) / fitting().behaviorParts();
          case ROLLOUTS ->
              Math.max(share(state, "kept", numKeep), share(state, "rolled", maxRollouts));
          case POLICY_OF_LOG, POLICY_OF_ROLLOUTS -> state.number(PART, 0) / fitting().policyParts();
          case TESTS -> 0;
        };
    return (stage + Math.min(1, within)) / Stage.values().length;
  }

  private static double share(State state, String counted, int of) {
    return state.number(counted, 0) / of;
  }
}
