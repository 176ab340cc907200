package org.esscher.spitests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.esscher.api.Batch;
import org.esscher.api.Column;

/** What a next value counts for where an episode ended, and where it was only cut. */
final class Bootstraps {
  private Bootstraps() {}

  static void require(Trial trial) {
    assumeTrue(
        trial.slots().values().stream()
            .anyMatch(batch -> batch.has("terminated") && nextValues(batch)),
        "no slot has both terminated and a next value");
    Trial ended = flagged(trial, 1, 0);
    ended
        .read()
        .losses()
        .requireSame(
            "next values changed after terminated steps",
            raised(ended).read().losses(),
            trial.identity(),
            1e-12);
    Trial cut = flagged(trial, 0, 1);
    Findings.require(
        !cut.read().losses().says(raised(cut).read().losses()),
        "next values changed after steps that were truncated, not terminated, and nothing changed:"
            + " the cut is taken for an end");
  }

  private static boolean nextValues(Batch batch) {
    return batch.names().stream().anyMatch(name -> isNextValue(batch, name));
  }

  /** Numbers of the next step: next_value, next_q, target_next_value. */
  private static boolean isNextValue(Batch batch, String name) {
    boolean place = name.endsWith("observation") || name.endsWith("action");
    Column column = batch.column(name);
    return name.contains("next_") && !place && !column.isText() && column.width() == 1;
  }

  private static Trial flagged(Trial trial, double terminated, double truncated) {
    return trial.with(
        batch -> {
          Batch result = filled(trial, batch, "terminated", terminated);
          return filled(trial, result, "truncated", truncated);
        });
  }

  private static Batch filled(Trial trial, Batch batch, String name, double value) {
    if (!batch.has(name)) {
      return batch;
    }
    double[] values = batch.column(name).toArray();
    Arrays.fill(values, value);
    return batch.with(name, trial.workspace().inputs().shapedLike(batch.column(name), values));
  }

  private static Trial raised(Trial trial) {
    return trial.with(
        batch -> {
          Batch result = batch;
          for (String name : batch.names()) {
            if (isNextValue(batch, name)) {
              double[] values = batch.column(name).toArray();
              Arrays.setAll(values, i -> values[i] + 5);
              result =
                  result.with(
                      name, trial.workspace().inputs().shapedLike(batch.column(name), values));
            }
          }
          return result;
        });
  }
}
