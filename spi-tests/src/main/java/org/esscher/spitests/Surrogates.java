package org.esscher.spitests;

import static org.esscher.spitests.Findings.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.runtime.internal.estimate.Estimation;

/**
 * Compares the expected cotangent of a surrogate, pulled back through an enumerated policy, with
 * the central difference of the expected value: both are sums over every batch of rows that the
 * policy can draw, so nothing is left to chance.
 */
final class Surrogates {
  private static final double STEP = 1e-5;

  private final EnumeratedSamples samples;
  private final boolean onPolicy;
  private final State state;

  private Surrogates(EnumeratedSamples samples, boolean onPolicy, State state) {
    this.samples = samples;
    this.onPolicy = onPolicy;
    this.state = state;
  }

  /** What a surrogate follows in expectation, evaluated on one batch. */
  @FunctionalInterface
  private interface Followed {
    double value(Trial trial, State state);
  }

  static void requireExpectedGradients(
      EnumeratedSamples samples, boolean onPolicy, Predicate<String> followsValue) {
    Estimator estimator = samples.estimator();
    Trial first = samples.first(new SampledPolicy());
    Refusals.unlessStated(first::read);
    // After one batch, so that baselines and normalizers that are remembered are at work.
    Surrogates surrogates = new Surrogates(samples, onPolicy, first.next(State.empty()));
    Map<String, Followed> followed =
        estimator instanceof Objective objective ? followed(objective) : followed(first.read());
    followed.keySet().removeIf(loss -> !followsValue.test(loss));
    assumeTrue(!followed.isEmpty(), "no loss is a surrogate that follows a value");
    followed.forEach(surrogates::requireExpectedGradient);
  }

  /**
   * A semi-gradient, which descends what it reports with a stop in it, follows no function unless
   * it says which, and is not among them.
   */
  private static Map<String, Followed> followed(Objective objective) {
    Map<String, Followed> followed = new TreeMap<>();
    Objective probe =
        in -> {
          Losses losses = objective.losses(in);
          for (Loss loss : losses.losses()) {
            boolean semi = loss.value() == loss.descend() && loss.truth() == null;
            if (loss.kind() == Loss.Kind.SURROGATE && !semi) {
              followed.put(loss.name(), evaluating(value(objective, loss.name())));
            }
          }
          return losses;
        };
    new Estimation().requirements(probe);
    return followed;
  }

  private static Statistic value(Objective objective, String name) {
    return in -> {
      for (Loss loss : objective.losses(in).losses()) {
        if (loss.name().equals(name)) {
          Expr truth = loss.truth();
          return Map.of("value", truth == null ? loss.value() : truth);
        }
      }
      throw new AssertionError("loss " + name + " is not declared each time");
    };
  }

  private static Followed evaluating(Statistic statistic) {
    return (trial, state) -> trial.on(statistic).after(state).number("statistic value");
  }

  /** Losses in code say no more than what they report. */
  private static Map<String, Followed> followed(Readings readings) {
    Map<String, Followed> followed = new TreeMap<>();
    readings
        .kinds()
        .forEach(
            (loss, kind) -> {
              if (kind == Loss.Kind.SURROGATE) {
                followed.put(loss, (trial, state) -> trial.after(state).number("loss " + loss));
              }
            });
    return followed;
  }

  private void requireExpectedGradient(String loss, Followed followed) {
    SampledPolicy policy = new SampledPolicy();
    double[] expected = new double[policy.parameters()];
    samples.forEach(
        policy,
        policy,
        (trial, outcomes, probability) -> {
          Readings readings = trial.after(state);
          readings
              .columns()
              .forEach(
                  (name, rows) -> {
                    if (name.startsWith(loss + "/")) {
                      for (int row = 0; row < rows.length; row++) {
                        policy.pullback(outcomes[row], rows[row], probability, expected);
                      }
                    }
                  });
        });
    for (int i = 0; i < expected.length; i++) {
      double up = mean(policy.moved(i, STEP), policy, followed);
      double down = mean(policy.moved(i, -STEP), policy, followed);
      double difference = (up - down) / (2 * STEP);
      // Wrong by h²f‴/6, about 1e-10, and by rounding 1e-15/h = 1e-10 of a sum of hundreds.
      require(
          Math.abs(expected[i] - difference) <= 1e-7 * (1 + Math.abs(difference)),
          "loss %s: over all batches of %s samples that an enumerated policy draws, the expected"
              + " gradient in parameter %s is %s, but the derivative of the expected value is %s",
          loss,
          samples.rows(),
          i,
          expected[i],
          difference);
    }
  }

  /** The expected value; samples move with the policy, or stay with the one before the move. */
  private double mean(SampledPolicy moved, SampledPolicy before, Followed followed) {
    double[] mean = new double[1];
    samples.forEach(
        moved,
        onPolicy ? moved : before,
        (trial, outcomes, probability) -> mean[0] += probability * followed.value(trial, state));
    return mean[0];
  }
}
