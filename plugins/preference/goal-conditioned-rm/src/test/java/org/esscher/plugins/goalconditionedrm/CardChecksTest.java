package org.esscher.plugins.goalconditionedrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.plugins.goalconditionedrm.BtContrastive.LossForm;
import org.esscher.plugins.goalconditionedrm.BtContrastive.Strategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks 1 to 5 and 8 of the paper's card, and what is refused. */
class CardChecksTest {
  /** The card's numbers have five decimals. */
  private static final Offset<Double> FIVE_DECIMALS = within(5.1e-6);

  /** A few roundings of numbers near 1. */
  private static final Offset<Double> ROUNDING = within(1e-14);

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void check1WithoutContrastItIsBradleyTerry() {
    Batch pairs =
        fixture
            .pairs(
                fixture.states(new double[][] {{1, 0}}, new double[][] {{0, 2}}),
                fixture.states(new double[][] {{0, 1}}, new double[][] {{1, 1}}))
            .with("chosen_score", fixture.arena.numbers(.7, -1))
            .with("rejected_score", fixture.arena.numbers(.2, .5));
    Estimator plain = fixture.host.component(Estimator.class, "bradley-terry", Map.of());
    Estimate expected = fixture.estimate(plain, pairs);
    Estimate found = fixture.estimate(Fixture.loss(0), pairs);

    assertThat(found.losses().keySet()).containsExactly("bradley-terry");
    assertThat(found.value("bradley-terry")).isCloseTo(expected.value("bradley-terry"), ROUNDING);
    for (String column : new String[] {"chosen_score", "rejected_score"}) {
      assertThat(Fixture.cotangents(found, "bradley-terry", column))
          .usingComparatorWithPrecision(1e-15)
          .containsExactly(Fixture.cotangents(expected, "bradley-terry", column));
    }
    // softplus(−.5) and softplus(1.5).
    assertThat(found.value("bradley-terry"))
        .isCloseTo((Math.log1p(Math.exp(-.5)) + Math.log1p(Math.exp(1.5))) / 2, ROUNDING);
  }

  /** softplus(−(.5 − 2)): the margin shifts the difference. */
  @Test
  void check1MarginWhereItIsAskedFor() {
    Batch pairs =
        fixture
            .worked()
            .with("chosen_score", fixture.arena.numbers(.5))
            .with("margin", fixture.arena.numbers(2));
    BtContrastive asked =
        new BtContrastive(0, 1, 1, Strategy.COSINE, LossForm.LOG_MEAN, 0, 0, true, false);

    assertThat(fixture.estimate(asked, pairs).value("bradley-terry"))
        .isCloseTo(Math.log1p(Math.exp(1.5)), ROUNDING);
    assertThat(fixture.estimate(Fixture.loss(0), pairs).value("bradley-terry"))
        .isCloseTo(Math.log1p(Math.exp(-.5)), ROUNDING);
  }

