package org.esscher.plugins.hypo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.plugins.hypo.HypoFixture.logs;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoverageTest {
  private final HypoFixture fixture = new HypoFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Batch answers(long[] prompts, double[] policy, double[] reference, double[] mu) {
    return fixture
        .online(prompts, logs(policy), logs(reference))
        .with("behavior_prob", fixture.arena.numbers(mu));
  }

  private Batch onePrompt(double[] policy, double[] reference, double[] mu) {
    return answers(new long[mu.length], policy, reference, mu);
  }

  private Estimate coverage(double klLevel, Batch answers) {
    return fixture.estimate(new Coverage(klLevel), Map.of("responses", answers));
  }

  /**
   * ε is the divergence at which the binary policy (c, 1 − c) lies from (p, 1 − p): for p = ½ and c
   * = .8, .8 log 1.6 + .2 log .4 = .192745; for p = .1, c = .5, ½ log 5 + ½ log(5/9) = .510826.
   */
  @ParameterizedTest
  @CsvSource({".5, .192745, .8", ".1, .510826, .5", ".3, 0, .3", ".25, 1.3863, 1", ".25, 9, 1"})
  void largestShareSolvesTheBinaryDivergence(double p, double klLevel, double share) {
    assertThat(LargestShare.of(Math.log(p), klLevel)).isCloseTo(share, within(1e-6));
  }

  @Test
  void whatTheReferenceNeverGivesHasNoShare() {
    assertThat(LargestShare.of(Double.NEGATIVE_INFINITY, 5)).isEqualTo(0);
  }

  /**
   * π/μ is .2/.4, .7/.4, .1/.2; 1/μ at most 1/.2. Within ε = .192745 of the reference (.5, .4, .1)
   * the shares are .8, .704, .302 (from .8 log 1.6 + .2 log .4; the others solved alike), so that
   * the largest ratio is .8/.4 or .302/.2: 2.
   */
  @Test
  void workedCoefficients() {
    Estimate found =
        coverage(
            0.192745,
            onePrompt(
                new double[] {.2, .7, .1}, new double[] {.5, .4, .1}, new double[] {.4, .4, .2}));

    assertThat(found.value("concentrability")).isCloseTo(1.75, within(1e-12));
    assertThat(found.value("global_coverage")).isCloseTo(5, within(1e-12));
    assertThat(found.value("local_coverage")).isCloseTo(2, within(1e-5));
  }

  /** A policy may spend the divergence of both prompts on one: ε/ρ(x) = 2ε. */
  @Test
  void aPolicyMaySpendAllDivergenceOnOnePrompt() {
    double[] half = {.5, .5, .5, .5};
    Batch two = answers(new long[] {1, 1, 2, 2}, half, half, half);

    assertThat(coverage(0.192745 / 2, two).value("local_coverage")).isCloseTo(1.6, within(1e-5));
  }

  /** Within the ball no policy is better than the closed form: tried on 20,000 policies. */
  @Test
  void noPolicyWithinTheBallExceedsTheLocalCoefficient() {
    double[] reference = {.5, .3, .2};
    double[] mu = {.2, .7, .1};
    double level = 0.1;
    double coefficient =
        coverage(level, onePrompt(reference, reference, mu)).value("local_coverage");
    RandomGenerator random = HypoFixture.random(2);
    double best = 0;
    for (int i = 0; i < 20_000; i++) {
      double[] policy = new double[3];
      double sum = 0;
      for (int y = 0; y < 3; y++) {
        policy[y] = reference[y] * Math.exp(random.nextGaussian() / 2);
        sum += policy[y];
      }
      double kl = 0;
      double ratio = 0;
      for (int y = 0; y < 3; y++) {
        double p = policy[y] / sum;
        kl += p * Math.log(p / reference[y]);
        ratio = Math.max(ratio, p / mu[y]);
      }
      if (kl <= level) {
        best = Math.max(best, ratio);
      }
    }
    assertThat(best).isLessThanOrEqualTo(coefficient).isGreaterThan(0.99 * coefficient);
  }

  @Test
  void answersThatTheDataLacksAreCoveredByNothing() {
    double[] mu = {.5, .5, 0};
    Batch used = onePrompt(new double[] {.5, .4, .1}, new double[] {.5, .4, .1}, mu);
    Estimate found = coverage(0.1, used);
    assertThat(found.value("concentrability")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(found.value("global_coverage")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(found.value("local_coverage")).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /** Where the reference gives nothing, no policy at a finite divergence does. */
  @Test
  void localCoverageIgnoresWhatTheReferenceNeverGives() {
    Estimate found =
        coverage(
            0.192745,
            onePrompt(
                new double[] {.5, .4, .1}, new double[] {.5, .5, 0}, new double[] {.5, .5, 0}));
    assertThat(found.value("global_coverage")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(found.value("local_coverage")).isCloseTo(1.6, within(1e-5));
  }

  @Test
  void refusesIncompleteLists() {
    Batch part =
        onePrompt(new double[] {.5, .2, .3}, new double[] {.5, .2, .3}, new double[] {1, 0, 0})
            .take(0, 1);
    assertThatThrownBy(() -> coverage(0.1, part))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("all answers of a prompt")
        .hasMessageContaining("row 0");
  }

  /** Prompt 1 has .3 outside, prompt 2 .1 + .2; at threshold .1 prompt 1's second answer too. */
  @Test
  void massOutsideTheData() {
    double[] policy = {.5, .2, .3, .7, .1, .2};
    Batch answers =
        answers(new long[] {1, 1, 1, 2, 2, 2}, policy, policy, new double[] {.9, .1, 0, 1, 0, 0});

    Estimate strict =
        fixture.host.estimate(
            new OodMass(0), Map.of("responses", answers), State.empty(), 1, fixture.arena);
    assertThat(strict.value("ood_mass")).isCloseTo(.3, within(1e-15));
    Estimate loose = fixture.estimate(new OodMass(.1), Map.of("responses", answers));
    assertThat(loose.value("ood_mass")).isCloseTo(.4, within(1e-15));
  }

  @Test
  void refusesProbabilitiesThatAreNone() {
    double[] policy = {.5, .5};
    Batch answers = onePrompt(policy, policy, new double[] {.5, 1.5});
    assertThatThrownBy(() -> fixture.estimate(new OodMass(0), Map.of("responses", answers)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1, column behavior_prob");
  }
}
