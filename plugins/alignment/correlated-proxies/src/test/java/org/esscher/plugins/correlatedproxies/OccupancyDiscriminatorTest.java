package org.esscher.plugins.correlatedproxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Forward;
import org.esscher.api.Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Check 5 of the paper's card, the losses, the linear model, and what is refused. */
class OccupancyDiscriminatorTest {
  private static final Offset<Double> ROUNDING = within(1e-14);
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static OccupancyDiscriminator ofStates(double weightClip) {
    return new OccupancyDiscriminator("observation", 0, 1, "action", 0, true, weightClip);
  }

  private static LinearDiscriminator model(OccupancyDiscriminator shape) {
    return new LinearDiscriminator(shape, null);
  }

  private static DiscriminatorLoss loss(PenaltyType type) {
    return new DiscriminatorLoss(type, 0.01);
  }

  /**
   * The policy's rows are N(.5, 1), the base's N(0, 1): log μ/μ_b = .5x − .125. With 20,000 rows of
   * each the slope of a logistic regression has a standard error of 1/√(40,000·¼·.94) = .01; three
   * are allowed, for the constant as well.
   */
  @ParameterizedTest
  @CsvSource({"policy, base, 1", "base, policy, -1"})
  void check5LearnsTheLogRatioOfTwoGaussians(String first, String second, double sign) {
    Random random = new Random(5);
    int rows = 40_000;
    double[] x = new double[rows];
    String[] source = new String[rows];
    for (int row = 0; row < rows; row++) {
      x[row] = random.nextGaussian() + (row % 2 == 0 ? 0.5 : 0);
      source[row] = row % 2 == 0 ? first : second;
    }
    Batch transitions = fixture.batch("observation", x, "source", source);
    LinearDiscriminator discriminator = model(ofStates(INFINITY));
    // The curvature is at most ¼(1 + E x²), so that steps of 2 descend.
    for (int step = 0; step < 60; step++) {
      descend(discriminator, transitions, 2);
    }
    double[] theta = discriminator.parameters().toArray();

    assertThat(theta[0]).isCloseTo(sign * -0.125, within(0.03));
    assertThat(theta[1]).isCloseTo(sign * 0.5, within(0.03));
  }

  private void descend(LinearDiscriminator discriminator, Batch transitions, double rate) {
    try (Forward forward = discriminator.forward(transitions, Set.of("score"), fixture.context())) {
      Batch scored = transitions.with("score", forward.output("score"));
      Estimate estimate = fixture.estimate(loss(PenaltyType.SQRT_CHI2), "transitions", scored);
      Column cotangent =
          fixture.arena.numbers(Fixture.cotangents(estimate, "transitions", "score"));
      Vector gradient =
          discriminator.vector(forward.pullback(Map.of("score", cotangent), Set.of()).gradient());
      discriminator.assign(discriminator.parameters().plus(gradient.times(-rate)));
    }
  }

  private Batch scored() {
    return fixture.batch(
        "source",
        new String[] {"policy", "base", "base", "policy"},
        "score",
        new double[] {1, 0, -1, 2});
  }

  /** Means of two rows each: (softplus(−1) + softplus(−2))/2 + (softplus(0) + softplus(−1))/2. */
  @Test
  void logisticLoss() {
    Estimate estimate = fixture.estimate(loss(PenaltyType.KL), "transitions", scored());

    // (.313262 + .126928)/2 + (.693147 + .313262)/2
    assertThat(estimate.value("occupancy-discriminator")).isCloseTo(0.7232995, within(1e-6));
    // −σ(−1)/2, σ(0)/2, σ(−1)/2, −σ(−2)/2
    assertThat(Fixture.cotangents(estimate, "transitions", "score"))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(-0.1344707, 0.25, 0.1344707, -0.0596015);
  }

  /** (tanh(−1) + tanh(−2))/2 + (0 + tanh(−1))/2 + .01·(2.5 + .5). */
  @Test
  void totalVariationLoss() {
    Estimate estimate = fixture.estimate(loss(PenaltyType.TV), "transitions", scored());
    double expected = -Math.tanh(1) - Math.tanh(2) / 2 + 0.03;

    assertThat(estimate.value("occupancy-discriminator")).isCloseTo(expected, ROUNDING);
    double slope = 1 - Math.tanh(1) * Math.tanh(1);
    assertThat(Fixture.cotangents(estimate, "transitions", "score")[0])
        .isCloseTo(-slope / 2 + 0.01, ROUNDING);
  }

  /** −.5 of the base's mean, less 1.5 of the policy's. */
  @Test
  void wassersteinLoss() {
    Estimate estimate = fixture.estimate(loss(PenaltyType.WASSERSTEIN), "transitions", scored());

    assertThat(estimate.value("occupancy-discriminator")).isCloseTo(-2, ROUNDING);
    assertThat(Fixture.cotangents(estimate, "transitions", "score"))
        .containsExactly(-0.5, 0.5, 0.5, -0.5);
  }

  @Test
  void wassersteinCriticsHaveBoundedWeights() {
    assertThat(model(ofStates(0.01)).afterStep(Vector.of(0.005, -3)).toArray())
        .containsExactly(0.005, -0.01);
  }

  @Test
  void aTableHasANumberForEveryStateAndAction() {
    LinearDiscriminator table =
        model(new OccupancyDiscriminator("observation", 2, 1, "action", 2, false, INFINITY));
    table.assign(Vector.of(1, 10, 20, 2, 30, 40));
    Batch rows =
        fixture.batch("observation", new double[] {0, 1, 1}, "action", new double[] {0, 0, 1});
    try (Forward forward = table.forward(rows, Set.of("score"), fixture.context())) {
      assertThat(forward.output("score").toArray()).containsExactly(11, 21, 42);
      Column cotangent = fixture.arena.numbers(1, 2, 3);
      assertThat(
              table
                  .vector(forward.pullback(Map.of("score", cotangent), Set.of()).gradient())
                  .toArray())
          .containsExactly(3, 1, 2, 3, 0, 3);
    }
    LinearDiscriminator restored =
        new LinearDiscriminator(
            new OccupancyDiscriminator("observation", 2, 1, "action", 2, false, INFINITY),
            table.save());
    assertThat(restored.parameters()).isEqualTo(table.parameters());
  }

  @Test
  void refusesBatchesOfOneSource() {
    for (String only : new String[] {"policy", "base"}) {
      Batch rows = fixture.batch("source", new String[] {only}, "score", new double[] {0});
      assertThatThrownBy(() -> fixture.estimate(loss(PenaltyType.KL), "transitions", rows))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining(only.equals("policy") ? "source base" : "source policy");
    }
  }

  @Test
  void refusesSourcesThatItDoesNotKnow() {
    Batch rows = fixture.batch("source", new String[] {"policy", "old"}, "score", new double[2]);

    assertThatThrownBy(() -> fixture.estimate(loss(PenaltyType.KL), "transitions", rows))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1")
        .hasMessageContaining("'old'");
  }

  @Test
  void refusesStatesAndActionsThatItHasNoWeightsFor() {
    LinearDiscriminator table =
        model(new OccupancyDiscriminator("observation", 2, 1, "action", 2, false, INFINITY));
    Batch rows = fixture.batch("observation", new double[] {0, 2}, "action", new double[] {0, 0});

    assertThatThrownBy(() -> table.forward(rows, Set.of("score"), fixture.context()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1, column 'observation'");
    assertThatThrownBy(
            () -> new OccupancyDiscriminator("observation", 2, 1, "action", 0, false, INFINITY))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("stateOnly");
  }
}
