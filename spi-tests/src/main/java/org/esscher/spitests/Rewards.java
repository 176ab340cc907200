package org.esscher.spitests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.Requirements.ColumnRequirement;
import org.esscher.runtime.internal.estimate.Requirements.SlotRequirements;
import org.junit.jupiter.api.Assumptions;

/** What estimators do with rewards that hardly differ. */
final class Rewards {
  private static final Set<String> KINDS = Set.of("reward", "score", "cost", "return", "advantage");

  /** As far apart as rounding leaves what should be equal: three times 2^-50. */
  private static final double ROUNDING = 0x1p-50;

  private Rewards() {}

  /** Stored columns that hold rewards. */
  private static boolean isReward(SlotRequirements asked, String column) {
    boolean stored = asked.columns().stream().map(ColumnRequirement::name).anyMatch(column::equals);
    return stored && KINDS.stream().anyMatch(column::endsWith);
  }

  private static Readings with(Trial trial, IntToDoubleFunction reward) {
    return trial
        .with(
            (slot, batch) -> {
              SlotRequirements asked =
                  new Estimation().requirements(trial.estimator()).slots().get(slot);
              return asked == null ? batch : replaced(trial, asked, batch, reward);
            })
        .read();
  }

  private static Batch replaced(
      Trial trial, SlotRequirements asked, Batch batch, IntToDoubleFunction reward) {
    Batch result = batch;
    for (String name : batch.names()) {
      Column column = batch.column(name);
      if (isReward(asked, name) && !column.isText()) {
        double[] values = column.toArray();
        Arrays.setAll(values, reward);
        result = result.with(name, trial.workspace().inputs().shapedLike(column, values));
      }
    }
    return result;
  }

  private static void assumeRewards(Trial trial) {
    boolean any =
        new Estimation()
            .requirements(trial.estimator()).slots().values().stream()
                .anyMatch(
                    asked -> asked.columns().stream().anyMatch(use -> isReward(asked, use.name())));
    assumeTrue(any, "no rewards are read");
  }

  static void requireFiniteWhereEqual(Trial trial) {
    assumeRewards(trial);
    Refusals.unlessStated(() -> with(trial, i -> 0.7))
        .losses()
        .requireFinite("all rewards 0.7, " + trial.words());
  }

  private static Readings equal(Trial trial) {
    try {
      return with(trial, i -> 0.7).losses();
    } catch (EsscherException refused) {
      return Assumptions.abort("equal rewards are refused: see EST-15");
    }
  }

  /** Rewards that differ by rounding are equal rewards. */
  static void requireContinuityAtEqual(Trial trial) {
    assumeRewards(trial);
    Readings equal = equal(trial);
    equal.requireSame(
        "rewards that differ by 1e-15 instead of equal ones",
        with(trial, i -> 0.7 + ROUNDING * (i % 4)).losses(),
        trial.identity(),
        1e-6);
  }
}
