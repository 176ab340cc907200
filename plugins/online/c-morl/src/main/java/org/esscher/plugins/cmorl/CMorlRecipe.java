package org.esscher.plugins.cmorl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.control.Advantages;
import org.jspecify.annotations.Nullable;

/**
 * Finds a Pareto front in two stages. First, from one beginning, a policy for each preference, by
 * {@code c-morl-init}; then rounds of extensions: the loneliest members of the archive that were
 * not extended before, each once for each objective, by {@code c-morl-ipo}. Policies are tried on
 * the way, and the archive keeps those that none dominates. At the end each member plays more
 * episodes, from which the front is told; the role {@code policy} is the best of them for one
 * preference.
 *
 * <p>Tables: {@code rounds}, the archive after each round by the estimates that chose it, which
 * favor luck; {@code front}, the members as they play at the end.
 *
 * @param environment environment to play in, whose reward is a vector
 * @param policy the policy's model; by default a table, where observations are numbered, else a
 *     perceptron
 * @param value the critic, whose {@code value} is a vector; by default a table or a perceptron
 *     likewise
 * @param hidden width of each hidden layer of perceptrons
 * @param refPoint the reference of the hypervolume, one number per objective, in units of returns
 * @param preferences preferences of the first stage, each a list of weights of the objectives; none
 *     for the grid
 * @param gridStep step of the grid of preferences: 1/k for a whole k
 * @param beta β, the share of the others' returns that an extension keeps
 * @param barrierT t, the sharpness of the barrier
 * @param slackFloor smallest slack that has a gradient
 * @param thresholdMode the policy of whose returns a share is kept
 * @param thresholdForm how limits are computed from those returns; {@code margin} for negative
 *     returns
 * @param surrogate how an extension estimates the returns of its policy
 * @param clipEps ε, within (0, 1): how far the ratio to the old policy may be from 1 before it is
 *     clipped
 * @param valueCoef weight of the critic's error
 * @param standardize whether advantages are standardized
 * @param numSelect number of policies that each round extends
 * @param initUpdates updates for each preference
 * @param snapshotEvery updates of the first stage between two trials
 * @param extensionUpdates updates of an extension, each followed by a trial
 * @param extensionBudget updates of all extensions together; no round begins after them
 * @param archiveSize most policies to keep
 * @param evalEpisodes episodes of a trial
 * @param finalEpisodes episodes of each member at the end
 * @param evalDiscount discount of the returns in trials
 * @param evalStep step of the grid of preferences over which expected utility is averaged
 * @param preference weights of the objectives for which the run's policy is chosen from the front;
 *     none for equal ones
 * @param discount discount γ: the weight of a reward one step later
 * @param gaeLambda λ of generalized advantage estimation: 0 for one step, 1 for whole returns
 * @param optimizer optimizer of policy and critic
 * @param maxNorm largest norm of a gradient; longer ones are scaled down to it
 * @param playing episodes played for an update
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 * @param epochs passes over those episodes
 * @param batch steps of the environment in a gradient step
 */
@Component(
    value = "c-morl",
    summary = "a Pareto front by a few preferences and constrained extensions",
    paper = "Liu et al. 2025, arXiv 2410.02236, algorithm 1")
