package org.esscher.plugins.hypo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.plugins.hypo.HypoFixture.byScore;
import static org.esscher.plugins.hypo.HypoFixture.cotangents;
import static org.esscher.plugins.hypo.HypoFixture.exact;
import static org.esscher.plugins.hypo.HypoFixture.logs;
import static org.esscher.plugins.hypo.HypoFixture.loss;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Loss;
import org.esscher.plugins.hypo.Hypo.KlEstimator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HypoTest {
  private static final double[] PI = {.5, .3, .2};
  private static final double[] REFERENCE = {.6, .3, .1};

  private final HypoFixture fixture = new HypoFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Estimate estimate(Hypo loss, Batch online) {
    return fixture.estimate(loss, Map.of("pairs", fixture.pair(0.5, -1), "online", online));
  }

  @Test
  void check1WithoutDivergenceItIsDpoBitForBit() {
    RandomGenerator random = HypoFixture.random(5);
    double[] chosen = random.doubles(50, -30, 30).toArray();
    double[] rejected = random.doubles(50, -30, 30).toArray();
    Map<String, Batch> slots = Map.of("pairs", fixture.pairs(chosen, rejected));
    Estimator dpo = fixture.host.component(Estimator.class, "dpo", Map.of("beta", 0.1));

    Estimate ours = fixture.estimate(byScore(0), slots);
    Estimate theirs = fixture.estimate(dpo, slots);

    assertThat(loss(ours).value()).isEqualTo(loss(theirs).value());
    assertThat(loss(ours).kind()).isEqualTo(Loss.Kind.EXACT);
    for (String column : new String[] {"chosen_logp", "rejected_logp"}) {
      assertThat(cotangents(ours, "pairs", column)).isEqualTo(cotangents(theirs, "pairs", column));
    }
    assertThat(ours.value("accuracy")).isEqualTo(theirs.value("accuracy"));
    assertThat(ours.value("margin")).isEqualTo(theirs.value("margin"));
  }

  @Test
  void check2WorkedPair() {
    Estimate found = fixture.estimate(byScore(0), Map.of("pairs", fixture.pair(0.5, -1)));

    // m = 0.1·1.5; the loss is log(1 + e^−0.15), the cotangents ∓0.1·σ(−0.15).
    assertThat(found.value("margin")).isCloseTo(0.15, within(1e-15));
    assertThat(loss(found).value()).isCloseTo(0.620957, within(5e-7));
    assertThat(cotangents(found, "pairs", "chosen_logp")[0]).isCloseTo(-0.046257, within(5e-7));
    assertThat(cotangents(found, "pairs", "rejected_logp")[0]).isCloseTo(0.046257, within(5e-7));
  }

  /** With weights π a mean over rows is an expectation over π. */
  private Batch enumerated() {
    Batch online = fixture.online(logs(PI), logs(REFERENCE));
    return online.with("weight", fixture.arena.numbers(PI));
  }

  @Test
  void check3ExpectedScoreGradientIsThatOfTheKl() {
    Estimate found = estimate(byScore(1), enumerated());

    assertThat(found.value("kl")).isCloseTo(0.047469, within(5e-7));
    assertThat(loss(found).value()).isCloseTo(0.620957 + 0.047469, within(1e-6));
    assertThat(loss(found).kind()).isEqualTo(Loss.Kind.SURROGATE);
    requireGradient(ofLogits(cotangents(found, "online", "logp")));
  }

  @Test
  void check3ExactGradientIsThatOfTheKl() {
    Estimate found = estimate(exact(1), fixture.online(logs(PI), logs(REFERENCE)));

    assertThat(found.value("kl")).isCloseTo(0.047469, within(5e-7));
    assertThat(loss(found).kind()).isEqualTo(Loss.Kind.EXACT);
    double[] cotangents = cotangents(found, "online", "logp");
    for (int i = 0; i < 3; i++) {
      double wanted = PI[i] * (Math.log(PI[i] / REFERENCE[i]) + 1);
      assertThat(cotangents[i]).isCloseTo(wanted, within(1e-15));
    }
    requireGradient(ofLogits(cotangents));
  }

  private static void requireGradient(double[] gradient) {
    assertThat(gradient[0]).isCloseTo(-0.114895, within(5e-7));
    assertThat(gradient[1]).isCloseTo(-0.014241, within(5e-7));
    assertThat(gradient[2]).isCloseTo(0.129136, within(5e-7));
  }

  /** Through the softmax: c_j − π_j Σ c. */
  private static double[] ofLogits(double[] cotangents) {
    double sum = cotangents[0] + cotangents[1] + cotangents[2];
    double[] gradient = cotangents.clone();
    for (int i = 0; i < 3; i++) {
      gradient[i] -= PI[i] * sum;
    }
    return gradient;
  }

  @Test
  void check3MonteCarloAgreesWithoutABaseline() {
    requireUnbiased(byScore(1), 1_000_000, 1);
  }

  @Test
  @Tag("slow")
  void check3MonteCarloAgreesWithTheOthersAsBaseline() {
    requireUnbiased(new Hypo(0.1, 1, KlEstimator.SCORE_LOO, false), 250_000, 4);
  }

  /** Draws actions, and holds the mean gradient of the logits against the exact one. */
  private void requireUnbiased(Hypo loss, int prompts, int each) {
    RandomGenerator random = HypoFixture.random(11);
    int rows = prompts * each;
    long[] prompt = new long[rows];
    int[] action = new int[rows];
    double[] logp = new double[rows];
    double[] refLogp = new double[rows];
    for (int row = 0; row < rows; row++) {
      double u = random.nextDouble();
      prompt[row] = row / each;
      action[row] = u < .5 ? 0 : u < .8 ? 1 : 2;
      logp[row] = Math.log(PI[action[row]]);
      refLogp[row] = Math.log(REFERENCE[action[row]]);
    }

    Estimate found = estimate(loss, fixture.online(prompt, logp, refLogp));

    double[] cotangents = cotangents(found, "online", "logp");
    double[] exact = {-0.114895, -0.014241, 0.129136};
    for (int logit = 0; logit < 3; logit++) {
      double sum = 0;
      double squares = 0;
      for (int group = 0; group < prompts; group++) {
        double ofPrompt = 0;
        for (int row = group * each; row < (group + 1) * each; row++) {
          ofPrompt += cotangents[row] * ((action[row] == logit ? 1 : 0) - PI[logit]);
        }
        sum += ofPrompt;
        squares += ofPrompt * ofPrompt;
      }
      double standardError = Math.sqrt(squares - sum * sum / prompts);
      assertThat(sum).isCloseTo(exact[logit], within(3 * standardError + 5e-7));
    }
  }

  /** Each of the 3·3 pairs of samples, as a prompt of its own that counts by its probability. */
  @Test
  void check3ExpectationOverPairsOfSamplesIsExact() {
    double[] expected = new double[3];
    Hypo loss = new Hypo(0.1, 1, KlEstimator.SCORE_LOO, false);
    for (int first = 0; first < 3; first++) {
      for (int second = 0; second < 3; second++) {
        double[] logp = logs(PI[first], PI[second]);
        double[] refLogp = logs(REFERENCE[first], REFERENCE[second]);
        double[] cotangents =
            cotangents(estimate(loss, fixture.online(logp, refLogp)), "online", "logp");
        expected[first] += PI[first] * PI[second] * cotangents[0];
        expected[second] += PI[first] * PI[second] * cotangents[1];
      }
    }
    requireGradient(ofLogits(expected));
  }

  /** Differentiating the mean log-ratio itself leaves nothing in expectation. */
  @Test
  void check3TheNaiveGradientVanishesAndOursDoesNot() {
    // d mean(log π − log π_ref) / d log π_i, with weights π, is π_i: orthogonal to the simplex.
    double[] naive = ofLogits(PI);
    double[] ours = ofLogits(cotangents(estimate(byScore(1), enumerated()), "online", "logp"));
    for (int i = 0; i < 3; i++) {
      assertThat(naive[i]).isCloseTo(0, within(1e-15));
      assertThat(Math.abs(ours[i])).isGreaterThan(0.01);
    }
  }

  /** λ/n times the log-ratios from the token on; the value stays that of whole answers. */
  @Test
  void tokensAnswerForWhatFollowsThem() {
    int[] starts = {0, 3, 4};
    Batch online =
        fixture.arena.batch(
            Map.of(
                "logp", fixture.arena.lists(starts, -1, -2, -3, -0.5),
                "ref_logp", fixture.arena.lists(starts, -1.5, -1, -3.25, -1)));
    Hypo byToken = new Hypo(0.1, 0.2, KlEstimator.SCORE, true);

    Estimate found = estimate(byToken, online);

    // Log-ratios: 0.5, −1, 0.25 and 0.5; sums to go: −0.25, −0.75, 0.25 and 0.5; λ/n = 0.1.
    assertThat(found.value("kl")).isCloseTo((-0.25 + 0.5) / 2, within(1e-15));
    assertThat(cotangents(found, "online", "logp"))
        .containsExactly(new double[] {-0.025, -0.075, 0.025, 0.05}, within(1e-15));
    assertThat(loss(found).value()).isEqualTo(loss(estimate(byScore(0.2), online)).value());
  }

  /** A prompt of three samples and one of two: others' means, each row counting alike. */
  @Test
  void promptsMayHaveDifferentNumbersOfSamples() {
    double[] logRatios = {0.3, -0.1, 0.4, 1, 0.5};
    double[] zeros = new double[5];
    Batch online = fixture.online(new long[] {7, 7, 7, 8, 8}, logRatios, zeros);

    Estimate found = estimate(new Hypo(0.1, 0.5, KlEstimator.SCORE_LOO, false), online);

    // k − b: 0.3 − 0.15, −0.1 − 0.35, 0.4 − 0.1, 1 − 0.5, 0.5 − 1; times λ/n = 0.1.
    assertThat(cotangents(found, "online", "logp"))
        .containsExactly(new double[] {0.015, -0.045, 0.03, 0.05, -0.05}, within(1e-15));
    assertThat(found.value("kl")).isCloseTo(2.1 / 5, within(1e-15));
  }

  @Test
  void refusesConfigurationsWithoutMeaning() {
    for (Map<String, Object> config :
        List.<Map<String, Object>>of(
            Map.of("beta", 0), Map.of("beta", -1), Map.of("lambda", -1e-4))) {
      assertThatThrownBy(() -> fixture.host.component(Estimator.class, "hypo", config))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining(config.keySet().iterator().next());
    }
    assertThatThrownBy(() -> new Hypo(0.1, 0.1, KlEstimator.SCORE_LOO, true))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("perToken");
  }

  @Test
  void refusesStaleSamplesByRow() {
    double[] logp = logs(PI);
    Batch fresh = fixture.online(logp, logs(REFERENCE));
    Batch same = fresh.with("behavior_logp", fixture.arena.numbers(logp));
    Batch stale = fresh.with("behavior_logp", fixture.arena.numbers(logp[0], logp[1], -1));

    assertThat(loss(estimate(byScore(1), same)).value())
        .isEqualTo(loss(estimate(byScore(1), fresh)).value());
    assertThatThrownBy(() -> estimate(byScore(1), stale))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("another policy")
        .hasMessageContaining("slot online, row 2");
  }

  @Test
  void refusesALoneSampleWhereOthersAreTheBaseline() {
    Batch online = fixture.online(new long[] {1, 1, 2}, logs(PI), logs(REFERENCE));
    assertThatThrownBy(() -> estimate(new Hypo(0.1, 1, KlEstimator.SCORE_LOO, false), online))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("score-loo")
        .hasMessageContaining("row 2");
  }

  @Test
  void refusesAnInfiniteDivergenceByRow() {
    double[] outside = {Math.log(.6), Double.NEGATIVE_INFINITY, Math.log(.4)};
    for (Hypo loss : new Hypo[] {byScore(1), exact(1)}) {
      assertThatThrownBy(() -> estimate(loss, fixture.online(logs(PI), outside)))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("infinite")
          .hasMessageContaining("row 1");
    }
  }

  @Test
  void refusesLogProbsThatAreNoNumbers() {
    Batch online = fixture.online(new double[] {-1, Double.NaN}, logs(.5, .5));
    assertThatThrownBy(() -> estimate(byScore(1), online))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1, column logp");
    assertThatThrownBy(
            () -> fixture.estimate(byScore(0), Map.of("pairs", fixture.pair(Double.NaN, 0))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0, column chosen_logp");
  }

  @Test
  void refusesIncompleteListsOfAnswers() {
    Batch two = fixture.online(logs(PI), logs(REFERENCE)).take(0, 1);
    assertThatThrownBy(() -> estimate(exact(1), two))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("all answers of a prompt");
  }

  @Test
  void wantsOnlineSamplesUnlessTheirWeightIsZero() {
    Batch none = fixture.online(logs(PI), logs(REFERENCE)).take();

    assertThatThrownBy(() -> estimate(byScore(1), none))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("slot online has no rows");
    assertThat(loss(estimate(byScore(0), none)).value()).isCloseTo(0.620957, within(5e-7));
  }
}
