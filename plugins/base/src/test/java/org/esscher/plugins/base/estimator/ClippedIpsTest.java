package org.esscher.plugins.base.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ClippedIpsTest {
  @AutoClose private final EstimationFixture fixture = new EstimationFixture();

  /**
   * Weights ½/¼ = 2, ½/½ = 1 and 0.9/0.1 = 9, which is clipped to 4. With λ = 1 the gains are 2·2 =
   * 4, 1·(−1) = −1 and 4·1 = 4: the loss is −7/3. A weight's derivative in logp is itself, so the
   * cotangents are −4/3, 1/3 and 0.
   */
  @Test
  void clippedRowsCountAndHaveNoGradient() {
    Batch log =
        fixture.batch(
            "propensity", fixture.numbers(0.25, 0.5, 0.1),
            "reward", fixture.numbers(3, 0, 2),
            "logp", fixture.numbers(Math.log(0.5), Math.log(0.5), Math.log(0.9)));
    Estimate estimate = fixture.estimate(new ClippedIps(4, 1), "log", log);
    assertThat(estimate.value("clipped-ips")).isCloseTo(-7.0 / 3, within(1e-14));
    Map<String, Column> cotangents =
        Objects.requireNonNull(
            Objects.requireNonNull(estimate.losses().get("clipped-ips")).cotangents().get("log"));
    assertThat(Objects.requireNonNull(cotangents.get("logp")).toArray())
        .containsExactly(new double[] {-4.0 / 3, 1.0 / 3, 0}, within(1e-14));
    assertThat(estimate.metrics().get("clipped_fraction")).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(estimate.metrics().get("mean_weight")).isCloseTo(4, within(1e-14));
  }
}
