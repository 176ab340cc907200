package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.EsscherTransform;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frontier that the report of any run draws where choices can be listed: the exact optimum,
 * best-of-n, and the run's own policies, all of one reward, on the same contexts, without sampling.
 *
 * <p>It takes a role with a version {@code ref}, whose model is {@link Enumerable}; contexts from
 * the first source whose rows it can list; and as rewards the true ones, the column {@code
 * expected_rewards}, and every role that is a {@link RewardModel} with one score a row. Where any
 * of them is missing there is no such frontier, and nothing fails.
 *
 * <p>Tables: {@code exact_frontier}, with {@code measure}, {@code series}, {@code divergence},
 * {@code reward} and {@code beta} or {@code label}; {@code exact_frontier_basis}, a row for each
 * reference and reward: on how many contexts and choices it rests.
 */
final class ExactFrontiers {
  /** The most that are listed; a run's last step should take no longer than any other. */
  private static final int CONTEXTS = 128;

  private static final int CHOICES = 16_384;
  private static final int OPTIMA = 16;
  private static final List<Integer> DRAWS = List.of(2, 4, 8, 16);
  private static final String POINTS = "exact_frontier";
  private static final String BASIS = "exact_frontier_basis";
  private static final String TRUTH = "expected_rewards";
  private static final Logger LOG = LoggerFactory.getLogger(ExactFrontiers.class);

  private final ActiveRun run;

  ExactFrontiers(ActiveRun run) {
    this.run = run;
  }

  /** Writes the tables. */
  void record() {
    for (String reference : run.roles().versions()) {
      if (reference.endsWith("@ref")) {
        record(reference);
      }
    }
  }

  private void record(String reference) {
    for (String source : run.datasets().sources()) {
      try {
        Optional<ListedChoices> choices = choices(reference, source);
        if (choices.isPresent()) {
          record(reference, source, choices.get());
          return;
        }
      } catch (Cancelled e) {
        throw e;
      } catch (RuntimeException e) {
        // A figure that the recipe didn't ask for must not cost its run.
        LOG.info("no exact frontier of {} on {}: {}", reference, source, e.getMessage());
      }
    }
  }

  private Optional<ListedChoices> choices(String reference, String source) {
    Optional<Enumerable> listing = run.model(reference).as(Enumerable.class);
    boolean rewarded = truth(source) || !rewards(reference).isEmpty();
    return listing.isEmpty() || !rewarded
        ? Optional.empty()
        : ListedChoices.of(
            listing.get(), run.data(source).batch(), CONTEXTS, CHOICES, run.context());
  }

  private boolean truth(String source) {
    return run.data(source).batch().has(TRUTH);
  }

  private List<String> rewards(String reference) {
    return run.roles().names().stream()
        .filter(role -> !reference.startsWith(role + "@"))
        .filter(role -> run.model(role) instanceof RewardModel)
        .toList();
  }

  private void record(String reference, String source, ListedChoices choices) {
    Optional<double[]> logp = choices.logp();
    if (logp.isEmpty()) {
      return;
    }
    Map<String, double[]> policies = policies(reference, choices);
    rewards(reference, choices)
        .forEach(
            (measure, values) -> {
              try {
                ExactFrontier frontier = new ExactFrontier(choices, logp.get(), values);
                rows(measure + " against KL from " + reference, frontier, policies);
                basis(measure, reference, source, choices);
              } catch (EsscherException e) {
                LOG.info("no exact frontier of {}: {}", measure, e.getMessage());
              }
            });
  }

  /** The current policy, and the versions that the run kept. */
  private Map<String, double[]> policies(String reference, ListedChoices choices) {
    String role = reference.substring(0, reference.indexOf('@'));
    Map<String, double[]> policies = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(run.roles().versions());
    names.add(role);
    for (String name : names) {
      boolean own = name.equals(role) || name.startsWith(role + "@");
      if (own && !name.equals(reference) && run.model(name) instanceof Policy policy) {
        choices.logp(policy, run.context()).ifPresent(logp -> policies.put(name, logp));
      }
    }
    return policies;
  }

  private Map<String, double[]> rewards(String reference, ListedChoices choices) {
    Map<String, double[]> rewards = new LinkedHashMap<>();
    truths(choices.batch()).ifPresent(truths -> rewards.put(TRUTH, truths));
    for (String role : rewards(reference)) {
      scores(run.model(role), choices.batch()).ifPresent(scores -> rewards.put(role, scores));
    }
    return rewards;
  }

  /** The true reward of each choice, by the number of its action. */
  private static Optional<double[]> truths(Batch choices) {
    String chosen = choices.has("action") ? "action" : "completion";
    if (!choices.has(TRUTH) || !choices.has(chosen) || choices.column(chosen).isText()) {
      return Optional.empty();
    }
    Column truths = choices.column(TRUTH);
    Column action = choices.column(chosen);
    double[] rewards = new double[choices.rows()];
    for (int row = 0; row < rewards.length; row++) {
      int number = (int) action.at(row);
      if (truths.ragged() || number != action.at(row) || number < 0 || number >= truths.width()) {
        return Optional.empty();
      }
      rewards[row] = truths.at((long) row * truths.width() + number);
    }
    return Optional.of(rewards);
  }

  private Optional<double[]> scores(Model reward, Batch choices) {
    if (!choices.names().containsAll(reward.inputs()) || !reward.outputs().contains("score")) {
      return Optional.empty();
    }
    try (Forward forward = reward.forward(choices, Set.of("score"), run.context())) {
      Column scores = forward.output("score");
      return scores.ragged() || scores.width() != 1
          ? Optional.empty()
          : Optional.of(scores.toArray());
    }
  }

  private void rows(String measure, ExactFrontier frontier, Map<String, double[]> policies) {
    for (EsscherTransform.Mean best : frontier.optimum(OPTIMA)) {
      Map<String, Object> row = point(measure, "exact optimum", best.divergence(), best.reward());
      if (best.t() > 0 && Double.isFinite(best.t())) {
        row.put("beta", 1 / best.t());
      }
      run.row(POINTS, row);
    }
    for (int n : DRAWS) {
      labeled(measure, "best of n", frontier.bestOf(n), "n = " + n);
    }
    policies.forEach(
        (name, logp) -> labeled(measure, "policies of the run", frontier.policy(logp), name));
  }

  private void labeled(String measure, String series, ExactFrontier.Point point, String label) {
    Map<String, Object> row = point(measure, series, point.divergence(), point.reward());
    row.put("label", label);
    run.row(POINTS, row);
  }

  private static Map<String, Object> point(
      String measure, String series, double divergence, double reward) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("measure", measure);
    row.put("series", series);
    row.put("divergence", divergence);
    row.put("reward", reward);
    return row;
  }

  private void basis(String measure, String reference, String source, ListedChoices choices) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("measure", measure + " against KL from " + reference);
    row.put("source", source);
    row.put("contexts", choices.contexts());
    row.put("of", choices.of());
    row.put("choices", choices.batch().rows());
    run.row(BASIS, row);
  }
}
