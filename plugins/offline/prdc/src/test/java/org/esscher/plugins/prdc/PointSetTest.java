package org.esscher.plugins.prdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Divergence;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks 1, 2, 3, 5 and 6 of the paper's card, and what is refused. */
class PointSetTest {
  /** A few roundings of numbers near 1. */
  private static final Offset<Double> ROUNDING = within(1e-14);

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static DatasetPointSet mse(double beta) {
    return new DatasetPointSet(Form.ACTION_MSE, beta, 1);
  }

  /** Points on a lattice, of which many are equally far, and many are given twice. */
  private double[] lattice(Random random, int numbers) {
    double[] values = new double[numbers];
    Arrays.setAll(values, i -> random.nextInt(7) / 4.0);
    return values;
  }

  @Test
  void check1TheTreeFindsWhatASearchOfAllRowsFinds() {
    Random random = new Random(2);
    double[] observations = lattice(random, 2 * 500);
    double[] actions = lattice(random, 500);
    double[] asked = lattice(random, 2 * 1000);
    double[] acted = lattice(random, 1000);
    Map<String, Column> log = new LinkedHashMap<>();
    log.put("observation", fixture.arena.vectors(2, observations));
    log.put("action", fixture.arena.numbers(actions));
    Map<String, Column> queries = new LinkedHashMap<>();
    queries.put("observation", fixture.arena.vectors(2, asked));
    queries.put("action", fixture.arena.numbers(acted));

    Context context = fixture.context();
    double[] found =
        new Neighbors(2, 1, List.of())
            .find(fixture.arena.batch(queries), fixture.arena.batch(log), context)
            .column("neighbor_row")
            .toArray();
    for (int query = 0; query < found.length; query++) {
      int nearest = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int row = 0; row < actions.length; row++) {
        double x = 2 * (asked[2 * query] - observations[2 * row]);
        double y = 2 * (asked[2 * query + 1] - observations[2 * row + 1]);
        double a = acted[query] - actions[row];
        double distance = x * x + y * y + a * a;
        if (distance < least) {
          least = distance;
          nearest = row;
        }
      }
      assertThat(found[query]).as("query %d", query).isEqualTo(nearest);
    }
  }

  /** Squared distances .81 against .04 + .01 at β = 2, and .81 against 4.01 at β = 20. */
  @ParameterizedTest
  @CsvSource({"2, .01, -.2, .05", "20, .81, 1.8, .81"})
  void check2WorkedExample(double beta, double mse, double slope, double squaredDistance) {
    Batch log = fixture.log(new double[] {0, .1}, new double[] {0, 1});
    Batch acted = fixture.acted(new double[] {0}, new double[] {.9});

    Estimate found = fixture.estimate(mse(beta), acted, log);
    assertThat(found.value("point-set")).isCloseTo(mse, ROUNDING);
    assertThat(Fixture.cotangents(found, "point-set", "policy_action")[0])
        .isCloseTo(slope, ROUNDING);
    Estimate distance = fixture.estimate(new DatasetPointSet(Form.DISTANCE, beta, 1), acted, log);
    assertThat(distance.value("point-set")).isCloseTo(Math.sqrt(squaredDistance), ROUNDING);
    assertThat(Fixture.cotangents(distance, "point-set", "policy_action")[0])
        .isCloseTo(slope / 2 / Math.sqrt(squaredDistance), ROUNDING);
  }

  /** From 400 states that all differ, each finds itself: mean (π(s) − a)². */
  @Test
  void check3InfiniteBetaIsBehaviorCloning() {
    Random random = new Random(4);
    double[] states = random.doubles(400).toArray();
    double[] logged = random.doubles(400).toArray();
    double[] actions = random.doubles(400).toArray();
    double cloning = 0;
    for (int row = 0; row < 400; row++) {
      cloning += (actions[row] - logged[row]) * (actions[row] - logged[row]) / 400;
    }

    Estimate found =
        fixture.estimate(mse(1e9), fixture.acted(states, actions), fixture.log(states, logged));
    assertThat(found.value("point-set")).isCloseTo(cloning, ROUNDING);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void check5AtAPairOfTheLogThereIsNoDistanceAndNoGradient(Form form) {
    Batch log = fixture.log(new double[] {0, .1, .3}, new double[] {0, 1, -2});
    Batch acted = fixture.acted(new double[] {.1, .3}, new double[] {1, -2});

    Estimate found = fixture.estimate(new DatasetPointSet(form, 2, 1), acted, log);
    assertThat(found.value("point-set")).isZero();
    assertThat(Fixture.cotangents(found, "point-set", "policy_action")).containsExactly(0, 0);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void check6RowsGivenTwiceChangeNothing(Form form) {
    Random random = new Random(6);
    double[] states = random.doubles(40).toArray();
    double[] logged = random.doubles(40).toArray();
    Batch log = fixture.log(states, logged);
    // The first five rows twice more.
    Batch again = log.take(IntStream.range(0, 50).map(row -> row % 45 % 40).toArray());
    Batch acted = fixture.acted(random.doubles(20).toArray(), random.doubles(20).toArray());
    DatasetPointSet pointSet = new DatasetPointSet(form, 2, 1);

    Estimate once = fixture.estimate(pointSet, acted, log);
    Estimate twice = fixture.estimate(pointSet, acted, again);
    assertThat(twice.value("point-set")).isEqualTo(once.value("point-set")).isPositive();
    assertThat(Fixture.cotangents(twice, "point-set", "policy_action"))
        .containsExactly(Fixture.cotangents(once, "point-set", "policy_action"));
  }

  /** At (0, 0), β = 1: neighbors (.1, .2) and (.3, 0), and (9, 9) is none. */
  @Test
  void severalNeighborsAreAveraged() {
    Batch log = fixture.log(new double[] {9, .3, .1}, new double[] {9, 0, .2});
    Batch acted = fixture.acted(new double[] {0}, new double[] {0});

    Estimate mse = fixture.estimate(new DatasetPointSet(Form.ACTION_MSE, 1, 2), acted, log);
    assertThat(mse.value("point-set")).isCloseTo(.04 / 2, ROUNDING);
    assertThat(Fixture.cotangents(mse, "point-set", "policy_action")[0])
        .isCloseTo(-.4 / 2, ROUNDING);
    Estimate distance = fixture.estimate(new DatasetPointSet(Form.DISTANCE, 1, 2), acted, log);
    assertThat(distance.value("point-set")).isCloseTo((Math.sqrt(.05) + .3) / 2, ROUNDING);
    assertThat(Fixture.cotangents(distance, "point-set", "policy_action")[0])
        .isCloseTo(-.2 / Math.sqrt(.05) / 2, ROUNDING);
  }

  /** Rows of weights 3 and 1, squared differences .01 and .04, actions of two components. */
  @Test
  void weightsAndComponents() {
    Map<String, Column> log = new LinkedHashMap<>();
    log.put("observation", fixture.arena.numbers(0));
    log.put("action", fixture.arena.vectors(2, 0, 0));
    Map<String, Column> acted = new LinkedHashMap<>();
    acted.put("observation", fixture.arena.numbers(0, 1));
    acted.put("policy_action", fixture.arena.vectors(2, .1, 0, 0, .2));
    acted.put("weight", fixture.arena.numbers(3, 1));

    Estimate found = fixture.estimate(mse(2), fixture.arena.batch(acted), fixture.arena.batch(log));
    assertThat(found.value("point-set")).isCloseTo((3 * .01 / 2 + .04 / 2) / 4, ROUNDING);
    assertThat(Fixture.cotangents(found, "point-set", "policy_action"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(3 * .1 / 4, 0, 0, .2 / 4);
  }

  @ParameterizedTest
  @CsvSource({"beta, 0", "beta, -1", "k, 0", "form, cosine"})
  void refusesConfigurations(String field, String value) {
    assertThatThrownBy(
            () ->
                fixture.host.component(Divergence.class, "dataset-point-set", Map.of(field, value)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(field);
  }

  @Test
  void refusesMoreNeighborsThanRows() {
    Batch log = fixture.log(new double[] {0, .1}, new double[] {0, 1});
    Batch acted = fixture.acted(new double[] {0}, new double[] {.9});

    assertThatThrownBy(() -> fixture.estimate(new DatasetPointSet(Form.DISTANCE, 2, 3), acted, log))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("k is 3, and the dataset has 2 rows");
  }

  @Test
  void refusesActionsOfAnotherWidth() {
    Batch log = fixture.log(new double[] {0, .1}, new double[] {0, 1});
    Batch acted =
        fixture
            .acted(new double[] {0}, new double[] {.9})
            .with("policy_action", fixture.arena.vectors(2, .9, .1));

    assertThatThrownBy(() -> fixture.estimate(mse(2), acted, log))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("action has 2 components in the transitions and 1 in the dataset");
  }

  @ParameterizedTest
  @CsvSource({"observation", "action"})
  void refusesALogWithWhatIsNoNumber(String column) {
    Batch log =
        fixture
            .log(new double[] {0, .1}, new double[] {0, 1})
            .with(column, fixture.arena.numbers(0, Double.NaN));

    assertThatThrownBy(
            () -> fixture.estimate(mse(2), fixture.acted(new double[] {0}, new double[] {.9}), log))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(column)
        .hasMessageContaining("row 1");
  }
}
