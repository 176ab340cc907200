package org.esscher.plugins.qarl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EpisodeReturns;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;

/**
 * Quantal adversarial reinforcement learning: in each iteration the adversary learns, then the
 * protagonist, both by soft actor-critic, from whole episodes that begin with a temperature of
 * their own, which both see; then the distribution of temperatures moves. The adversary learns at
 * each episode's temperature, the protagonist at one that is tuned to an entropy of minus the
 * number of an action's components, or at {@code alpha}. Both learn from one memory of what was
 * played. Actions are vectors.
 *
 * <p>After the iterations, a new adversary is trained from nothing against the protagonist, which
 * stays as it is: the worst case. Judged are the players' best actions at a temperature of 0.
 *
 * <p>Tables: {@code judged}, over the iterations: returns against the adversary and without it;
 * {@code curriculum}, a row each time that the distribution might move; {@code robustness}, at the
 * end: against the adversary, without it, against the worst case, and over the grid of physical
 * constants without an adversary; {@code robustness_grid}, a row a cell.
 *
 * @param environment a zero-sum game of two players whose reward is a number, preferably at least 0
 *     (see self-paced-gamma); by default a point that is pushed to a corner
 * @param perfThreshold ξ, the protagonist's discounted return that the curriculum keeps
 * @param schedule how the adversary's rationality grows
 * @param temperatures whether temperatures are drawn from the distribution or all equal its mean
 * @param k0 initial concentration k of the temperatures' distribution
 * @param kTarget target concentration, at most k0 unless reverse is on
 * @param omega rate ω of the distribution: its mean is k/ω, in units of reward
 * @param maxKl largest KL divergence of a move of the distribution, nats
 * @param minSamples number of the protagonist's episodes after which the distribution moves
 * @param reverse whether the target may lie above k0
 * @param protTemp how the protagonist's temperature is set
 * @param alpha the protagonist's temperature where it is fixed
 * @param discount discount γ: the weight of a reward one step later
 * @param hidden width of each hidden layer of the networks
 * @param optimizer optimizer of actors and critics
 * @param temperatureOptimizer optimizer of the logarithm of the protagonist's temperature
 * @param iterations number of iterations, each of which trains both players
 * @param roundsPerPlayer rounds of a player's training in an iteration
 * @param worstCaseIterations iterations in which a new adversary is trained against the finished
 *     policy, each with as many rounds as one above; 0 for none
 * @param copies episodes of a round, played side by side
 * @param updates gradient updates of the learning player per round
 * @param memory capacity of the replay memory, in steps; the oldest are replaced
 * @param batch steps of the environment in a gradient update
 * @param polyak how far target critics move towards the critics at each update, 1 for all the way
 * @param evaluations number of tests of both players, evenly spaced over the run
 * @param episodes episodes of each test
 * @param grid values of the environment's knobs; each combination is a cell
 */
@Component(
    value = "qarl",
    summary = "robust control against an adversary whose rationality grows with the return",
    paper = "Reddi et al. 2024, arXiv 2311.01642, algorithm 1")