public record CMorlRecipe(
    @Default("vector-bandit") EnvironmentProvider environment,
    @Nullable PolicyProvider policy,
    @Nullable ModelProvider value,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    List<Double> refPoint,
    @Default("[]") List<List<Double>> preferences,
    @Default("0.5") @Positive @DecimalMax("1") double gridStep,
    @Default("0.9") @Positive @DecimalMax(value = "1", inclusive = false) double beta,
    @Default("20") @Positive double barrierT,
    @Default("1e-3") @Positive double slackFloor,
    @Default("start") ThresholdMode thresholdMode,
    @Default("ratio") ThresholdForm thresholdForm,
    @Default("advantage") ReturnSurrogate surrogate,
    @Default("0.2") @Positive @DecimalMax(value = "1", inclusive = false) double clipEps,
    @Default("0.5") @PositiveOrZero double valueCoef,
    @Default("true") boolean standardize,
    @Default("6") @Min(1) int numSelect,
    @Default("30") @Positive int initUpdates,
    @Default("20") @Positive int snapshotEvery,
    @Default("20") @Min(1) int extensionUpdates,
    @Default("480") @PositiveOrZero int extensionBudget,
    @Default("200") @Min(2) int archiveSize,
    @Default("10") @Positive int evalEpisodes,
    @Default("500") @Positive int finalEpisodes,
    @Default("1") @DecimalMin("0") @DecimalMax("1") double evalDiscount,
    @Default("0.1") @Positive @DecimalMax("1") double evalStep,
    @Default("[]") List<Double> preference,
    @Default("0.995") @DecimalMin("0") @DecimalMax("1") double discount,
    @Default("0.95") @DecimalMin("0") @DecimalMax("1") double gaeLambda,
    @Default("{id: adam, rate: 0.03}") Optimizer optimizer,
    @Default("0.5") @Positive double maxNorm,
    @Default("64") @Positive int playing,
    @Default("200") @Positive int limit,
    @Default("4") @Positive int epochs,
    @Default("256") @Positive int batch)
    implements Recipe {
  private static final String ENVIRONMENT = "environment";
  private static final String RETURN = "return";

  /** Copies and checks. */
  public CMorlRecipe {
    hidden = List.copyOf(hidden);
    refPoint = List.copyOf(refPoint);
    if (refPoint.size() < 2 || refPoint.stream().anyMatch(each -> !Double.isFinite(each))) {
      throw EsscherException.user(
          "refPoint %s: a finite number of each of at least 2 objectives is needed", refPoint);
    }
    int objectives = refPoint.size();
    preferences =
        preferences.isEmpty()
            ? Preferences.grid(objectives, gridStep)
            : preferences.stream().map(each -> Preferences.checked("preferences", each)).toList();
    preference =
        preference.isEmpty()
            ? Collections.nCopies(objectives, 1.0 / objectives)
            : Preferences.checked("preference", preference);
    if (preference.size() != objectives
        || preferences.stream().anyMatch(each -> each.size() != objectives)) {
      throw EsscherException.user(
          "refPoint %s has %d objectives, preferences %s and preference %s others; one weight of"
              + " each objective is needed",
          refPoint, objectives, preferences, preference);
    }
    Preferences.grid(objectives, evalStep);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    Map<String, ModelProvider> given = new LinkedHashMap<>();
    if (policy != null) {
      given.put(Pair.POLICY, policy);
    }
    if (value != null) {
      given.put(Pair.VALUE, value);
    }
    return given;
  }

  @Override
  public Map<String, EnvironmentProvider> environments() {
    return Map.of(ENVIRONMENT, environment);
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  private Rollout training() {
    return Rollout.of("training", ENVIRONMENT, Pair.POLICY, playing).upTo(limit);
  }

  private int objectives() {
    return refPoint.size();
  }

  private double[] reference() {
    return refPoint.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Override
  public State start(Run run) {
    new Pair(run).make(run.environment(training()), policy, value, hidden, objectives());
    return Progress.first().save();
  }

  @Override
  public State step(State state, Run run) {
    Progress progress = Progress.restored(state);
    Progress next =
        switch (progress.stage()) {
          case INITIALIZATION -> initialize(progress, run);
          case EXTENSION -> extend(progress, run);
          default -> evaluate(progress, run);
        };
    return next.save();
  }

  @Override
  public double progress(State state) {
    Progress progress = Progress.restored(state);
    double updates = preferences.size() * (double) initUpdates + extensionBudget;
    return switch (progress.stage()) {
      case INITIALIZATION, EXTENSION -> Math.min(0.95, 0.95 * progress.updates() / updates);
      case EVALUATION -> 0.95 + 0.05 * progress.step() / (progress.archive().members().size() + 1);
      case DONE -> 1;
    };
  }

  // ---- the first stage

  private Progress initialize(Progress progress, Run run) {
    int update = progress.step() % initUpdates;
    if (update == 0) {
      new Pair(run).begin();
    }
    List<Double> weights = preferences.get(progress.step() / initUpdates);
    Batch played = run.episodes(training(), playing);
    VectorReturns.requireObjectives(played, objectives());
    Batch steps = valued(run, played);
    train(
        run,
        "initialization",
        new CMorlInit(weights, clipEps, valueCoef, standardize),
        steps.with(RETURN, steps.column("return_to_go")));
    boolean last = update == initUpdates - 1;
    Progress now = progress.updated();
    if (last || (update + 1) % snapshotEvery == 0) {
      now = tried(now, run);
    }
    return now.step() == preferences.size() * initUpdates ? nextRound(now, run) : now;
  }

  // ---- the second stage

  private Progress extend(Progress progress, Run run) {
    int update = progress.step() % extensionUpdates;
    int task = progress.step() / extensionUpdates;
    if (update == 0) {
      new Pair(run).take(progress.tasks().get(task / objectives()));
    }
    Batch played = run.episodes(training(), playing);
    VectorReturns returns = new VectorReturns(played, objectives(), discount);
    List<Double> start = update == 0 ? returns.rowMean() : progress.limit();
    CMorlIpo extension =
        new CMorlIpo(
            task % objectives(),
            start,
            beta,
            barrierT,
            slackFloor,
            clipEps,
            thresholdMode,
            thresholdForm,
            surrogate,
            standardize);
    train(
        run,
        "extension",
        new Extension(extension, valueCoef),
        valued(run, played).with(RETURN, returns.column(run.context().columns())));
    Progress now = tried(progress.limitedBy(start).updated(), run);
    return now.step() == now.tasks().size() * objectives() * extensionUpdates
        ? nextRound(now, run)
        : now;
  }

  private Progress nextRound(Progress progress, Run run) {
    Archive archive = progress.archive().pruned(reference(), archiveSize);
    Progress now = progress.with(archive);
    tell(now, run);
    int extended = progress.updates() - preferences.size() * initUpdates;
    List<Archive.Member> chosen =
        extended < extensionBudget ? archive.loneliest(numSelect) : List.of();
    return chosen.isEmpty() ? now.at(Progress.Stage.EVALUATION) : now.round(chosen);
  }

  private void tell(Progress progress, Run run) {
    Map<String, Double> measures = measures(progress.archive().points());
    measures.forEach(run::metric);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("updates", progress.updates());
    row.putAll(measures);
    run.row("rounds", row);
  }

  private Map<String, Double> measures(List<double[]> points) {
    List<double[]> front = Front.of(points);
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("hypervolume", new Volume(reference()).of(front));
    measures.put(
        "expected_utility", Front.expectedUtility(front, Preferences.grid(objectives(), evalStep)));
    measures.put("sparsity", Front.sparsity(front));
    measures.put("members", (double) front.size());
    return measures;
  }

  // ---- an update

  private void train(Run run, String name, Objective objective, Batch steps) {
    Stage stage = new Stage(name, objective, Map.of("", optimizer), maxNorm, 1);
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (Batch part : run.minibatches(steps, batch)) {
        run.train(stage, Map.of("transitions", part));
      }
    }
  }

  /** Steps with the advantages and returns that the critic as it is gives them. */
  private Batch valued(Run run, Batch played) {
    Batch valued = Advantages.added(run, played, discount, gaeLambda);
    return valued
        .with("old_logp", played.column("behavior_logp"))
        .with("old_value", valued.column("value"));
  }

  /** Plays some episodes, and keeps the policy where none of the archive is as good. */
  private Progress tried(Progress progress, Run run) {
    double[] point = played(run, "trial", evalEpisodes);
    if (!progress.archive().welcomes(point)) {
      return progress;
    }
    int slot = progress.freeSlot();
    new Pair(run).keep(slot);
    return progress.with(progress.archive().with(new Archive.Member(slot, boxed(point), false)));
  }

  private static List<Double> boxed(double[] point) {
    return Arrays.stream(point).boxed().toList();
  }

  private double[] played(Run run, String name, int episodes) {
    Rollout rollout =
        Rollout.of(name, ENVIRONMENT, Pair.POLICY, Math.min(episodes, 256)).upTo(limit);
    return new VectorReturns(run.episodes(rollout, episodes), objectives(), evalDiscount).mean();
  }

  // ---- the end

  private Progress evaluate(Progress progress, Run run) {
    List<Archive.Member> members = progress.archive().members();
    Archive.Member member = members.get(progress.step());
    new Pair(run).take(member.slot());
    List<Archive.Member> played = new ArrayList<>(members);
    played.set(
        progress.step(),
        new Archive.Member(
            member.slot(), boxed(played(run, "final", finalEpisodes)), member.selected()));
    Progress now = progress.with(new Archive(played)).stepped();
    return now.step() < members.size() ? now : now.at(Progress.Stage.DONE);
  }

  @Override
  public void finish(State state, Run run) {
    Archive archive = Progress.restored(state).archive();
    List<double[]> points = archive.points();
    for (int index : Front.nonDominated(points)) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("member", archive.members().get(index).slot());
      for (int i = 0; i < objectives(); i++) {
        row.put("objective_" + i, points.get(index)[i]);
      }
      run.row("front", row);
    }
    measures(points).forEach((name, measure) -> run.metric("final_" + name, measure));
    new Pair(run).take(archive.members().get(Front.best(points, preference)).slot());
  }
}
