package org.esscher.runtime.internal.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
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

  private static final int FOLDS = 20;

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
      double[] weights = weights(filled);
      Optional<RewardTable> table =
          policy.as(Enumerable.class).map(listed -> table(listed, log, arena));
      if (table.isPresent()) {
        filled =
            filled
                .with("q_pred", arena.numbers(table.get().predicted()))
                .with("value_pred", arena.numbers(table.get().expected()));
      }
      Map<String, Value> values = new LinkedHashMap<>();
      for (String id : ESTIMATORS) {
        if (table.isPresent() || id.equals("ips") || id.equals("snips")) {
          Statistic statistic = services.components().create(Statistic.class, id, Map.of());
          Estimate estimate =
              services
                  .estimation()
                  .estimate(statistic, Map.of("log", filled), State.empty(), null, context, true);
          Estimate.Quantity found = Objects.requireNonNull(estimate.statistics().get(id));
          boolean direct = id.equals("dm") && table.isPresent();
          double error = direct ? table.get().standardError() : found.standardError();
          values.put(id, new Value(finite(id, found.value()), error));
        }
      }
      return PolicyEvaluation.of(values, weights, log.rows());
    }
  }

  private RewardTable table(Enumerable policy, Batch log, Arena arena) {
    RandomGenerator random = CallContext.generator(seed);
    return new RewardTable(
        policy,
        log,
        random.ints(log.rows(), 0, FOLDS).toArray(),
        FOLDS,
        arena,
        part ->
            new CallContext(part, seed, CallContext.NO_ROLES, services.components(), "evaluate"));
  }

  private static Column logp(Model policy, Batch log, Context context) {
    try (Forward forward = policy.forward(log, Set.of("logp"), context)) {
      return forward.output("logp");
    }
  }

  private static Column copy(Column column, Arena arena) {
    return arena.numbers(column.toArray());
  }

  private static double finite(String id, double value) {
    if (!Double.isFinite(value)) {
      throw EsscherException.data(
          "%s is %s: the log's weighted rewards are beyond what a float64 holds; look at its smallest propensities and largest rewards",
          id, value);
    }
    return value;
  }

  private static double[] weights(Batch log) {
    Column logp = log.column("logp");
    Column propensity = log.column("propensity");
    double[] weights = new double[log.rows()];
    for (int row = 0; row < weights.length; row++) {
      weights[row] = Math.exp(logp.at(row)) / propensity.at(row);
      if (!Double.isFinite(weights[row])) {
        throw EsscherException.data(
            "row %d: the importance weight is %s, of a policy's logp %s over a propensity of %s; a finite one is needed: drop the row, or say what the logger's propensities were",
            row, weights[row], logp.at(row), propensity.at(row));
      }
    }
    return weights;
  }
}