public record QarlRecipe(
    @Default(
            "{id: two-player, force: 0.8, environment: {id: point-maze, reward: dense, limit: 60,"
                + " map: ['#####', '#S..#', '#...#', '#..G#', '#####']}}")
        EnvironmentProvider environment,
    double perfThreshold,
    @Default("self-paced") Schedule schedule,
    @Default("gamma") SampledTemperature.Draw temperatures,
    @Default("50") @Positive double k0,
    @Default("1") @Positive double kTarget,
    @Default("1000") @Positive double omega,
    @Default("0.5") @Positive double maxKl,
    @Default("30") @Min(1) int minSamples,
    @Default("false") boolean reverse,
    @Default("auto") ProtTemp protTemp,
    @Default("0.1") @Positive double alpha,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("[32, 32]") List<@Positive Integer> hidden,
    @Default("{id: adam, rate: 0.003}") Optimizer optimizer,
    @Default("{id: adam, rate: 0.01}") Optimizer temperatureOptimizer,
    @Default("30") @Positive int iterations,
    @Default("1") @Positive int roundsPerPlayer,
    @Default("15") @PositiveOrZero int worstCaseIterations,
    @Default("8") @Positive int copies,
    @Default("50") @Positive int updates,
    @Default("20000") @Positive int memory,
    @Default("64") @Positive int batch,
    @Default("0.02") @Positive @DecimalMax("1") double polyak,
    @Default("6") @Positive int evaluations,
    @Default("20") @Positive int episodes,
    @Default("{}") Map<String, List<Double>> grid)
    implements Recipe {
  private static final String ITERATION = "iteration";

  /** How the protagonist's temperature is set. */
  public enum ProtTemp {
    /** Tuned to an entropy. */
    AUTO,
    /** It is {@code alpha}. */
    FIXED
  }

  /**
   * Copies and checks.
   *
   * @param environment as for the record
   * @param perfThreshold as for the record
   * @param schedule as for the record
   * @param temperatures as for the record
   * @param k0 as for the record
   * @param kTarget as for the record
   * @param omega as for the record
   * @param maxKl as for the record
   * @param minSamples as for the record
   * @param reverse as for the record
   * @param protTemp as for the record
   * @param alpha as for the record
   * @param discount as for the record
   * @param hidden as for the record
   * @param optimizer as for the record
   * @param temperatureOptimizer as for the record
   * @param iterations as for the record
   * @param roundsPerPlayer as for the record
   * @param worstCaseIterations as for the record
   * @param copies as for the record
   * @param updates as for the record
   * @param memory as for the record
   * @param batch as for the record
   * @param polyak as for the record
   * @param evaluations as for the record
   * @param episodes as for the record
   * @param grid as for the record
   */
  public QarlRecipe {
    SelfPacedGamma.requireTarget("k0", k0, kTarget, reverse);
    hidden = List.copyOf(hidden);
    Map<String, List<Double>> copy = new TreeMap<>();
    grid.forEach((knob, values) -> copy.put(knob, List.copyOf(values)));
    grid = Collections.unmodifiableMap(copy);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of();
  }

  @Override
  public Map<String, EnvironmentProvider> environments() {
    return Map.of(Match.GAME, new SampledTemperature(environment, k0, omega, temperatures));
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  @Override
  public State start(Run run) {
    new Learners(this, run).make();
    return Curriculum.at(k0).into(State.empty().with(ITERATION, 0));
  }

  @Override
  public State step(State state, Run run) {
    int iteration = (int) state.number(ITERATION, 0);
    State next =
        iteration < iterations
            ? trained(state, run, iteration)
            : worstCaseTrained(state, run, iteration - iterations);
    return next.with(ITERATION, iteration + 1);
  }

  /** The adversary's rounds, then the protagonist's, and then the curriculum. */
  private State trained(State state, Run run, int iteration) {
    Curriculum curriculum = Curriculum.of(state);
    double k = schedule.concentration(this, iteration, curriculum.k());
    double strength = schedule.strength(this, iteration);
    Match match = new Match(this, run);
    Learners learners = new Learners(this, run);
    for (int round = 0; round < roundsPerPlayer; round++) {
      run.append("memory", match.played(k, strength).steps(), memory);
      for (int i = 0; i < updates && strength > 0; i++) {
        learners.adversary("adversary", run.draw(run.data("memory"), batch));
      }
    }
    for (int round = 0; round < roundsPerPlayer; round++) {
      Match.Played played = match.played(k, strength);
      run.append("memory", played.steps(), memory);
      curriculum = curriculum.with(played);
      for (int i = 0; i < updates; i++) {
        learners.protagonist(run.draw(run.data("memory"), batch));
      }
    }
    run.metric("mean_temperature", k / omega);
    run.metric("training_return", curriculum.meanReturn());
    if ((iteration + 1) * evaluations / iterations > iteration * evaluations / iterations) {
      evaluate(run, iteration + 1, k);
    }
    return schedule == Schedule.SELF_PACED
        ? curriculum.moved(this, run, iteration + 1).into(state)
        : state;
  }

  private void evaluate(Run run, int iteration, double k) {
    Match match = new Match(this, run);
    EpisodeReturns against = match.judged(1, Map.of());
    EpisodeReturns alone = match.judged(0, Map.of());
    run.metric("return_against_adversary", against.mean());
    run.metric("return", alone.mean());
    Map<String, Object> row = new LinkedHashMap<>();
    row.put(ITERATION, iteration);
    row.put("mean_temperature", k / omega);
    row.put("return_against_adversary", against.mean());
    row.put("standard_error_against_adversary", against.standardError());
    row.put("return", alone.mean());
    row.put("standard_error", alone.standardError());
    run.row("judged", row);
  }

  /** A new adversary's rounds, at a temperature of 0. */
  private State worstCaseTrained(State state, Run run, int iteration) {
    Learners learners = new Learners(this, run);
    if (iteration == 0) {
      robustness(run, "the adversary", new Match(this, run).judged(1, Map.of()));
      learners.replaceAdversary();
    }
    Match match = new Match(this, run);
    for (int round = 0; round < roundsPerPlayer; round++) {
      run.append("worst_case", match.played(0, 1).steps(), memory);
      for (int i = 0; i < updates; i++) {
        learners.adversary("worst_case", run.draw(run.data("worst_case"), batch));
      }
    }
    return state;
  }

  @Override
  public double progress(State state) {
    return state.number(ITERATION, 0) / (iterations + worstCaseIterations);
  }

  @Override
  public void finish(State state, Run run) {
    Match match = new Match(this, run);
    String opponent = worstCaseIterations > 0 ? "the worst case" : "the adversary";
    robustness(run, opponent, match.judged(1, Map.of()));
    robustness(run, "nobody", match.judged(0, Map.of()));
    if (worstCaseIterations > 0) {
      run.restore("adversary", Learners.TRAINED);
    }
    if (!grid.isEmpty()) {
      new Grid(grid).judge(run, match);
    }
  }

  private static void robustness(Run run, String opponent, EpisodeReturns found) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("opponent", opponent);
    row.put("return", found.mean());
    row.put("standard_error", found.standardError());
    row.put("episodes", found.returns().size());
    run.row("robustness", row);
  }
}
