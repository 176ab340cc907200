package org.esscher.runtime.internal.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Estimate;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.esscher.runtime.PolicyEvaluation;
import org.esscher.runtime.PolicyEvaluation.Value;
import org.esscher.runtime.internal.expression.Frame;
import org.esscher.runtime.internal.progress.PassProgress;
import org.esscher.runtime.internal.wiring.CallContext;
import org.esscher.runtime.internal.wiring.HostServices;

/**
 * Estimates a policy's value from a log of another's decisions: DM, IPS, SNIPS, DR and SWITCH-DR
 * with standard errors, and the effective sample size and largest weight that say what the weighted
 * ones are worth. The reward model of DM and DR is the mean reward of each action, fitted on the
 * other folds and shrunk to the overall mean.
 */
public final class OffPolicyEvaluation {
  static final int FOLDS = 20;
  static final List<String> COLUMNS = List.of("action", "propensity", "reward");

  private final HostServices services;
  private final long seed;

  /**
   * An evaluation.
   *
   * @param services the host's parts
   * @param seed of the choice of folds
   */
  public OffPolicyEvaluation(HostServices services, long seed) {
    this.services = services;
    this.seed = seed;
  }

  /**
   * Evaluates.
   *
   * @param policy computes log-probabilities; DM and DR need it {@link Enumerable} too
   * @param log has {@code action, propensity, reward} and the policy's inputs
   * @param progress of the passes over the log
   * @return values by estimator, and diagnostics of the weights
   */
  public PolicyEvaluation evaluate(Model policy, Batch log, PassProgress progress) {
    COLUMNS.forEach(log::column);
    try (Arena arena = services.arena().child("evaluate")) {
      progress.begin(log.rows());
      Batch filled = log.with("logp", logp(policy, log, arena, this::context, progress::through));
      double[] weights = WeightSums.weights(filled, 0);
      double largest = WeightSums.largest(weights);
      Optional<Enumerable> listed = policy.as(Enumerable.class);
      Map<String, Value> values =
          listed.isPresent()
              ? tabled(listed.get(), log, filled, arena, progress)
              : found(false, filled, arena, progress);
      WeightSums[] sums = {WeightSums.NONE};
      Pieces.forEach(
          log.rows(),
          (from, to) -> sums[0] = sums[0].plus(WeightSums.of(weights, from, to, largest)));
      return Findings.evaluation(values, sums[0], largest, log.rows());
    }
  }

  private Map<String, Value> tabled(
      Enumerable policy, Batch log, Batch filled, Arena arena, PassProgress progress) {
    int[] fold = CallContext.generator(seed).ints(log.rows(), 0, FOLDS).toArray();
    ActionSums sums = new ActionSums(FOLDS);
    Pieces.forEach(log.rows(), (from, to) -> sums.add(ActionSums.of(log, from, to, fold, FOLDS)));
    ActionMeans means = new ActionMeans(sums);
    double[] predicted = new double[log.rows()];
    double[] expected = new double[log.rows()];
    PolicyMass mass = new PolicyMass(FOLDS);
    progress.begin(log.rows());
    Pieces.forEach(
        log.rows(),
        (from, to) -> {
          RewardTable table =
              new RewardTable(
                  policy,
                  log,
                  from,
                  to,
                  fold,
                  FOLDS,
                  means,
                  arena,
                  this::context,
                  progress::through);
          System.arraycopy(table.predicted(), 0, predicted, from, to - from);
          System.arraycopy(table.expected(), 0, expected, from, to - from);
          mass.add(table.mass());
        });
    Batch all =
        filled.with("q_pred", arena.numbers(predicted)).with("value_pred", arena.numbers(expected));
    Map<String, Value> values = found(true, all, arena, progress);
    values.computeIfPresent("dm", (id, value) -> Findings.direct(value, means, mass));
    return values;
  }

  /** One pass, in which each estimator goes over the rows. */
  private Map<String, Value> found(
      boolean table, Batch filled, Arena arena, PassProgress progress) {
    Context context = context(arena);
    Map<String, Value> values = new LinkedHashMap<>();
    Map<String, Statistic> estimators = Findings.estimators(table, context);
    progress.begin((long) estimators.size() * filled.rows());
    estimators.forEach(
        (id, statistic) -> {
          Estimate estimate =
              services
                  .estimation()
                  .estimate(statistic, Map.of("log", filled), State.empty(), null, context, true);
          progress.through(filled.rows());
          values.put(id, Findings.value(id, estimate));
        });
    return values;
  }

  private Context context(Arena arena) {
    return new CallContext(arena, seed, CallContext.NO_ROLES, services.components(), "evaluate");
  }

  /**
   * The policy's log-probabilities of what was logged, shard by shard: what a model computes on its
   * way is many times a log's rows.
   *
   * @param through is told how many rows each shard had
   */
  static Column logp(
      Model policy, Batch log, Arena arena, RewardTable.Contexts contexts, IntConsumer through) {
    double[] logp = new double[log.rows()];
    for (int from = 0; from < logp.length; from += Frame.SHARD_ROWS) {
      int end = Math.min(logp.length - from, Frame.SHARD_ROWS) + from;
      try (Arena part = arena.child("forward");
          Forward forward =
              policy.forward(
                  Pieces.rows(log, from, end, part), Set.of("logp"), contexts.in(part))) {
        System.arraycopy(forward.output("logp").toArray(), 0, logp, from, end - from);
      }
      through.accept(end - from);
    }
    return arena.numbers(logp);
  }
}
