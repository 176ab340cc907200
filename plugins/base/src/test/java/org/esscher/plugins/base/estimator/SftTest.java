package org.esscher.plugins.base.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.esscher.api.Aggregation;
import org.esscher.api.Batch;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SftTest {
  private final EstimationFixture fixture = new EstimationFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Rows (1, ·, 3), (4) and (6, 2) of −log π; the dot is masked. */
  private Batch examples() {
    return fixture.batch(
        "prompt_id", fixture.columns().integers(1, 1, 2),
        "logp", fixture.lists(new double[] {-1, -70, -3}, new double[] {-4}, new double[] {-6, -2}),
        "loss_mask", fixture.lists(new double[] {1, 0, 1}, new double[] {1}, new double[] {1, 1}));
  }

  /** Sums 4, 4, 8 over 2, 1, 2 tokens; prompt 1 has 8 over 3. */
  @Test
  void aggregatesTheNegativeLogLikelihood() {
    assertThat(value(Aggregation.TOKEN_MEAN)).isCloseTo(16.0 / 5, within(1e-15));
    assertThat(value(Aggregation.SEQUENCE_MEAN_TOKEN_SUM)).isCloseTo(16.0 / 3, within(1e-15));
    assertThat(value(Aggregation.SEQUENCE_MEAN_TOKEN_MEAN)).isCloseTo(10.0 / 3, within(1e-15));
    assertThat(value(Aggregation.GROUP_MEAN_TOKEN_MEAN))
        .isCloseTo((8.0 / 3 + 4) / 2, within(1e-15));
  }

  @Test
  void cotangentsAreTheShares() {
    assertThat(cotangents(Aggregation.TOKEN_MEAN))
        .containsExactly(new double[] {-.2, 0, -.2, -.2, -.2, -.2}, within(1e-15));
    assertThat(cotangents(Aggregation.SEQUENCE_MEAN_TOKEN_SUM))
        .containsExactly(
            new double[] {-1 / 3.0, 0, -1 / 3.0, -1 / 3.0, -1 / 3.0, -1 / 3.0}, within(1e-15));
    assertThat(cotangents(Aggregation.SEQUENCE_MEAN_TOKEN_MEAN))
        .containsExactly(
            new double[] {-1 / 6.0, 0, -1 / 6.0, -1 / 3.0, -1 / 6.0, -1 / 6.0}, within(1e-15));
    assertThat(cotangents(Aggregation.GROUP_MEAN_TOKEN_MEAN))
        .containsExactly(
            new double[] {-1 / 6.0, 0, -1 / 6.0, -1 / 6.0, -1 / 4.0, -1 / 4.0}, within(1e-15));
  }

  @Test
  void perplexityIsAMeanOverTokens() {
    assertThat(
            fixture
                .estimate(new Sft(Aggregation.SEQUENCE_MEAN_TOKEN_SUM), "examples", examples())
                .value("perplexity"))
        .isCloseTo(Math.exp(3.2), within(1e-13));
  }

  @ParameterizedTest
  @EnumSource
  void orderOfRowsDoesNotMatter(Aggregation aggregation) {
    assertThat(
            fixture
                .estimate(new Sft(aggregation), "examples", examples().take(2, 1, 0))
                .value("sft"))
        .isCloseTo(value(aggregation), within(1e-15));
  }

  private double value(Aggregation aggregation) {
    return fixture.estimate(new Sft(aggregation), "examples", examples()).value("sft");
  }

  private double[] cotangents(Aggregation aggregation) {
    return fixture.cotangents(new Sft(aggregation), "examples", examples(), "logp");
  }
}
