package org.esscher.runtime.internal.evaluate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Model;
import org.esscher.data.Arena;

/**
 * The reward model of the direct and doubly robust estimates, on consecutive rows: what
 * cross-fitted means by action predict for the logged actions, and what a policy can expect of
 * them.
 */
final class RewardTable {
  private static final int ENUMERATED_ROWS = 2048;
  private static final Set<String> OUTCOMES = Set.of("propensity", "reward", "weight");

  private final int first;
  private final int[] fold;
  private final ActionMeans means;
  private final double[] predicted;
  private final double[] expected;
  private final PolicyMass mass;

  /**
   * A table.
   *
   * @param policy whose expectations are wanted
   * @param log holds the rows
   * @param first of the rows
   * @param end one past the last
   * @param fold of each row of the log, from 0
   * @param folds how many there are
   * @param means of the whole log
   * @param arena the parent of what is enumerated
   * @param contexts for enumeration
   * @param through is told how many rows each part of them had
   */
  RewardTable(
      Enumerable policy,
      Batch log,
      int first,
      int end,
      int[] fold,
      int folds,
      ActionMeans means,
      Arena arena,
      Contexts contexts,
      IntConsumer through) {
    this.first = first;
    this.fold = fold;
    this.means = means;
    Column action = log.column("action");
    Batch seen = withoutOutcomes(policy, log, arena);
    predicted =
        IntStream.range(first, end)
            .mapToDouble(row -> means.mean(fold[row], (long) action.at(row)))
            .toArray();
    expected = new double[end - first];
    mass = new PolicyMass(folds);
    for (int row = first; row < end; row++) {
      mass.row(fold[row]);
    }
    for (int from = first; from < end; from += ENUMERATED_ROWS) {
      int until = Math.min(end - from, ENUMERATED_ROWS) + from;
      // Enumerated rows are many times the log's; they live for one part only.
      try (Arena part = arena.child("enumerate")) {
        add(policy.enumerate(Pieces.rows(seen, from, until, part), contexts.in(part)), from);
      }
      through.accept(until - from);
    }
  }

  /** Without what became of decisions, which enumeration would repeat for each choice. */
  private static Batch withoutOutcomes(Enumerable policy, Batch log, Arena arena) {
    Set<String> read = policy instanceof Model model ? model.inputs() : log.names();
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String name : log.names()) {
      if (read.contains(name) || !OUTCOMES.contains(name)) {
        columns.put(name, log.column(name));
      }
    }
    return arena.batch(columns);
  }

  /** Makes the context of a call in an arena. */
  @FunctionalInterface
  interface Contexts {
    Context in(Arena arena);
  }

  private void add(Batch choices, int from) {
    double[] row = choices.column("context_row").toArray();
    double[] logp = choices.column("logp").toArray();
    double[] action = choices.column("action").toArray();
    for (int i = 0; i < row.length; i++) {
      int to = from + (int) row[i];
      long chosen = (long) action[i];
      double probability = Math.exp(logp[i]);
      expected[to - first] += probability * means.mean(fold[to], chosen);
      mass.add(fold[to], chosen, probability);
    }
  }

  /** Predicted reward of each row's logged action. */
  double[] predicted() {
    return predicted;
  }

  /** Expectation of the predicted reward under the policy, a row. */
  double[] expected() {
    return expected;
  }

  /** The policy's probabilities, summed up over the rows. */
  PolicyMass mass() {
    return mass;
  }
}
