package org.esscher.plugins.base.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;
import static org.esscher.plugins.base.estimator.KlEstimator.K1;
import static org.esscher.plugins.base.estimator.KlEstimator.K2;
import static org.esscher.plugins.base.estimator.KlEstimator.K3;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Expr;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.Statistic;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values and gradients in expectation, on the fixture of the conventions. */
class KlEstimatorTest {
  private static final Softmax POLICY = new Softmax(0.4, -0.3, 0.1);
  private static final Softmax REFERENCE = new Softmax(0, 0.5, -0.2);

  private final EstimationFixture fixture = new EstimationFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** d = .7 − .2 = .5: k1 = .5, k2 = .125, k3 = e^(−.5) − 1 + .5 = .1065307. */
  @Test
  void formulas() {
    Batch batch = fixture.batch("logp", fixture.numbers(-0.2), "ref_logp", fixture.numbers(-0.7));
    assertThat(mean(K1, batch)).isCloseTo(0.5, within(1e-15));
    assertThat(mean(K2, batch)).isCloseTo(0.125, within(1e-15));
    assertThat(mean(K3, batch)).isCloseTo(Math.exp(-0.5) - 0.5, within(1e-15));
  }

  @Test
  void k1AndK3AreUnbiasedAndK2IsNot() {
    double kl = 0;
    for (int y = 0; y < 3; y++) {
      kl += POLICY.probability(y) * (POLICY.logp(y) - REFERENCE.logp(y));
    }
    assertThat(expectation(K1)).isCloseTo(kl, within(1e-15));
    assertThat(expectation(K3)).isCloseTo(kl, within(1e-15));
    assertThat(Math.abs(expectation(K2) - kl)).isGreaterThan(1e-3);
  }

  /** The gradients in the logits as the conventions give them, rounded so that they add up to 0. */
  @Test
  void expectedGradients() {
    assertThat(expectedGradient(K1)).containsExactly(new double[3], within(1e-16));
    assertThat(expectedGradient(K2))
        .containsExactly(new double[] {0.133837, -0.199875, 0.066038}, within(1e-6));
    assertThat(expectedGradient(K3))
        .containsExactly(new double[] {0.158550, -0.253538, 0.094988}, within(1e-6));
  }

  /** By definition: the gradient of the expected followed quantity is the expected gradient. */
  @ParameterizedTest
  @EnumSource
  void followsWhatItSaysItFollows(KlEstimator estimator) {
    double[] slopes = POLICY.differences(policy -> expectedFollowed(estimator, policy));
    assertThat(expectedGradient(estimator)).containsExactly(slopes, within(1e-9));
  }

  private double expectation(KlEstimator estimator) {
    double expectation = 0;
    for (int y = 0; y < 3; y++) {
      expectation += POLICY.probability(y) * mean(estimator, sample(POLICY, y));
    }
    return expectation;
  }

  private double[] expectedGradient(KlEstimator estimator) {
    Objective objective =
        in -> {
          Expr logp = in.slot("samples").output("policy", "logp", ROW);
          Expr refLogp = in.slot("samples").column("ref_logp", ROW);
          return Losses.of(Loss.exact("kl", "policy", estimator.of(logp, refLogp).mean(BATCH)));
        };
    double[] gradient = new double[3];
    for (int y = 0; y < 3; y++) {
      double cotangent = fixture.cotangents(objective, "samples", sample(POLICY, y), "logp")[0];
      POLICY.addPullback(gradient, y, POLICY.probability(y) * cotangent);
    }
    return gradient;
  }

  private double expectedFollowed(KlEstimator estimator, Softmax policy) {
    Statistic statistic =
        in -> {
          Expr logp = in.slot("samples").column("logp", ROW);
          Expr followed = estimator.followed(logp, in.slot("samples").column("ref_logp", ROW));
          return Map.of("followed", logp.times(0).plus(followed).mean(BATCH));
        };
    double expectation = 0;
    for (int y = 0; y < 3; y++) {
      expectation +=
          policy.probability(y)
              * fixture.estimate(statistic, "samples", sample(policy, y)).value("followed");
    }
    return expectation;
  }

  private double mean(KlEstimator estimator, Batch batch) {
    Statistic statistic =
        in -> {
          Slot samples = in.slot("samples");
          Expr refLogp = samples.column("ref_logp", ROW);
          return Map.of("kl", estimator.of(samples.column("logp", ROW), refLogp).mean(BATCH));
        };
    return fixture.estimate(statistic, "samples", batch).value("kl");
  }

  private Batch sample(Softmax policy, int outcome) {
    return fixture.batch(
        "logp", fixture.numbers(policy.logp(outcome)),
        "ref_logp", fixture.numbers(REFERENCE.logp(outcome)));
  }
}
