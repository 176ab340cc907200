package org.esscher.spitests;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.Batch;
import org.esscher.api.Loss;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.Requirements;
import org.esscher.runtime.internal.estimate.Requirements.OutputRequirement;

/**
 * Compares cotangents with central differences of the reported value.
 *
 * <p>With steps of h = 1e-5 a central difference is wrong by h²·|f‴|/6, about 2e-11, and by
 * rounding of the value, about 2e-16·|f|/h = 2e-11·|f|. Allowed are 1e-9 of the value (50 times the
 * rounding) and 1e-6 of the column's largest cotangent (for third derivatives up to 60,000 times as
 * large): wide enough for arithmetic, too narrow for a wrong term.
 */
final class Gradients {
  private static final double STEP = 1e-5;

  private Gradients() {}

  /** Only outputs of current versions get cotangents. */
  static void requireFrozen(Trial trial) {
    Set<String> trainable = new TreeSet<>();
    new Estimation()
        .requirements(trial.estimator())
        .slots()
        .forEach(
            (slot, asked) -> {
              for (OutputRequirement output : asked.outputs()) {
                if (!output.role().contains("@")) {
                  trainable.add(slot + "/" + output.column());
                }
              }
            });
    Readings readings = trial.read();
    for (String loss : readings.kinds().keySet()) {
      for (String name : readings.columns().keySet()) {
        Findings.require(
            !name.startsWith(loss + "/") || trainable.contains(name.substring(loss.length() + 1)),
            "%s (loss/slot/column) got cotangents, but is frozen; trainable are %s",
            name,
            trainable);
      }
    }
  }

  static void requireExact(Trial trial) {
    Requirements requirements = new Estimation().requirements(trial.estimator());
    Readings readings = trial.read();
    readings
        .kinds()
        .forEach(
            (loss, kind) -> {
              if (kind == Loss.Kind.EXACT) {
                columns(loss, readings, requirements)
                    .forEach(name -> requireExact(trial, readings, loss, name));
              }
            });
  }

  /** Columns that got cotangents, and trained outputs that got none, which says that they are 0. */
  private static Set<String> columns(String loss, Readings readings, Requirements requirements) {
    Set<String> names = new TreeSet<>();
    readings.columns().keySet().stream()
        .filter(name -> name.startsWith(loss + "/"))
        .forEach(names::add);
    requirements
        .slots()
        .forEach(
            (slot, asked) -> {
              for (OutputRequirement output : asked.outputs()) {
                if (requirements.losses().getOrDefault(loss, List.of()).contains(output.role())) {
                  names.add(loss + "/" + slot + "/" + output.column());
                }
              }
            });
    return names;
  }

  private static void requireExact(Trial trial, Readings readings, String loss, String name) {
    String[] path = name.substring(loss.length() + 1).split("/", 2);
    Batch batch = trial.batch(path[0]);
    int width = batch.column(path[1]).width();
    int[] existing = Masks.existing(batch, path[1]);
    double[][] rows = readings.columns().get(name);
    double[] cotangents =
        rows == null
            ? new double[existing.length * width]
            : Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    if (cotangents.length != existing.length * width) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "loss %s: %d cotangents of %s, which has %d numbers",
              loss,
              cotangents.length,
              path[1],
              existing.length * width));
    }
    double value = readings.number("loss " + loss);
    double largest = Arrays.stream(cotangents).map(Math::abs).max().orElse(0);
    double allowed = 1e-6 * largest + 1e-9 * Math.max(1, Math.abs(value));
    for (int i = 0; i < cotangents.length; i++) {
      int at = existing[i / width] * width + i % width;
      double up = trial.moved(path[0], path[1], at, STEP).number("loss " + loss);
      double down = trial.moved(path[0], path[1], at, -STEP).number("loss " + loss);
      double difference = (up - down) / (2 * STEP);
      if (!(Math.abs(cotangents[i] - difference) <= allowed)) {
        throw new AssertionError(
            String.format(
                Locale.ROOT,
                "loss %s, %s: the cotangent of %s.%s at number %d (value %s) is %s, but the central"
                    + " difference of the reported value is %s (allowed difference %.1e)",
                loss,
                trial.words(),
                path[0],
                path[1],
                at,
                batch.column(path[1]).at(at),
                cotangents[i],
                difference,
                allowed));
      }
    }
  }
}
