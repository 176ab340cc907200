package org.esscher.plugins.parl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Loss;
import org.esscher.api.Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstimatorsTest {
  private static final ParlUpper EXPLICIT = new ParlUpper(Upper.PREFERENCE, false, .99);

  private final ParlFixture fixture = new ParlFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Batch pair(double first, double second, double label) {
    return fixture.batch(
        "first_return", new double[] {first},
        "second_return", new double[] {second},
        "preference_prob", new double[] {label});
  }

  private Batch episodes(double... reward) {
    return fixture.batch(
        "episode_id",
        fixture.arena.integers(7, 3, 7),
        "step",
        fixture.arena.integers(0, 0, 1),
        "reward",
        reward,
        "logp",
        new double[] {-1, -2, -.5});
  }

  @Test
  void explicitLossOfSoftLabels() {
    // d = .5, P = .8: .8·log(1 + e^−.5) + .2·log(1 + e^.5) = .8·.474077 + .2·.974077 = .574077;
    // cotangent σ(.5) − .8 = −.177541.
    Estimate estimate = fixture.estimate(EXPLICIT, Map.of("pairs", pair(.7, .2, .8)));

    assertThat(estimate.value("explicit")).isCloseTo(.574077, within(5e-7));
    assertThat(ParlFixture.cotangents(estimate, "explicit", "pairs", "first_return")[0])
        .isCloseTo(-.177541, within(5e-7));
    assertThat(estimate.value("accuracy")).isEqualTo(1);
    assertThat(estimate.losses().values().iterator().next().kind()).isEqualTo(Loss.Kind.EXACT);
  }

  @Test
  void equalEpisodesSayNothing() {
    // log 2, and cotangents σ(0) − ½ = 0.
    Estimate estimate = fixture.estimate(EXPLICIT, Map.of("pairs", pair(.3, .3, .5)));

    assertThat(estimate.value("explicit")).isCloseTo(Math.log(2), within(1e-15));
    assertThat(ParlFixture.cotangents(estimate, "explicit", "pairs", "first_return"))
        .containsExactly(0);
    assertThat(estimate.value("accuracy")).isEqualTo(.5);
  }

  @Test
  void innerPolicyGradientWithLeaveOneOutBaseline() {
    // γ = .5: R = 1 + .5·3 = 2.5 and 4, baselines 4 and 2.5: −mean R = −3.25, and each step's logp
    // gets −(2.5 − 4)/2 = .75 or −(4 − 2.5)/2.
    Estimate estimate =
        fixture.estimate(new PolicyGradientInner(.5, 0), Map.of("episodes", episodes(1, 4, 3)));

    assertThat(estimate.value("policy-gradient-inner")).isEqualTo(-3.25);
    assertThat(ParlFixture.cotangents(estimate, "policy-gradient-inner", "episodes", "logp"))
        .containsExactly(.75, -.75, .75);
  }

  @Test
  void innerPolicyGradientWithEntropy() {
    // τ = .2 adds .2·1 and .2·.5·.5 to the first episode, .2·2 to the second: 2.75 and 4.4.
    Estimate estimate =
        fixture.estimate(new PolicyGradientInner(.5, .2), Map.of("episodes", episodes(1, 4, 3)));

    assertThat(estimate.value("policy-gradient-inner")).isCloseTo(-3.575, within(1e-12));
    assertThat(ParlFixture.cotangents(estimate, "policy-gradient-inner", "episodes", "logp"))
        .containsExactly(new double[] {.825, -.825, .825}, within(1e-12));
  }

  @Test
  void innerPolicyGradientOfOneEpisodeHasNoBaseline() {
    Batch one =
        fixture.batch(
            "episode_id",
            fixture.arena.integers(1),
            "step",
            fixture.arena.integers(0),
            "reward",
            new double[] {3},
            "logp",
            new double[] {-1});

    Estimate estimate = fixture.estimate(new PolicyGradientInner(.99, 0), Map.of("episodes", one));

    assertThat(ParlFixture.cotangents(estimate, "policy-gradient-inner", "episodes", "logp"))
        .containsExactly(-3);
  }

  @Test
  void implicitLossDiscountsTheRewardsOfAnEpisode() {
    // γ = .5: R = 2.5 with Sᵀv = 2, R = 4 with Sᵀv = −1; −(2.5·2 − 4)/2 = −.5, and cotangents
    // −γ^h·Sᵀv/2.
    Batch episodes = episodes(1, 4, 3).with("score_direction", fixture.arena.numbers(2, -1, 2));
    Estimate estimate =
        fixture.estimate(
            new ParlUpper(Upper.PREFERENCE, true, .5),
            Map.of("episodes", episodes, "pairs", pair(0, 0, 1)));

    assertThat(estimate.value("implicit")).isEqualTo(-.5);
    assertThat(ParlFixture.cotangents(estimate, "implicit", "episodes", "reward"))
        .containsExactly(new double[] {-1, .5, -.5}, within(1e-15));
  }

  @Test
  void implicitShare() {
    // ‖(3, 4)‖/‖(0, 2)‖ = 2.5.
    Batch gradients =
        fixture.batch(
            "explicit_gradient", new double[] {0, 2}, "implicit_gradient", new double[] {3, 4});
    Estimate estimate = fixture.estimate(new ImplicitShare(), Map.of("gradients", gradients));

    assertThat(estimate.value("implicit_share")).isEqualTo(2.5);
  }

  @Test
  void baselinesLeaveOutTheirOwnBlock() {
    // 1 − 5, 5 − 1; pairs: 2 − 6 twice, 6 − 2 twice.
    assertThat(Episodes.withoutOthersMean(new double[] {1, 5}, 1)).containsExactly(-4, 4);
    assertThat(Episodes.withoutOthersMean(new double[] {2, 2, 6, 6}, 2))
        .containsExactly(-4, -4, 4, 4);
  }

  @Test
  void raisesTheDampingWhereTheCurvatureIsPositive() {
    // −∇²V = diag(2, −.05): δ = 1e-3·10 = .01 leaves −.04; .1 makes it diag(2.1, .05).
    ImplicitDirection found =
        ImplicitDirection.solve(
            v -> Vector.of(2 * v.at(0), -.05 * v.at(1)),
            Vector.of(2.1, .1),
            1e-3,
            new ConjugateGradients(10, 1e-9));

    assertThat(found.damping()).isCloseTo(.1, within(1e-15));
    assertThat(found.solution().converged()).isTrue();
    assertThat(found.solution().vector().toArray())
        .containsExactly(new double[] {1, 2}, within(1e-9));
  }

  @Test
  void givesUpWhereNoDampingHelps() {
    assertThatThrownBy(
            () ->
                ImplicitDirection.solve(
                    v -> v.times(-1e9), Vector.of(1), 0, new ConjugateGradients(10, 1e-9)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("innerSteps");
  }

  @Test
  void flagsSolutionsThatDidNotConverge() {
    // Two eigenvalues need two products; after one the residual of diag(1, 100)x = (1, 1) is large.
    ConjugateGradients.Solution found =
        new ConjugateGradients(1, 1e-9)
            .solve(v -> Vector.of(v.at(0), 100 * v.at(1)), Vector.of(1, 1));

    assertThat(found.converged()).isFalse();
    assertThat(found.iterations()).isEqualTo(1);
    // Step 2/101: residual (99, −99)/101, of relative norm 99/101.
    assertThat(found.residual()).isCloseTo(99 / 101., within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-.1, 1.1, Double.NaN})
  void refusesProbabilitiesThatAreNone(double label) {
    assertThatThrownBy(() -> fixture.estimate(EXPLICIT, Map.of("pairs", pair(0, 1, label))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("preference_prob");
  }

  @Test
  void refusesMissingReturns() {
    Batch pairs =
        fixture.batch("first_return", new double[] {1}, "preference_prob", new double[] {1});

    assertThatThrownBy(() -> fixture.estimate(EXPLICIT, Map.of("pairs", pairs)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("second_return");
  }

  @Test
  void refusesEpisodesWithoutUtility() {
    Batch episodes = episodes(1, 4, 3).with("score_direction", fixture.arena.numbers(2, -1, 2));

    assertThatThrownBy(
            () ->
                fixture.estimate(
                    new ParlUpper(Upper.UTILITY, true, 1), Map.of("episodes", episodes)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("utility");
  }

  @Test
  void refusesNumbersThatAreNone() {
    assertThatThrownBy(
            () ->
                fixture.estimate(
                    new PolicyGradientInner(.9, 0), Map.of("episodes", episodes(1, Double.NaN, 3))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("reward")
        .hasMessageContaining("row 1");
  }

  @Test
  void refusesNegativeSteps() {
    Batch steps = fixture.batch("episode_id", fixture.arena.integers(1), "step", new double[] {-1});

    assertThatThrownBy(() -> Episodes.of(steps, .9))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0");
  }

  @Test
  void refusesUtilityWithoutItsOnlyTerm() {
    assertThatThrownBy(() -> new ParlUpper(Upper.UTILITY, false, 1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("implicit: true");
  }
}
