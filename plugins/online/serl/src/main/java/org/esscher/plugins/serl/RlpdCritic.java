package org.esscher.plugins.serl;

import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * The critics of RLPD: with {@code y = r + γ (1 − terminated) min_{k∈Z} next_q_target_k}, frozen,
 * the mean over critics and rows of {@code (q_values_e − y)²}. Z is drawn once a batch. With {@code
 * backupEntropy} the minimum less {@code temperature · next_logp} follows, as in soft actor-critic;
 * the released code adds that term outside of γ (1 − terminated).
 *
 * <p>Slot {@code transitions}: {@code reward}; {@code terminated}; {@code next_q_target}, a vector
 * of the target critics' values at an action of the policy at the next observation; with {@code
 * backupEntropy} its {@code next_logp} and {@code temperature}; and {@code q_values}, the vector of
 * the role {@code critic}.
 *
 * @param ensemble number of critics E in the ensemble
 * @param subset number of critics in the random subset Z whose smallest target counts, at most E
 * @param subsetReplacement whether a critic may be drawn twice, as in the released code
 * @param gamma discount γ: the weight of a reward one step later
 * @param backupEntropy whether the next value has an entropy bonus
 */
@Component(
    value = "rlpd-critic",
    summary = "loss of an ensemble of critics, whose target is the smallest of a random subset",
    paper = "Luo et al. 2024, arXiv 2401.16013; Ball et al. 2023, arXiv 2302.02948")
public record RlpdCritic(
    @Default("10") @Min(1) int ensemble,
    @Default("2") @Min(1) int subset,
    @Default("false") boolean subsetReplacement,
    @Default("0.96") @PositiveOrZero @DecimalMax("1") double gamma,
    @Default("false") boolean backupEntropy)
    implements CustomObjective {
  /**
   * Checks.
   *
   * @param ensemble as for the record
   * @param subset as for the record
   * @param subsetReplacement as for the record
   * @param gamma as for the record
   * @param backupEntropy as for the record
   */
  public RlpdCritic {
    if (subset > ensemble) {
      throw EsscherException.user(
          "a subset of %d critics can't be drawn from an ensemble of %d; set subset to %d or less",
          subset, ensemble, ensemble);
    }
  }

  /** One subset serves the whole batch. */
  @Override
  public Split split() {
    return Split.BATCH;
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot slot = in.slot("transitions");
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put("q", slot.output("critic", "q_members", ROW).as("q_values"));
    reads.put("next_q", slot.column("next_q_target", ROW));
    reads.put("reward", slot.column("reward", ROW));
    reads.put("terminated", slot.column("terminated", ROW));
    reads.put("weight", slot.weight());
    if (backupEntropy) {
      reads.put("next_logp", slot.column("next_logp", ROW));
      reads.put("temperature", slot.column("temperature", ROW));
    }
    return reads;
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    Column q = requireEnsemble("q_values", data.get("q"));
    Column nextQ = requireEnsemble("next_q_target", data.get("next_q"));
    Column weight = data.get("weight");
    int[] drawn = draw(context.random());
    double[] cotangents = new double[q.rows() * ensemble];
    double sum = 0;
    double mass = 0;
    for (int row = 0; row < q.rows(); row++) {
      double y = target(data, nextQ, drawn, row);
      for (int e = 0; e < ensemble; e++) {
        double error = q.at((long) row * ensemble + e) - y;
        sum += weight.at(row) * error * error / ensemble;
        cotangents[row * ensemble + e] = 2 * weight.at(row) * error / ensemble;
      }
      mass += weight.at(row);
    }
    return Result.of(
        new Part(
            "critic",
            Set.of("critic"),
            Loss.Kind.EXACT,
            sum,
            mass,
            Map.of("q", context.columns().shapedLike(q, cotangents))));
  }

  /** y of a row. */
  private double target(Data data, Column nextQ, int[] drawn, int row) {
    double next = Double.POSITIVE_INFINITY;
    for (int k : drawn) {
      next = Math.min(next, nextQ.at((long) row * ensemble + k));
    }
    if (backupEntropy) {
      next -= data.get("temperature").at(row) * data.get("next_logp").at(row);
    }
    double follows = 1 - data.get("terminated").at(row);
    // Nothing follows an end, whatever the networks hold of it.
    return data.get("reward").at(row) + (follows == 0 ? 0 : gamma * follows * next);
  }

  /** Z; all critics without a draw where it is the whole ensemble. */
  int[] draw(RandomGenerator random) {
    int[] order = new int[ensemble];
    for (int e = 0; e < ensemble; e++) {
      order[e] = e;
    }
    int[] drawn = new int[subset];
    for (int i = 0; i < subset; i++) {
      int at = subsetReplacement ? random.nextInt(ensemble) : i;
      if (!subsetReplacement && subset < ensemble) {
        at = random.nextInt(i, ensemble);
        int swapped = order[i];
        order[i] = order[at];
        order[at] = swapped;
        at = i;
      }
      drawn[i] = order[at];
    }
    return drawn;
  }

  private Column requireEnsemble(String name, Column column) {
    if (column.ragged() || column.width() != ensemble) {
      throw EsscherException.data(
          "%s holds %s; vectors of %d numbers are needed, one per critic: set ensemble, or give the"
              + " critic as many members; lists in JSON or CSV are not vectors, those of a fixed"
              + " size in an Arrow file are",
          name, column.ragged() ? "lists" : "vectors of " + column.width(), ensemble);
    }
    return column;
  }
}
