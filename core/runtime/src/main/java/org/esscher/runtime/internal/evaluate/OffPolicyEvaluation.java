package org.esscher.runtime.internal.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.esscher.runtime.PolicyEvaluation;
import org.esscher.runtime.PolicyEvaluation.Value;
import org.esscher.runtime.internal.wiring.CallContext;
import org.esscher.runtime.internal.wiring.HostServices;

/**
 * Estimates a policy's value from a log of another's decisions: DM, IPS, SNIPS, DR and SWITCH-DR
 * with standard errors, and the effective sample size and largest weight that say what the weighted
 * ones are worth. The reward model of DM and DR is the mean reward of each action, fitted on the
 * other folds and shrunk to the overall mean.
 */
public final class OffPolicyEvaluation {
  private static final List<String> ESTIMATORS = List.of("dm", "ips", "snips", "dr", "switch-dr");
  private static final int FOLDS = 5;
  private static final int ENUMERATED_ROWS = 2048;

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
   * @return values by estimator, and diagnostics of the weights
   */
  public PolicyEvaluation evaluate(Model policy, Batch log) {
    for (String column : List.of("action", "propensity", "reward")) {
      log.column(column);
    }
    try (Arena arena = services.arena().child("evaluate")) {
      Context context =
          new CallContext(arena, seed, CallContext.NO_ROLES, services.components(), "evaluate");
      Batch filled = log.with("logp", copy(logp(policy, log, context), arena));
      boolean direct = policy.as(Enumerable.class).isPresent();
      if (direct) {
        filled = withModel(policy, filled, arena);
      }
      Map<String, Value> values = new LinkedHashMap<>();
      for (String id : ESTIMATORS) {
        if (direct || id.equals("ips") || id.equals("snips")) {
          Statistic statistic = services.components().create(Statistic.class, id, Map.of());
          Estimate estimate =
              services
                  .estimation()
                  .estimate(statistic, Map.of("log", filled), State.empty(), null, context, true);
          Estimate.Quantity found = java.util.Objects.requireNonNull(estimate.statistics().get(id));
          values.put(id, new Value(found.value(), found.standardError()));
        }
      }
      return PolicyEvaluation.of(values, weights(filled), log.rows());
    }
  }

  private static Column logp(Model policy, Batch log, Context context) {
    try (Forward forward = policy.forward(log, Set.of("logp"), context)) {
      return forward.output("logp");
    }
  }

  private static Column copy(Column column, Arena arena) {
    return arena.numbers(column.toArray());
  }

  private static double[] weights(Batch log) {
    Column logp = log.column("logp");
    Column propensity = log.column("propensity");
    return IntStream.range(0, log.rows())
        .mapToDouble(row -> Math.exp(logp.at(row)) / propensity.at(row))
        .toArray();
  }

  /** Adds the predicted reward of the logged action, and its expectation under the policy. */
  private Batch withModel(Model policy, Batch log, Arena arena) {
    int[] fold = new int[log.rows()];
    java.util.random.RandomGenerator random = CallContext.generator(seed);
    java.util.Arrays.setAll(fold, row -> random.nextInt(FOLDS));
    ActionMeans means = new ActionMeans(log, fold, FOLDS);
    Column action = log.column("action");
    double[] predicted = new double[log.rows()];
    java.util.Arrays.setAll(predicted, row -> means.mean(fold[row], (long) action.at(row)));
    double[] value = new double[log.rows()];
    Enumerable enumerable =
        policy
            .as(Enumerable.class)
            .orElseThrow(() -> EsscherException.user("the policy can't be enumerated"));
    for (int from = 0; from < log.rows(); from += ENUMERATED_ROWS) {
      int[] rows = IntStream.range(from, Math.min(log.rows(), from + ENUMERATED_ROWS)).toArray();
      try (Arena part = arena.child("enumerate")) {
        Context inner =
            new CallContext(part, seed, CallContext.NO_ROLES, services.components(), "evaluate");
        Batch choices = enumerable.enumerate(log.take(rows), inner);
        Column row = choices.column("context_row");
        Column logp = choices.column("logp");
        Column chosen = choices.column("action");
        for (int i = 0; i < choices.rows(); i++) {
          int to = from + (int) row.at(i);
          value[to] += Math.exp(logp.at(i)) * means.mean(fold[to], (long) chosen.at(i));
        }
      }
    }
    return log.with("q_pred", arena.numbers(predicted)).with("value_pred", arena.numbers(value));
  }
}
