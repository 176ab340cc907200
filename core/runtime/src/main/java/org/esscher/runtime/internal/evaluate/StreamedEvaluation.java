package org.esscher.runtime.internal.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Expr;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.StoredRows;
import org.esscher.runtime.PolicyEvaluation;
import org.esscher.runtime.PolicyEvaluation.Value;
import org.esscher.runtime.internal.estimate.PartitionCall;
import org.esscher.runtime.internal.estimate.PartitionResults;
import org.esscher.runtime.internal.wire.Wire;

/**
 * The evaluation of {@link OffPolicyEvaluation}, to the bit, of a log that stays on the disk: a
 * first pass finds the largest weight and the rewards' sums, and each exchange of the estimators'
 * expressions is one more, which begins them anew.
 */
final class StreamedEvaluation {
  private final long seed;
  private final boolean tabled;
  private final LogPasses passes;

  /**
   * An evaluation.
   *
   * @param seed of the choice of folds
   * @param tabled whether the policy can be enumerated
   * @param passes go over the log
   */
  StreamedEvaluation(long seed, boolean tabled, LogPasses passes) {
    this.seed = seed;
    this.tabled = tabled;
    this.passes = passes;
  }

  /**
   * Evaluates.
   *
   * @param log the rows
   * @param components makes the estimators
   */
  PolicyEvaluation evaluate(StoredRows log, Context components) {
    int pieces = Pieces.count((int) log.rows());
    byte[] call = call(Findings.estimators(tabled, components)).toBytes();
    double largest = 0;
    ActionSums sums = new ActionSums(OffPolicyEvaluation.FOLDS);
    for (byte[] piece : passes.over(new LogPass(seed, tabled, null), pieces)) {
      FirstLook look = FirstLook.read(piece);
      largest = Math.max(largest, look.largest());
      sums.add(look.sums());
    }
    // What is wrong with the rewards is told before the next pass.
    ActionMeans means = new ActionMeans(sums);
    WeightSums weights = WeightSums.NONE;
    PolicyMass mass = new PolicyMass(OffPolicyEvaluation.FOLDS);
    List<double[]> known = new ArrayList<>();
    LogPass pass = pass(sums, largest, call, known);
    List<byte[]> exchanged = new ArrayList<>();
    for (byte[] piece : passes.over(pass, pieces)) {
      Beside beside = Beside.read(piece);
      weights = weights.plus(beside.weights());
      mass.add(beside.mass());
      exchanged.add(beside.rest());
    }
    while (true) {
      known.add(Objects.requireNonNull(PartitionResults.of(exchanged).total()));
      pass = pass(sums, largest, call, known);
      // One piece tells whether that was all: at the end every piece gives the same.
      PartitionResults one = PartitionResults.of(passes.over(pass, 1));
      if (one.total() == null) {
        Map<String, Value> values = values(one.found(Map.of()).estimate());
        values.computeIfPresent("dm", (id, value) -> Findings.direct(value, means, mass));
        return Findings.evaluation(values, weights, largest, (int) log.rows());
      }
      exchanged = passes.over(pass, pieces);
    }
  }

  private LogPass pass(ActionSums sums, double largest, byte[] call, List<double[]> known) {
    return new LogPass(
        seed, tabled, new LogPass.Estimation(sums, largest, call, List.copyOf(known)));
  }

  private static Map<String, Value> values(Estimate estimate) {
    Map<String, Value> values = new LinkedHashMap<>();
    estimate.statistics().keySet().forEach(id -> values.put(id, Findings.value(id, estimate)));
    return values;
  }

  /** All estimators' values as one statistic, so that they share the passes. */
  private static PartitionCall call(Map<String, Statistic> estimators) {
    Statistic all =
        in -> {
          Map<String, Expr> quantities = new LinkedHashMap<>();
          estimators.forEach(
              (id, statistic) ->
                  quantities.put(id, Objects.requireNonNull(statistic.quantities(in).get(id))));
          return quantities;
        };
    PartitionCall call =
        PartitionCall.of(all, State.empty(), false)
            .orElseThrow(
                () ->
                    EsscherException.user(
                        "one of %s needs all rows at once, and so can't be estimated on a log that stays on the disk; read it whole",
                        estimators.keySet()));
    String grouped =
        call.slots().entrySet().stream()
            .filter(slot -> !slot.getValue().isEmpty())
            .map(slot -> slot.getKey() + " by " + slot.getValue())
            .collect(Collectors.joining(", "));
    if (!grouped.isEmpty()) {
      throw EsscherException.user(
          "one of %s groups %s, whose rows may lie anywhere in a log that stays on the disk; read it whole",
          estimators.keySet(), grouped);
    }
    return call;
  }

  /**
   * What the first pass of an estimation gives beside it.
   *
   * @param weights of one piece
   * @param mass of one piece
   * @param rest the estimation's
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Beside(WeightSums weights, PolicyMass mass, byte[] rest) {
    static Beside read(byte[] piece) {
      return Wire.read(
          piece, in -> new Beside(WeightSums.read(in), PolicyMass.read(in), in.readAllBytes()));
    }
  }
}
