package org.esscher.plugins.mbrcsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.esscher.api.Batch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Losses on columns, by hand. */
class EstimatorsTest {
  @AutoClose private final Fixture fixture = new Fixture();

  @Test
  void dynamicsAreLikelihoodWithoutHalvesAndConstants() {
    double log4 = Math.log(4);
    Batch rows =
        fixture.batch(
            "mean", fixture.arena.vectors(2, 1, 2, 0, 3),
            "log_var", fixture.arena.vectors(2, 0, log4, log4, 0),
            "target", fixture.arena.vectors(2, 0, 0, 2, 3),
            "bound_penalty", fixture.arena.numbers(20, 20));

    // Errors 1, 2, −2, 0 with variances 1, 4, 4, 1.
    double likelihood = (1 + (1 + log4) + (1 + log4) + 0) / 4;
    assertThat(fixture.loss(new DynamicsNll(0), rows, "dynamics"))
        .isEqualTo(likelihood, within(1e-12));
    assertThat(fixture.loss(new DynamicsNll(0.01), rows, "dynamics"))
        .isEqualTo(likelihood + 0.2, within(1e-12));
  }

  @Test
  void returnConditionedLearningOfEitherKind() {
    Batch rows =
        fixture.batch(
            "action_mean", fixture.arena.vectors(2, 1, 2, 3, 4),
            "action", fixture.arena.vectors(2, 1, 0, 0, 4),
            "logp", fixture.arena.numbers(-1, -4));

    // (0 + 4 + 9 + 0)/4.
    assertThat(fixture.loss(new Rcsl(RcslVariant.MLP), rows, "rcsl"))
        .isEqualTo(3.25, within(1e-12));
    assertThat(fixture.loss(new Rcsl(RcslVariant.GAUSSIAN), rows, "rcsl"))
        .isEqualTo(2.5, within(1e-12));
  }

  @Test
  void cloningIsTheErrorOfTheNoise() {
    Batch rows =
        fixture.batch(
            "eps_pred", fixture.arena.vectors(2, 1, 0, 0, 1),
            "noise", fixture.arena.vectors(2, 0, 0, 0, -1));

    assertThat(fixture.loss(new DiffusionBc(), rows, "behavior")).isEqualTo(1.25, within(1e-12));
  }
}
