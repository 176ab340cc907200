package org.esscher.plugins.oreal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Filter;
import org.esscher.plugins.oreal.OnePositiveOneNegative.Unjudged;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnePositiveOneNegativeTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static OnePositiveOneNegative filter(Shaping shaping, boolean pairOnly, boolean signed) {
    return new OnePositiveOneNegative(shaping, pairOnly, signed, Unjudged.DROP, 3);
  }

  private Batch rows(long[] prompts, double... rewards) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("prompt_id", fixture.arena.integers(prompts));
    columns.put("reward", fixture.arena.numbers(rewards));
    columns.put("row", fixture.arena.integers(LongStream.range(0, rewards.length).toArray()));
    return fixture.arena.batch(columns);
  }

  private Filter.Result filtered(OnePositiveOneNegative filter, Batch rows) {
    return filter.filter(rows, fixture.context());
  }

  /** Prompt 1 has p = 1, prompt 3 p = 0; the advantages of prompt 2 are among all four rollouts. */
  @Test
  void keepsAPairOfEachPromptThatHasBoth() {
    long[] prompts = {1, 2, 3, 1, 2, 3, 2, 2};
    Filter.Result result =
        filtered(filter(Shaping.RLOO, true, false), rows(prompts, 1, -1, -1, 1, 1, -1, -1, -1));
    Batch kept = result.kept();

    assertThat(result.wanted()).isEqualTo(2);
    assertThat(kept.column("prompt_id").toArray()).containsExactly(2, 2);
    assertThat(kept.column("reward").toArray()).containsExactly(1, -1);
    assertThat(kept.column("row").at(1)).isIn(1.0, 6.0, 7.0);
    // 1 − (−1), and −1 − (1 − 1 − 1)/3.
    assertThat(kept.column("advantage").toArray())
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(2, -2.0 / 3);
  }

  @Test
  void theWrongOneIsDrawnAtRandom() {
    double[] rewards = new double[400];
    long[] prompts = new long[400];
    for (int row = 0; row < 400; row++) {
      prompts[row] = row / 4;
      rewards[row] = row % 4 == 0 ? 1 : 0;
    }
    double[] kept =
        filtered(filter(Shaping.RLOO, true, false), rows(prompts, rewards))
            .kept()
            .column("row")
            .toArray();
    int[] places = new int[4];
    for (double row : kept) {
      places[(int) row % 4]++;
    }

    assertThat(places[0]).isEqualTo(100);
    // A third of 100 each, whose standard deviation is 4.7.
    assertThat(places[1]).isBetween(15, 52);
    assertThat(places[2]).isBetween(15, 52);
  }

  @Test
  void keepsAllRolloutsOfSuchPromptsWithoutPairs() {
    Batch kept =
        filtered(
                filter(Shaping.ONE_MINUS_P, false, true),
                rows(new long[] {5, 5, 5, 6, 6}, 1, 0, 0, 0, 0))
            .kept();

    assertThat(kept.column("row").toArray()).containsExactly(0, 1, 2);
    assertThat(kept.column("reward").toArray()).containsExactly(1, -1, -1);
    assertThat(kept.column("advantage").toArray())
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(1, -2.0 / 3, -2.0 / 3);
  }

  @Test
  void mayKeepNothing() {
    Filter.Result result =
        filtered(filter(Shaping.RLOO, true, false), rows(new long[] {1, 1, 2, 2}, 1, 1, 0, 0));

    assertThat(result.kept().rows()).isZero();
    assertThat(result.wanted()).isEqualTo(2);
  }

  @Test
  void whatWasNotJudgedIsDroppedOrWrong() {
    Batch rows = rows(new long[] {1, 1, 1}, 1, Double.NaN, -1);
    OnePositiveOneNegative wrong =
        new OnePositiveOneNegative(Shaping.RLOO, false, false, Unjudged.WRONG, 1);

    assertThat(filtered(filter(Shaping.RLOO, false, false), rows).kept().column("row").toArray())
        .containsExactly(0, 2);
    Batch kept = filtered(wrong, rows).kept();
    assertThat(kept.column("reward").toArray()).containsExactly(1, -1, -1);
    assertThat(kept.column("advantage").toArray()).containsExactly(2, -1, -1);
  }

  @Test
  void refusesWhatIsNoOutcomeOrCantBeCompared() {
    OnePositiveOneNegative filter = filter(Shaping.RLOO, true, false);

    assertThatThrownBy(() -> filtered(filter, rows(new long[] {1, 1}, 1, .5)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1, column 'reward'")
        .hasMessageContaining("0.5");
    assertThatThrownBy(() -> filtered(filter, rows(new long[] {1, 1, 1}, 1, 0, -1)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 2");
    assertThatThrownBy(() -> filtered(filter, rows(new long[] {1, 1, 2}, 1, 0, 0)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("prompt 2 has one");
  }
}
