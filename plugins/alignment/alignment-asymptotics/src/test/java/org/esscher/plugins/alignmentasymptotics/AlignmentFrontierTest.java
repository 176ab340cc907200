package org.esscher.plugins.alignmentasymptotics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.plugins.alignmentasymptotics.PoolFixture.THREE;
import static org.esscher.plugins.alignmentasymptotics.PoolFixture.curve;
import static org.esscher.plugins.alignmentasymptotics.PoolFixture.frontier;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The estimator, on pools that are exact copies of small distributions. */
class AlignmentFrontierTest {
  private final PoolFixture fixture = new PoolFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Log-probabilities of the ten rows of {@link PoolFixture#THREE}. */
  private Column rows(double first, double second, double third) {
    double[] logp = new double[THREE.length];
    double[] outcomes = {first, second, third};
    for (int row = 0; row < logp.length; row++) {
      logp[row] = Math.log(outcomes[(int) THREE[row]]);
    }
    return fixture.arena.numbers(logp);
  }

  private Batch withCandidate() {
    return fixture
        .pool(THREE)
        .with("ref_logp", rows(.5, .3, .2))
        .with("candidate_logp", rows(.2, .5, .3));
  }

  /** ω = (.2, .5, .3): each row of an outcome has the weight ω/p over the number of its rows. */
  @Test
  void check1IdentityThree() {
    double kl = .587342; // of the tilt at β = .7

    Estimate found = fixture.estimate(frontier(List.of(kl), List.of()), withCandidate());

    assertThat(curve(found, "tilt_reward")[0]).isCloseTo(1.569784, within(1e-6));
    assertThat(curve(found, "tilt_kl")[0]).isCloseTo(kl, within(1e-12));
    assertThat(curve(found, "tilt_t")[0]).isCloseTo(1 / .7, within(2e-6));
    // By definition: .2 log(.2/.095526) + .5 log(.5/.239163) + .3 log(.3/.665310).
    assertThat(curve(found, "candidate_kl_to_tilt")[0]).isCloseTo(.277572, within(2e-6));
    assertThat(found.value("candidate_reward")).isCloseTo(1.1, within(1e-14));
    assertThat(found.value("candidate_kl"))
        .isCloseTo(
            .2 * Math.log(.2 / .5) + .5 * Math.log(.5 / .3) + .3 * Math.log(1.5), within(1e-14));
    assertThat(found.value("candidate_gap")).isPositive();
  }

  /** Three of ten rows have reward 1. */
  @Test
  void check4BudgetsOfABernoulliReward() {
    double[] bernoulli = {0, 1, 0, 0, 1, 0, 0, 1, 0, 0};

    Estimate found =
        fixture.estimate(frontier(List.of(0., .1, 1.21), List.of()), fixture.pool(bernoulli));

    assertThat(curve(found, "tilt_reward"))
        .containsExactly(new double[] {.3, .514629, 1}, within(5e-7));
    assertThat(curve(found, "tilt_kl"))
        .containsExactly(new double[] {0, .1, 1.203973}, within(5e-7));
    assertThat(curve(found, "tilt_t")[1]).isCloseTo(.905831, within(5e-7));
    assertThat(curve(found, "tilt_t")[2]).isInfinite();
  }

  @Test
  void bestOfNAveragesOverAllSubsets() {
    // Of five rewards the maxima of the ten triples: 5 six times, 4 three times, 3 once.
    Estimate found =
        fixture.estimate(
            frontier(List.of(), List.of(1L, 3L, 5L)), fixture.pool(new double[] {4, 1, 5, 3, 2}));

    assertThat(curve(found, "bon_reward"))
        .containsExactly(new double[] {3, (6 * 5 + 3 * 4 + 3) / 10., 5}, within(1e-14));
    assertThat(curve(found, "bon_kl"))
        .containsExactly(
            new double[] {0, Math.log(3) - 2 / 3., Math.log(5) - 4 / 5.}, within(1e-15));
    // Of the weights (0, 0, .1, .3, .6): Σ w log 5w, and log 5 for one row.
    double empirical = .1 * Math.log(.5) + .3 * Math.log(1.5) + .6 * Math.log(3);
    assertThat(curve(found, "bon_empirical_kl"))
        .containsExactly(new double[] {0, empirical, Math.log(5)}, within(1e-14));
    // At both ends best-of-n is a tilt; between them it loses a little.
    double[] gaps = curve(found, "bon_gap");
    assertThat(gaps[0]).isCloseTo(0, within(1e-14));
    assertThat(gaps[1]).isBetween(1e-4, .05);
    assertThat(gaps[2]).isCloseTo(0, within(1e-14));
  }

  @Test
  void tiesMoveTheEmpiricalDivergenceOnly() {
    // Pairs of (1, 0, 1): the best is a 1 in all three; ranks 0, ⅓, ⅔ from the worst.
    Batch pool = fixture.pool(new double[] {1, 0, 1});
    Estimate shared = fixture.estimate(frontier(List.of(), List.of(2L)), pool);
    AlignmentFrontier first =
        new AlignmentFrontier(List.of(), List.of(2L), 1e-12, Tie.FIRST, Scope.PER_PROMPT);
    Estimate ranked = fixture.estimate(first, pool);

    assertThat(curve(shared, "bon_reward")[0]).isCloseTo(1, within(1e-15));
    assertThat(curve(ranked, "bon_reward")[0]).isCloseTo(1, within(1e-15));
    assertThat(curve(shared, "bon_empirical_kl")[0]).isCloseTo(Math.log(1.5), within(1e-15));
    assertThat(curve(ranked, "bon_empirical_kl")[0]).isCloseTo(2 / 3. * Math.log(2), within(1e-15));
  }

  @Test
  void theBestOfARankedListIsTheFirstOfItsTie() {
    SampledBestOfN law = SampledBestOfN.of(new double[] {1, 0, 1}, 3, Tie.FIRST);

    // One row has all of the mass, so the divergence is log 3.
    assertThat(law.divergence()).isCloseTo(Math.log(3), within(1e-15));
    assertThat(law.reward()).isEqualTo(1);
  }

  @Test
  void manyDrawsDoNotOverflow() {
    double[] rewards = new double[5000];
    java.util.Arrays.setAll(rewards, i -> i);
    // The mean of the largest of n of 0 … M−1 is n(M+1)/(n+1) − 1.
    assertThat(SampledBestOfN.of(rewards, 2500, Tie.SHARE).reward())
        .isCloseTo(2500. * 5001 / 2501 - 1, within(1e-8));
  }

  @Test
  void meansOverPromptsCountThemAlike() {
    // Prompts of three and of two rows: the means of their means, (1 + 4)/2, and (2 + 5)/2 at best.
    Batch pool = fixture.pool(new double[] {0, 1, 2}, new double[] {3, 5});

    Estimate found = fixture.estimate(frontier(List.of(0., 9.), List.of(1L)), pool);

    assertThat(curve(found, "tilt_reward")).containsExactly(new double[] {2.5, 3.5}, within(1e-14));
    assertThat(curve(found, "tilt_kl")[1])
        .isCloseTo((Math.log(3) + Math.log(2)) / 2, within(1e-15));
    Estimate.Quantity mean = Objects.requireNonNull(found.statistics().get("bon_reward/1"));
    assertThat(mean.value()).isCloseTo(2.5, within(1e-15));
    // Over prompts: 1 and 4 have the variance 4.5, over two of them.
    assertThat(mean.standardError()).isCloseTo(1.5, within(1e-14));
  }

  @Test
  void aGlobalBudgetSharesOneTemperature() {
    // The second prompt's rewards vary tenfold: with a temperature of its own it has the same
    // divergence, with a shared one more. Rewards are then larger: that is what it is shared for.
    Batch pool = fixture.pool(new double[] {0, 1, 0, 0}, new double[] {0, 10, 0, 0});
    AlignmentFrontier global =
        new AlignmentFrontier(List.of(.3), List.of(), 1e-12, Tie.SHARE, Scope.GLOBAL);

    Estimate own = fixture.estimate(frontier(List.of(.3), List.of()), pool);
    Estimate shared = fixture.estimate(global, pool);

    assertThat(curve(own, "tilt_kl")[0]).isCloseTo(.3, within(1e-11));
    assertThat(curve(shared, "tilt_kl")[0]).isCloseTo(.3, within(1e-11));
    assertThat(curve(shared, "tilt_reward")[0]).isGreaterThan(curve(own, "tilt_reward")[0] + .5);
  }

  @Test
  void aConstantRewardMovesNothingAndIsCounted() {
    Batch pool = fixture.pool(new double[] {2, 2, 2}, new double[] {0, 1, 2});

    Estimate found = fixture.estimate(frontier(List.of(5.), List.of(3L)), pool);

    assertThat(found.value("constant_reward_fraction")).isEqualTo(.5);
    assertThat(curve(found, "tilt_kl")[0]).isCloseTo(Math.log(3) / 2, within(1e-15));
    assertThat(curve(found, "tilt_reward")[0]).isEqualTo(2);
  }

  @Test
  void aConstantAddedToAPromptChangesNoDivergence() {
    Estimate before =
        fixture.estimate(frontier(List.of(.2), List.of(2L)), fixture.pool(new double[] {0, 1, 3}));
    Estimate after =
        fixture.estimate(
            frontier(List.of(.2), List.of(2L)), fixture.pool(new double[] {64, 65, 67}));

    for (String name : List.of("tilt_kl", "tilt_t", "bon_empirical_kl")) {
      assertThat(curve(after, name)).isEqualTo(curve(before, name));
    }
    assertThat(curve(after, "tilt_reward")[0])
        .isCloseTo(64 + curve(before, "tilt_reward")[0], within(1e-13));
  }

  @Test
  void refusesMoreDrawsThanThereAre() {
    Batch pool = fixture.pool(new double[] {1, 2, 3}, new double[] {1, 2});

    assertThatThrownBy(() -> fixture.estimate(frontier(List.of(), List.of(3L)), pool))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 3: its prompt 11 has 2 rows");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
  void refusesRewardsThatAreNotFinite(double reward) {
    Batch pool = fixture.pool(new double[] {1, reward});

    assertThatThrownBy(() -> fixture.estimate(frontier(List.of(.1), List.of()), pool))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1")
        .hasMessageContaining("reward");
  }

  @Test
  void refusesDrawsThatTheReferenceCannotHaveMade() {
    Batch pool =
        fixture
            .pool(new double[] {1, 2})
            .with("ref_logp", fixture.arena.numbers(-1, Double.NEGATIVE_INFINITY));

    assertThatThrownBy(() -> fixture.estimate(frontier(List.of(.1), List.of()), pool))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1, column 'ref_logp'");
  }

  @Test
  void refusesACandidateWithoutAReference() {
    Batch pool =
        fixture.pool(new double[] {1, 2}).with("candidate_logp", fixture.arena.numbers(-1, -2));

    assertThatThrownBy(() -> fixture.estimate(frontier(List.of(.1), List.of()), pool))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("the data has no ref_logp");
  }

  @Test
  void refusesNegativeBudgetsAndNoDraws() {
    assertThatThrownBy(() -> component(Map.of("budgets", List.of(-.1))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("budgets");
    assertThatThrownBy(() -> component(Map.of("ns", List.of(0))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("ns");
    assertThatThrownBy(() -> component(Map.of("solverTol", 0)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("solverTol");
  }

  private Estimator component(Map<String, ?> config) {
    return fixture.host.component(Estimator.class, "alignment-frontier", config);
  }
}
