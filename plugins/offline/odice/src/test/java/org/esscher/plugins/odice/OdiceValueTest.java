package org.esscher.plugins.odice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.FDivergence;
import org.esscher.api.Level;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.api.Vector;
import org.esscher.plugins.odice.OdiceValue.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks 1, 2, 4, 5 and 7 of the paper's card, and what is refused. */
class OdiceValueTest {
  /** A few roundings of numbers near 1. */
  private static final Offset<Double> ROUNDING = within(1e-14);

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /**
   * Steps with values of their ends, as they are given outside of a run.
   *
   * @param values V(s), V̄(s′), V(s′) and V̄(s); 0 where there are fewer
   */
  private Batch rows(double[] reward, boolean[] terminated, double[]... values) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("reward", fixture.arena.numbers(reward));
    columns.put("terminated", fixture.arena.booleans(terminated));
    String[] names = {"value", "target_next_value", "next_value", "target_value"};
    for (int i = 0; i < names.length; i++) {
      columns.put(
          names[i],
          fixture.arena.numbers(i < values.length ? values[i] : new double[reward.length]));
    }
    return fixture.arena.batch(columns);
  }

  private double[] pointwise(String name, Statistic statistic, double... y) {
    Batch rows = fixture.arena.batch(Map.of("y", fixture.arena.numbers(y)));
    return Objects.requireNonNull(
            fixture
                .host
                .estimate(statistic, Map.of("rows", rows), State.empty(), 1, fixture.arena)
                .columns()
                .get(name))
        .toArray();
  }

  @Test
  void check1ConjugateOfTheChiSquare() {
    Statistic conjugate =
        in ->
            Map.of(
                "conjugate",
                ConvexFunction.CHI_SQUARE.conjugate(in.slot("rows").column("y", Level.ROW)));

    assertThat(pointwise("conjugate", conjugate, -4, -2, -1, 0, 1, 2))
        .containsExactly(-1, -1, -.75, 0, 1.25, 3);
  }

  @ParameterizedTest
  @CsvSource({"CHI_SQUARE, pearson-chi2", "REVERSE_KL, reverse-kl"})
  void conjugatesAreThoseOfTheStandardDivergences(ConvexFunction f, String id) {
    FDivergence standard = fixture.host.component(FDivergence.class, id, Map.of());
    double[] y = {-700, -4, -2, -1.5, 0, .3, 2, 40};

    double[] expected =
        pointwise(
            "f", in -> Map.of("f", standard.conjugate(in.slot("rows").column("y", Level.ROW))), y);
    double[] found =
        pointwise("f", in -> Map.of("f", f.conjugate(in.slot("rows").column("y", Level.ROW))), y);
    assertThat(found).usingComparatorWithPrecision(1e-13).containsExactly(expected);
  }

  @Test
  void check2WorkedProjection() {
    Vector forward = Vector.of(1, 0);
    Vector backward = Vector.of(-0.8, 0.6);
    Vector nothing = Vector.of(0, 0);

    assertThat(forward.dot(backward) / forward.dot(forward)).isEqualTo(-0.8);
    assertThat(GradientCombiner.normal(backward, forward).toArray()).containsExactly(0, 0.6);
    assertThat(
            GradientCombiner.ORTHOGONAL
                .combine(Map.of("forward", forward, "backward", backward, "linear", nothing))
                .toArray())
        .containsExactly(1, 0.6);
    // The whole gradient, whose first component the two parts nearly cancel.
    assertThat(forward.plus(backward).toArray())
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(0.2, 0.6);
  }

  @Test
  void check2RandomGradientsAreNormal() {
    Random random = new Random(5);
    for (int trial = 0; trial < 200; trial++) {
      Vector forward = random(random, 50);
      Vector normal = GradientCombiner.normal(random(random, 50), forward);
      assertThat(normal.dot(forward)).isCloseTo(0, within(1e-10));
    }
  }

  private static Vector random(Random random, int size) {
    double[] components = new double[size];
    Arrays.setAll(components, i -> random.nextGaussian());
    return Vector.of(components);
  }

  /** The linear term is added as it is: along the forward gradient nothing of it is lost. */
  @Test
  void theLinearTermIsNotProjected() {
    Map<String, Vector> gradients =
        Map.of("forward", Vector.of(1, 0), "backward", Vector.of(3, 2), "linear", Vector.of(5, 7));

    assertThat(GradientCombiner.ORTHOGONAL.combine(gradients).toArray()).containsExactly(6, 9);
    assertThat(GradientCombiner.SUM.combine(gradients).toArray()).containsExactly(6, 7);
  }

  @Test
  void check4TheTwoGradientsOfOneStepMeetNowhere() {
    TabularValue value = new TabularValue(1, 2);
    TabularValue target = new TabularValue(1.5, 1);
    Batch step =
        fixture.steps(new double[] {0}, new double[] {.5}, new double[] {1}, new boolean[] {false});
    OdiceValue loss = Fixture.loss(0.8, 1, Mode.ORTHOGONAL);

    Map<String, Vector> gradients = fixture.gradients(loss, step, value, target);
    // y_f = .5 + .95·1 − 1 = .45, slope 1.225; y_b = .5 + .95·2 − 1.5 = .9, slope 1.45.
    assertThat(gradient(gradients, "forward"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(-.8 * 1.225, 0);
    assertThat(gradient(gradients, "backward"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(0, .8 * .95 * 1.45);
    assertThat(fixture.direction(loss, step, value, target, fixture.arena).toArray())
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(-.8 * 1.225 + .2, .8 * .95 * 1.45);
  }

  @Test
  void check4ASelfLoopLosesItsBackwardGradient() {
    TabularValue value = new TabularValue(1, 2);
    TabularValue target = new TabularValue(1.5, 1);
    Batch loop =
        fixture.steps(new double[] {0}, new double[] {.5}, new double[] {0}, new boolean[] {false});
    OdiceValue orthogonal = Fixture.loss(0.8, 1, Mode.ORTHOGONAL);

    Map<String, Vector> gradients = fixture.gradients(orthogonal, loop, value, target);
    assertThat(gradient(gradients, "backward")[0]).isGreaterThan(0.3);
    assertThat(fixture.direction(orthogonal, loop, value, target, fixture.arena).toArray())
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(
            fixture
                .direction(Fixture.loss(0.8, 1, Mode.SEMI), loop, value, target, fixture.arena)
                .toArray());
  }

  private static double[] gradient(Map<String, Vector> gradients, String loss) {
    return Objects.requireNonNull(gradients.get(loss), loss).toArray();
  }

  /** (1 − λ) = λ·(y/2 + 1), so y = 2·((1 − λ)/λ − 1): 1, 0 and −2/3. */
  @ParameterizedTest
  @CsvSource({"0.4, 1, 0", "0.5, 0, 1", "0.6, -0.6666666666666667, 1"})
  void check5WhereOnlyOneActionIsLoggedTheResidualDependsOnLambdaAlone(
      double lam, double y, double zeroWeights) {
    // The last step of an episode: y = r − V(s), with r = 3.
    Batch last =
        fixture.steps(new double[] {0}, new double[] {3}, new double[] {0}, new boolean[] {true});
    for (Mode mode : Mode.values()) {
      OdiceValue loss = Fixture.loss(lam, 1, mode);
      assertThat(slope(loss, last, 3 - y)).isCloseTo(0, ROUNDING);
      assertThat(slope(loss, last, 3 - y + .01)).isPositive();
      assertThat(slope(loss, last, 3 - y - .01)).isNegative();
    }

    OdicePolicy policy = new OdicePolicy(ConvexFunction.CHI_SQUARE, 0.95, 100, false);
    Batch rows =
        rows(new double[] {3}, new boolean[] {true}, new double[] {3 - y})
            .with("logp", fixture.arena.numbers(-1));
    Estimate weighted = fixture.estimate(policy, rows);
    assertThat(weighted.value("zero_weight_fraction")).isEqualTo(zeroWeights);
    assertThat(weighted.value("policy_weight")).isCloseTo(Math.max(y, 0), ROUNDING);
  }

  private double slope(OdiceValue loss, Batch last, double value) {
    return fixture
        .direction(loss, last, new TabularValue(value), new TabularValue(value), fixture.arena)
        .at(0);
  }

  @Test
  void check7SaturatedForwardWeightsLeaveTheBackwardGradientAsItIs() {
    // y_f = −5 + .95·V̄(s′) − V(s) = −4.05 and −5.05.
    TabularValue value = new TabularValue(0, 0, 1);
    TabularValue target = new TabularValue(-8, 1, 1);
    Batch steps =
        fixture.steps(
            new double[] {0, 2},
            new double[] {-5, -5},
            new double[] {1, 1},
            new boolean[] {false, false});
    OdiceValue loss = Fixture.loss(0.8, 1, Mode.ORTHOGONAL);

    assertThat(gradient(fixture.gradients(loss, steps, value, target), "forward"))
        .containsExactly(0, 0, 0);
    // y_b = −5 + 0 + 8 = 3 with slope 2.5, and −5 + 0 − 1 = −6 with slope 0; linear .2/2.
    assertThat(fixture.direction(loss, steps, value, target, fixture.arena).toArray())
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(.1, .8 * .95 * 2.5 / 2, .1);
  }

  /** Heads 1 and 2: the means run over both, and both residuals have the one target. */
  @Test
  void meansRunOverRowsAndHeads() {
    OdiceValue loss =
        new OdiceValue(0.8, 0.5, Mode.ORTHOGONAL, ConvexFunction.CHI_SQUARE, 0.99, true);
    Batch twin =
        rows(
                new double[] {.5},
                new boolean[] {false},
                new double[1],
                new double[] {1},
                new double[1],
                new double[] {1.5})
            .with("value", fixture.arena.vectors(2, 1, 2))
            .with("next_value", fixture.arena.vectors(2, 2, 0));
    Estimate found = fixture.estimate(loss, twin);

    // y_f = .49 and −.51, slopes 1.245 and .745; y_b = .98 and −1, slopes 1.49 and .5.
    assertThat(Fixture.cotangents(found, "forward", "value"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(-.4 * 1.245, -.4 * .745);
    assertThat(Fixture.cotangents(found, "linear", "value"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(.1, .1);
    assertThat(Fixture.cotangents(found, "backward", "next_value"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(.4 * .5 * .99 * 1.49, .4 * .5 * .99 * .5);
    // f*(.49) = .49 + .49²/4, f*(−.51) = −.51 + .51²/4.
    assertThat(found.value("forward"))
        .isCloseTo(.4 * (.49 - .51 + (.49 * .49 + .51 * .51) / 4), ROUNDING);
  }

  @Test
  void trueHasOneLossThroughBothEnds() {
    OdiceValue loss = new OdiceValue(0.8, 1, Mode.TRUE, ConvexFunction.CHI_SQUARE, 0.99, false);
    Batch step =
        rows(
            new double[] {.5},
            new boolean[] {false},
            new double[] {1},
            new double[1],
            new double[] {2});
    Estimate found = fixture.estimate(loss, step);

    // y = .5 + 1.98 − 1 = 1.48, f*(y) = y + y²/4, slope 1.74.
    assertThat(found.losses().keySet()).containsExactly("true");
    assertThat(found.value("true")).isCloseTo(.2 + .8 * (1.48 + 1.48 * 1.48 / 4), ROUNDING);
    assertThat(Fixture.cotangents(found, "true", "value")[0]).isCloseTo(.2 - .8 * 1.74, ROUNDING);
    assertThat(Fixture.cotangents(found, "true", "next_value")[0])
        .isCloseTo(.8 * .99 * 1.74, ROUNDING);
  }

  /** Heads of residuals 2 and 500 under a clip of 100: (2 + 100)/2; of −1 and −2: 0. */
  @Test
  void policyWeightsAreClippedAHeadAndAveraged() {
    OdicePolicy policy = new OdicePolicy(ConvexFunction.CHI_SQUARE, 0.99, 100, true);
    Batch rows =
        rows(new double[] {0, 0}, new boolean[] {true, true})
            .with("value", fixture.arena.vectors(2, -2, -500, 1, 2))
            .with("logp", fixture.arena.numbers(-1, -3));
    Estimate found = fixture.estimate(policy, rows);

    assertThat(found.value("policy")).isCloseTo(51. / 2, ROUNDING);
    assertThat(Fixture.cotangents(found, "policy", "logp")).containsExactly(-51. / 2, 0);
    assertThat(found.value("zero_weight_fraction")).isEqualTo(.5);
  }

  /** exp(y − 1), also where that is beyond what a number can hold. */
  @Test
  void policyWeightsUnderReverseKl() {
    OdicePolicy policy = new OdicePolicy(ConvexFunction.REVERSE_KL, 0.99, 100, false);
    Batch rows =
        rows(new double[] {1, 1000}, new boolean[] {true, true})
            .with("logp", fixture.arena.numbers(-1, -1));

    assertThat(Fixture.cotangents(fixture.estimate(policy, rows), "policy", "logp"))
        .containsExactly(-.5, -50);
  }

  @Test
  void withoutAnyWeightThereIsNoGradientAndNoDivision() {
    OdicePolicy policy = new OdicePolicy(ConvexFunction.CHI_SQUARE, 0.99, 100, false);
    Batch rows =
        rows(new double[] {-5, -6}, new boolean[] {true, false})
            .with("logp", fixture.arena.numbers(-1, -2));
    Estimate found = fixture.estimate(policy, rows);

    assertThat(found.value("zero_weight_fraction")).isEqualTo(1);
    assertThat(Fixture.cotangents(found, "policy", "logp")).containsExactly(0, 0);
    assertThat(found.value("policy")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"lam, 0", "lam, 1", "lam, 1.2", "eta, -0.1", "gamma, 1.01", "f, total-variation"})
  void refusesConfigurations(String field, String value) {
    assertThatThrownBy(
            () -> fixture.host.component(Objective.class, "odice-value", Map.of(field, value)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(field);
  }

  @Test
  void refusesStepsThatDoNotTellWhereEpisodesEnd() {
    Batch rows = fixture.arena.batch(Map.of("reward", fixture.arena.numbers(1)));

    assertThatThrownBy(() -> fixture.estimate(Fixture.loss(0.8, 1, Mode.ORTHOGONAL), rows))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("terminated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reward", "value", "next_value", "target_value", "target_next_value"})
  void refusesWhatIsNoNumber(String column) {
    Batch rows =
        rows(new double[2], new boolean[2]).with(column, fixture.arena.numbers(1, Double.NaN));

    assertThatThrownBy(() -> fixture.estimate(Fixture.loss(0.8, 1, Mode.ORTHOGONAL), rows))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(column)
        .hasMessageContaining("row 1");
  }

  /** The host refuses them for every estimator: a mean of nothing is no number. */
  @Test
  void noRowsAreRefused() {
    Batch none = rows(new double[0], new boolean[0], new double[0], new double[0]);

    assertThatThrownBy(() -> fixture.estimate(Fixture.loss(0.8, 1, Mode.SEMI), none))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("transitions has no rows");
  }
}
