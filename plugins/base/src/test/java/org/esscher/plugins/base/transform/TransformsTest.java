package org.esscher.plugins.base.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Transform;
import org.esscher.plugins.base.ArenaContext;
import org.esscher.plugins.base.transform.HindsightRelabeling.Strategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransformsTest {
  private final ArenaContext context = new ArenaContext();
  private final Columns columns = context.columns();

  @AfterEach
  void close() {
    context.close();
  }

  /** Episodes of 3 and 2 steps; the first ends inside, the second is cut. */
  private Batch log() {
    Map<String, Column> log = new LinkedHashMap<>();
    log.put("episode_id", columns.integers(7, 7, 7, 8, 8));
    log.put("step", columns.integers(0, 1, 2, 0, 1));
    log.put("observation", columns.numbers(0, 1, 2, 10, 11));
    log.put("reward", columns.numbers(1, 2, 4, 8, 16));
    log.put("next_observation", columns.numbers(1, 2, 3, 11, 12));
    log.put("terminated", columns.booleans(false, false, true, false, false));
    log.put("truncated", columns.booleans(false, false, false, false, true));
    return columns.batch(log);
  }

  private Batch applied(Transform transform, Batch batch) {
    return transform.apply(batch, transform.fit(batch, context), context);
  }

  private static double[] numbers(Batch batch, String name) {
    return batch.column(name).toArray();
  }

  /** With γ = ½: 1 + 2/2 = 2, 2 + 4/2 = 4, then what is left; 8 + 16/2 = 16 and 16. */
  @Test
  void rewardsOfTwoStepsAreSummed() {
    Batch ahead = applied(new NStep(2, 0.5), log());
    assertThat(numbers(ahead, "reward")).containsExactly(2, 4, 4, 16, 16);
    assertThat(numbers(ahead, "discount")).containsExactly(0.25, 0.25, 0.5, 0.25, 0.5);
    assertThat(numbers(ahead, "next_observation")).containsExactly(2, 3, 3, 12, 12);
    assertThat(numbers(ahead, "terminated")).containsExactly(0, 1, 1, 0, 0);
    assertThat(numbers(ahead, "truncated")).containsExactly(0, 0, 0, 1, 1);
    assertThat(numbers(ahead, "observation")).containsExactly(0, 1, 2, 10, 11);
  }

  /** Rows that don't follow one another are other parts of an episode. */
  @Test
  void aGapEndsAPart() {
    Batch gap = log().take(0, 2, 3, 4);
    assertThat(numbers(applied(new NStep(5, 1), gap), "reward")).containsExactly(1, 4, 24, 16);
  }

  /**
   * γ = ½, λ = ½, V = 4 now and 8 next: δ = r + 4 − 4 = r, but r − 4 where it terminated. A₂ = 0,
   * A₁ = 2 + ¼·0, A₀ = 1 + ¼·2; of the other 16, and 8 + ¼·16.
   */
  @Test
  void advantagesAreDiscountedSumsOfErrors() {
    Batch valued =
        log()
            .with("value", columns.numbers(4, 4, 4, 4, 4))
            .with("next_value", columns.numbers(8, 8, 8, 8, 8));
    Batch found = applied(new GeneralizedAdvantages(0.5, 0.5), valued);
    assertThat(numbers(found, "advantage")).containsExactly(1.5, 2, 0, 12, 16);
    assertThat(numbers(found, "return_to_go")).containsExactly(5.5, 6, 4, 16, 20);
  }

  /** Two rewards side by side are what each would be alone; the second is twice the first. */
  @Test
  void advantagesOfSeveralRewards() {
    Batch two =
        log()
            .with("rewards", columns.vectors(2, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32))
            .with("value", columns.vectors(2, 4, 8, 4, 8, 4, 8, 4, 8, 4, 8))
            .with("next_value", columns.vectors(2, 8, 16, 8, 16, 8, 16, 8, 16, 8, 16));
    assertThat(numbers(applied(new GeneralizedAdvantages(0.5, 0.5), two), "advantage"))
        .containsExactly(1.5, 3, 2, 4, 0, 0, 12, 24, 16, 32);
  }

  @Test
  void windowsEndAtTheStepAndBeginWithTheEpisode() {
    Batch windows = applied(new Windows(2, List.of("observation")), log());
    Column window = windows.column("window_observation");
    assertThat(window.toArray()).containsExactly(0, 0, 1, 1, 2, 10, 10, 11);
    assertThat(IntStream.range(0, 6).map(window::start)).containsExactly(0, 1, 3, 5, 6, 8);
  }

  /** Every step again with the goal that its episode came to: the last step of each reaches it. */
  @Test
  void theLastStepGivesTheGoal() {
    Batch goals = log().with("goal", columns.numbers(99, 99, 99, 99, 99));
    Batch again =
        applied(new HindsightRelabeling(Strategy.FINAL, 1, List.of(0), 0.5, 1, 0, true), goals);
    assertThat(numbers(again, "goal")).containsExactly(99, 3, 99, 3, 99, 3, 99, 12, 99, 12);
    assertThat(numbers(again, "reward")).containsExactly(1, 0, 2, 0, 4, 1, 8, 0, 16, 1);
    assertThat(numbers(again, "terminated")).containsExactly(0, 0, 0, 0, 1, 1, 0, 0, 0, 1);
    assertThat(numbers(again, "observation")).containsExactly(0, 0, 1, 1, 2, 2, 10, 10, 11, 11);
  }

  /**
   * Of 3,000 copies of the first step, goals 1, 2 and 3 have a third each: 1,000 ± 4·26, the
   * binomial's deviation.
   */
  @Test
  void laterStepsGiveGoalsUniformly() {
    Batch goals = log().with("goal", columns.numbers(99, 99, 99, 99, 99));
    Batch again =
        applied(
            new HindsightRelabeling(Strategy.FUTURE, 3000, List.of(0), 0.5, 1, 0, false), goals);
    double[] drawn = Arrays.copyOfRange(numbers(again, "goal"), 1, 3001);
    for (double goal = 1; goal <= 3; goal++) {
      double wanted = goal;
      assertThat((double) Arrays.stream(drawn).filter(g -> g == wanted).count())
          .isCloseTo(1000, within(104.0));
    }
    assertThat(numbers(again, "reward")[0]).isEqualTo(1);
  }

  @Test
  void aGoalOfAnotherWidthIsRefused() {
    Batch goals = log().with("goal", columns.vectors(2, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9));
    HindsightRelabeling transform =
        new HindsightRelabeling(Strategy.FINAL, 1, List.of(0), 0.5, 1, 0, false);
    assertThatThrownBy(() -> applied(transform, goals))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("a goal 2");
  }

  /** From (0, 0.9): to (0, 0) 0.81, to (0.1, 1) (2·0.1)² + 0.1² = 0.05; with factor 20, 4.01. */
  @Test
  void theNearestRowDependsOnTheFactors() {
    Batch pairs =
        columns.batch(
            Map.of("observation", columns.numbers(0, 0.1), "action", columns.numbers(0, 1)));
    Batch query =
        columns.batch(Map.of("observation", columns.numbers(0), "action", columns.numbers(0.9)));
    Batch near = nearest(2, pairs, query);
    assertThat(numbers(near, "neighbor_row")).containsExactly(1);
    assertThat(numbers(near, "neighbor_action")).containsExactly(1);
    assertThat(numbers(near, "neighbor_distance")[0]).isCloseTo(Math.sqrt(0.05), within(1e-15));
    assertThat(numbers(nearest(20, pairs, query), "neighbor_row")).containsExactly(0);
  }

  private Batch nearest(double factor, Batch log, Batch query) {
    NearestNeighbors transform =
        new NearestNeighbors(
            List.of("observation", "action"), List.of(factor, 1.0), List.of("action"), 1);
    return transform.apply(query, transform.fit(log, context), context);
  }

  /** 200 queries among 1,000 points with ties, against a search of all; ties to the first row. */
  @Test
  void theTreeFindsWhatASearchOfAllFinds() {
    RandomGenerator random = context.random();
    double[] points = random.ints(3000, 0, 12).asDoubleStream().toArray();
    double[] queries = random.doubles(600, 0, 12).toArray();
    for (int i = 0; i < 300; i++) {
      queries[i] = Math.rint(queries[i]);
    }
    State saved = new PointTree(points, 3).save();
    PointTree tree = PointTree.restored(saved);
    for (int at = 0; at < queries.length; at += 3) {
      int from = at;
      List<Integer> expected =
          IntStream.range(0, 1000)
              .mapToObj(point -> new PointTree.Near(point, squared(points, queries, point, from)))
              .sorted(PointTree.Near.ORDER)
              .limit(5)
              .map(PointTree.Near::point)
              .toList();
      assertThat(tree.nearest(queries, at, 5)).extracting("point").isEqualTo(expected);
    }
  }

  private static double squared(double[] points, double[] queries, int point, int at) {
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      double difference = queries[at + axis] - points[point * 3 + axis];
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void moreNeighborsThanRowsAreRefused() {
    NearestNeighbors transform =
        new NearestNeighbors(List.of("observation"), List.of(), List.of(), 6);
    assertThatThrownBy(() -> transform.fit(log(), context))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("6 neighbors")
        .hasMessageContaining("5 rows");
  }
}
