package org.esscher.runtime.internal.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Enumerable;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.OutsideARun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RewardTableTest {
  private final Arena arena = Arena.root("test");

  @AfterEach
  void close() {
    arena.close();
  }

  private Batch log(double[] action, double[] reward) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("action", arena.numbers(action));
    columns.put("reward", arena.numbers(reward));
    return arena.batch(columns);
  }

  /** Chooses action 0 always. */
  private Enumerable first() {
    return (contexts, context) -> {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put(
          "context_row",
          arena.integers(IntStream.range(0, contexts.rows()).mapToLong(row -> row).toArray()));
      columns.put("action", arena.numbers(new double[contexts.rows()]));
      columns.put("logp", arena.numbers(new double[contexts.rows()]));
      return arena.batch(columns);
    };
  }

  private RewardTable table(Batch log, int... fold) {
    return new RewardTable(
        first(),
        log,
        0,
        log.rows(),
        fold,
        2,
        means(log, fold),
        arena,
        OutsideARun::new,
        rows -> {});
  }

  private static ActionMeans means(Batch log, int... fold) {
    return new ActionMeans(ActionSums.of(log, 0, log.rows(), fold, 2));
  }

  @Test
  void a_row_is_predicted_by_the_other_folds() {
    // One action: the mean of the other fold, which shrinking towards itself leaves as it is.
    RewardTable table = table(log(new double[4], new double[] {0, 1, 1, 1}), 0, 0, 1, 1);
    assertThat(table.predicted()).containsExactly(1, 1, .5, .5);
    assertThat(table.expected()).containsExactly(1, 1, .5, .5);
  }

  @Test
  void means_are_shrunk_to_the_overall_mean_as_by_ten_rows() {
    // For fold 0: rows of fold 1 are action 0 with 1 and action 1 with 0, overall ½: (1 + 10·½)/11
    // = 6/11.
    RewardTable table =
        table(log(new double[] {0, 1, 0, 1}, new double[] {0, 0, 1, 0}), 0, 0, 1, 1);
    assertThat(table.predicted()[0]).isCloseTo(6 / 11.0, within(1e-15));
    assertThat(table.predicted()[1]).isCloseTo(5 / 11.0, within(1e-15));
  }

  @Test
  void the_standard_error_covers_the_fit() {
    // Without fold 0 the value is 1, without fold 1 it is ½: √(½·2·¼²) = ¼. The predictions of a
    // fold do not vary at all.
    Batch log = log(new double[4], new double[] {0, 1, 1, 1});
    int[] fold = {0, 0, 1, 1};
    assertThat(table(log, fold).mass().standardError(means(log, fold)))
        .isCloseTo(.25, within(1e-15));
  }

  @Test
  void without_a_second_fold_there_is_no_standard_error() {
    Batch log = log(new double[2], new double[] {0, 1});
    assertThat(table(log, 0, 0).mass().standardError(means(log, 0, 0))).isNaN();
  }
}
