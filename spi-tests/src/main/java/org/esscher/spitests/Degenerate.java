package org.esscher.spitests;

import java.util.function.UnaryOperator;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;

/** Batches that hold next to nothing. */
final class Degenerate {
  private Degenerate() {}

  /** Numbers, or a refusal in words. */
  static void requireHandled(Trial trial) {
    requireHandled("a batch without rows", trial, Batch::take);
    requireHandled(
        "a batch whose rows all weigh 0",
        trial,
        batch ->
            batch.with("weight", trial.workspace().inputs().numbers(new double[batch.rows()])));
    requireHandled("a batch whose tokens are all masked", trial, batch -> masked(trial, batch));
  }

  private static void requireHandled(String what, Trial trial, UnaryOperator<Batch> change) {
    Readings readings;
    try {
      readings = trial.read(change);
    } catch (EsscherException refused) {
      return;
    } catch (RuntimeException failure) {
      throw new AssertionError(
          what + " ends in " + failure + ", which says nothing to a user", failure);
    }
    readings
        .numbers()
        .forEach(
            (name, value) -> Findings.require(!value.isNaN(), "%s: %s is %s", what, name, value));
  }

  private static Batch masked(Trial trial, Batch batch) {
    Batch result = batch;
    for (String name : batch.names()) {
      if (Masks.isMask(name)) {
        double[] nothing = new double[batch.column(name).start(batch.rows())];
        result =
            result.with(name, trial.workspace().inputs().shapedLike(batch.column(name), nothing));
      }
    }
    return result;
  }
}