  @Test
  void check2WorkedExample() {
    Estimate found = fixture.estimate(Fixture.loss(1), fixture.worked());

    assertThat(found.value("contrastive")).isCloseTo(1.09398, FIVE_DECIMALS);
    double[] chosen = Fixture.cotangents(found, "contrastive", "chosen_hidden");
    // Of the first term: (0, −.23351). Of −log(1 − σ(c⁻)): σ(0)·∂c⁻/∂src = ½·(0, 1).
    assertThat(chosen[0]).isCloseTo(0, ROUNDING);
    assertThat(chosen[1]).isCloseTo(-.23351 + .5, FIVE_DECIMALS);
    // ∂c⁺/∂goal = ((1, 0) − cos·(1, 1)/√2)/√2 = (.35355, −.35355).
    double slope = -1 / (1 + Math.exp(Math.sqrt(.5)));
    assertThat(chosen[2]).isCloseTo(slope / Math.sqrt(8), ROUNDING);
    assertThat(chosen[3]).isCloseTo(-slope / Math.sqrt(8), ROUNDING);
    assertThat(Fixture.cotangents(found, "contrastive", "rejected_hidden"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(.5, 0);
  }

  private Batch random(long seed, int rows, double scale) {
    Random random = new Random(seed);
    double[][][] chosen = new double[rows][][];
    double[][][] rejected = new double[rows][][];
    for (int row = 0; row < rows; row++) {
      chosen[row] = vectors(random, 3 + row, scale);
      rejected[row] = vectors(random, 2 + row, scale);
    }
    return fixture.pairs(fixture.states(chosen), fixture.states(rejected));
  }

  private static double[][] vectors(Random random, int count, double scale) {
    double[][] vectors = new double[count][2];
    for (double[] vector : vectors) {
      Arrays.setAll(vector, c -> scale * random.nextGaussian());
    }
    return vectors;
  }

  @Test
  void check3BoundsAndScale() {
    for (long seed = 0; seed < 20; seed++) {
      double value =
          fixture.estimate(Fixture.loss(.5), random(seed, 2, 1)).value("contrastive") / .5;
      double scaled =
          fixture.estimate(Fixture.loss(.5), random(seed, 2, 10)).value("contrastive") / .5;

      assertThat(value).isBetween(.6265, 2.6265);
      assertThat(scaled).isCloseTo(value, ROUNDING);
    }
    // Parallel and opposite, then the reverse: −ln .7311 − ln(1 − .2689), −ln .2689 − ln(1 −
    // .7311).
    Column along = fixture.states(new double[][] {{1, 0}});
    Column against = fixture.states(new double[][] {{-2, 0}});
    assertThat(
            fixture.estimate(Fixture.loss(1), fixture.pairs(along, against)).value("contrastive"))
        .isCloseTo(2 * Math.log1p(Math.exp(-1)), ROUNDING);
    Batch worst =
        fixture.at(
            fixture.pairs(fixture.states(new double[][] {{1, 0}, {-1, 0}}), along),
            new int[] {0},
            new int[] {1},
            new int[] {0},
            new int[] {0});
    assertThat(fixture.estimate(Fixture.loss(1), worst).value("contrastive"))
        .isCloseTo(2 * Math.log1p(Math.exp(1)), ROUNDING);
  }

  @Test
  void check4GoalsOfSourcesAreNotBeforeThem() {
    int[] lengths = {1, 2, 7, 40};
    Batch pairs = fixture.arena.batch(Map.of("row", fixture.arena.numbers(new double[4])));
    Positions drawn = Positions.drawn(Fixture.loss(1), pairs, lengths, new int[] {3, 1, 9, 5}, 5);
    boolean earlier = false;
    for (int row = 0; row < lengths.length; row++) {
      for (int i = 0; i < 8; i++) {
        int source = drawn.source()[row][i];
        assertThat(source).isBetween(0, lengths[row] - 1);
        assertThat(drawn.goal()[row][i]).isBetween(source, lengths[row] - 1);
        // Crossed with the goals of other sources, some stand before it.
        earlier |= Arrays.stream(drawn.goal()[row]).anyMatch(goal -> goal < source);
      }
    }
    assertThat(earlier).isTrue();
  }

  /** Cosines 0 of (source 1, goal 0) and ones of equal places: masked, only the ones are left. */
  @Test
  void check4EarlierGoalsMayBeMasked() {
    Batch pairs =
        fixture.at(
            fixture.pairs(
                fixture.states(new double[][] {{1, 0}, {0, 1}}),
                fixture.states(new double[][] {{-1, -1}})),
            new int[] {0, 1},
            new int[] {0, 1},
            new int[] {0},
            new int[] {0});
    BtContrastive masked =
        new BtContrastive(1, 8, 8, Strategy.COSINE, LossForm.LOG_MEAN, 0, 0, false, true);
    double far = Math.log1p(Math.exp(-Math.sqrt(.5)));
    double one = 1 / (1 + Math.exp(-1));

    // (1, 1), (0, 0) and (0, 1) of sources and goals; then (1, 0) too.
    assertThat(fixture.estimate(masked, pairs).value("contrastive"))
        .isCloseTo(-Math.log((2 * one + .5) / 3) + far, ROUNDING);
    assertThat(fixture.estimate(Fixture.loss(1), pairs).value("contrastive"))
        .isCloseTo(-Math.log((2 * one + 1) / 4) + far, ROUNDING);
  }

  /** L = 10: u = 0 is the beginning; p = .8 leaves the first two or three places. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    ".05, 0, 0",
    ".15, 0, 1",
    ".999, 0, 9",
    "0, .8, 0",
    ".999, .8, 1",
    ".5, .8, 0"
  })
  void check4PlacesByPercentile(double u, double percentile, int place) {
    assertThat(Positions.at(u, percentile, 10)).isEqualTo(place);
  }

  @Test
  void check4TheSameSeedDrawsTheSame() {
    Batch pairs = random(3, 4, 1);
    BtContrastive loss = Fixture.loss(1);
    double first = fixture.estimate(loss, "pairs", pairs, 7).value("contrastive");

    assertThat(fixture.estimate(loss, "pairs", pairs, 7).value("contrastive")).isEqualTo(first);
    assertThat(fixture.estimate(loss, "pairs", pairs, 8).value("contrastive")).isNotEqualTo(first);
    // What the diagnostic drew, given back, needs no seed.
    Estimate drawn = fixture.estimate(new ContrastivePositions(loss), "pairs", pairs, 7);
    Batch given = pairs;
    for (Map.Entry<String, Column> places : drawn.columns().entrySet()) {
      given = given.with(places.getKey(), places.getValue());
    }
    assertThat(given.names()).contains("source_index", "rejected_index");
    assertThat(fixture.estimate(loss, "pairs", given, 1).value("contrastive"))
        .isEqualTo(fixture.estimate(loss, "pairs", given, 2).value("contrastive"));
    // Half of the crossed ones, and all of the own ones.
    assertThat(drawn.value("forward_fraction")).isBetween(.5, 1.0);
  }

  @Test
  void check5BothFormsAgreeOnOneSample() {
    BtContrastive logMean = Fixture.loss(1);
    BtContrastive meanLog = Fixture.loss(1, Strategy.COSINE, LossForm.MEAN_LOG);
    Estimate inside = fixture.estimate(logMean, fixture.worked());
    Estimate outside = fixture.estimate(meanLog, fixture.worked());

    assertThat(outside.value("contrastive")).isCloseTo(inside.value("contrastive"), ROUNDING);
    assertThat(Fixture.cotangents(outside, "contrastive", "chosen_hidden"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(Fixture.cotangents(inside, "contrastive", "chosen_hidden"));
    // Two goals, cosines 1 and 0 (all negatives 0): −log mean σ against the mean of −log σ.
    Batch two =
        fixture.at(
            fixture.pairs(
                fixture.states(new double[][] {{1, 0}, {0, 1}}),
                fixture.states(new double[][] {{0, 1}})),
            new int[] {0},
            new int[] {0, 1},
            new int[] {0},
            new int[] {0});
    double one = 1 / (1 + Math.exp(-1));
    assertThat(fixture.estimate(logMean, two).value("contrastive"))
        .isCloseTo(-Math.log((one + .5) / 2) + Math.log(2), ROUNDING);
    assertThat(fixture.estimate(meanLog, two).value("contrastive"))
        .isCloseTo(-(Math.log(one) + Math.log(.5)) / 2 + Math.log(2), ROUNDING);
    assertThat(-(Math.log(one) + Math.log(.5)) / 2).isGreaterThan(-Math.log((one + .5) / 2));
  }

  /** Goals (1, 0) and (1, 2) average to (1, 1), at 45° to the source. */
  @Test
  void averagedGoals() {
    Batch pairs =
        fixture.at(
            fixture.pairs(
                fixture.states(new double[][] {{1, 0}, {1, 2}}),
                fixture.states(new double[][] {{0, 1}, {0, 3}})),
            new int[] {0},
            new int[] {0, 1},
            new int[] {0},
            new int[] {0, 1});
    BtContrastive averaged = Fixture.loss(1, Strategy.COSINE_AVG, LossForm.LOG_MEAN);

    assertThat(fixture.estimate(averaged, pairs).value("contrastive"))
        .isCloseTo(1.09398, FIVE_DECIMALS);
  }

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void zeroStatesHaveCosineZeroAndNoSlope(Strategy strategy) {
    Batch pairs =
        fixture.pairs(
            fixture.states(new double[][] {{0, 0}}), fixture.states(new double[][] {{0, 1}}));
    Estimate found = fixture.estimate(Fixture.loss(1, strategy, LossForm.LOG_MEAN), pairs);

    assertThat(found.value("contrastive")).isCloseTo(2 * Math.log(2), ROUNDING);
    assertThat(Fixture.cotangents(found, "contrastive", "chosen_hidden")).containsExactly(0, 0);
  }

  /** Source and goal are one: cosine 1, and only the second term pulls. */
  @Test
  void answersOfOneToken() {
    Estimate found =
        fixture.estimate(
            Fixture.loss(1),
            fixture.pairs(
                fixture.states(new double[][] {{2, 0}}), fixture.states(new double[][] {{0, 1}})));

    assertThat(found.value("contrastive"))
        .isCloseTo(Math.log1p(Math.exp(-1)) + Math.log(2), ROUNDING);
    assertThat(Fixture.cotangents(found, "contrastive", "chosen_hidden"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(0, .25);
  }

  /** Q = (.2, .3, −.1, .4): dropped at 2, and two of the eight tokens of both answers are saved. */
  @Test
  void check8FilterBookkeeping() {
    Batch samples =
        fixture.arena.batch(
            Map.of(
                "prompt_id", fixture.arena.integers(1, 1),
                "q", fixture.arena.lists(new int[] {0, 4, 8}, .2, .3, -.1, .4, 0, 1, 1, 1)));
    PrunedTokens statistic = new PrunedTokens(0, 0, 0);
    Estimate found = fixture.estimate(statistic, "samples", samples, 1);

    assertThat(column(found, "failing_index")).containsExactly(2, -1);
    assertThat(column(found, "kept")).containsExactly(0, 1);
    assertThat(found.value("saved_tokens")).isEqualTo(2);
    assertThat(found.value("saved_fraction")).isEqualTo(.25);
    assertThat(found.value("kept_fraction")).isEqualTo(.5);
    assertThat(new GoalFilter(0, 0, 0).filter(samples, fixture.context()).kept().rows())
        .isEqualTo(1);

    // Alone it would leave nothing to vote: it stays, and nothing is saved.
    Estimate alone = fixture.estimate(statistic, "samples", samples.take(0), 1);
    assertThat(alone.value("saved_tokens")).isEqualTo(0);
    assertThat(alone.value("kept_fraction")).isEqualTo(1);
    assertThat(new GoalFilter(0, 0, 0).filter(samples.take(0), fixture.context()).kept().rows())
        .isEqualTo(1);
  }

  private static double[] column(Estimate found, String name) {
    return Objects.requireNonNull(found.columns().get(name), name).toArray();
  }

  /** The first place that is looked at is max(minTokens, ⌊warmup·4⌋). */
  @ParameterizedTest
  @CsvSource({"0, 2, 2", "0, 3, -1", ".5, 0, 2", ".75, 0, -1", "0, 5, -1"})
  void check8WhatIsNotLookedAt(double warmup, int minTokens, int failing) {
    Column q = fixture.arena.lists(new int[] {0, 4}, .2, .3, -.1, .4);

    assertThat(new Pruning(0, warmup, minTokens).failing(q, 0)).isEqualTo(failing);
  }

  @Test
  void refusesAnswersWithoutTokens() {
    Batch pairs =
        fixture.pairs(
            fixture.states(new double[][] {{1, 0}}, new double[][] {{1, 0}}),
            fixture.states(new double[][] {{1, 0}}, new double[0][]));

    assertThatThrownBy(() -> fixture.estimate(Fixture.loss(1), pairs))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1, column 'rejected_hidden'");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void refusesStatesThatAreNotFinite(double component) {
    Batch pairs =
        fixture.pairs(
            fixture.states(new double[][] {{1, component}}),
            fixture.states(new double[][] {{1, 0}}));

    assertThatThrownBy(() -> fixture.estimate(Fixture.loss(1), pairs))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("chosen_hidden")
        .hasMessageContaining("row 0");
  }

  @Test
  void refusesWidthsThatDiffer() {
    Batch pairs =
        fixture.pairs(
            fixture.states(new double[][] {{1, 0}}),
            fixture.arena.vectorLists(3, new int[] {0, 1}, 1, 2, 3));

    assertThatThrownBy(() -> fixture.estimate(Fixture.loss(1), pairs))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("got 2 and 3");
  }

  @Test
  void refusesPlacesOutsideAnswers() {
    Batch pairs = fixture.worked().with("goal_index", fixture.places(new int[] {2}));

    assertThatThrownBy(() -> fixture.estimate(Fixture.loss(1), pairs))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0, column 'goal_index'")
        .hasMessageContaining("from 0 to 1");
  }

  @Test
  void refusesANegativeWeight() {
    assertThatThrownBy(
            () ->
                fixture.host.component(
                    Estimator.class, "bt-contrastive", Map.of("contrastiveBeta", -1)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("contrastiveBeta");
    assertThatThrownBy(
            () ->
                new BtContrastive(
                    1, 8, 8, Strategy.COSINE_AVG, LossForm.LOG_MEAN, 0, 0, false, true))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("maskEarlierGoals");
  }
}
