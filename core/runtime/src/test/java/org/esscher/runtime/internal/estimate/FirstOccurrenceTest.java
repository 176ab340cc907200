package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Level;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstOccurrenceTest {
  private final Arena arena = Arena.root("test");

  @AfterEach
  void close() {
    arena.close();
  }

  /** How many combinations of prompt_id and the column there are. */
  private double distinct(Column column, String... names) {
    Batch batch = arena.batch(Map.of("prompt_id", arena.integers(1, 1, 1, 2), "action", column));
    Statistic count =
        in -> Map.of("distinct", in.slot("rows").firstOccurrence(names).sum(Level.BATCH));
    return Objects.requireNonNull(
            new Estimation()
                .estimate(
                    count,
                    Map.of("rows", batch),
                    State.empty(),
                    null,
                    new OutsideARun(arena),
                    false)
                .statistics()
                .get("distinct"))
        .value();
  }

  @Test
  void columnsMayBeOfAnyType() {
    assertThat(distinct(arena.texts(List.of("a", "a", "b", "a")), "prompt_id", "action"))
        .isEqualTo(3);
    assertThat(distinct(arena.vectors(2, 1, 2, 1, 2, 2, 1, 1, 2), "prompt_id", "action"))
        .isEqualTo(3);
    // (1, 2), (1, 2), (1) and (2): of one prompt, two differ.
    assertThat(
            distinct(
                arena.lists(new int[] {0, 2, 4, 5, 6}, 1, 2, 1, 2, 1, 2), "prompt_id", "action"))
        .isEqualTo(3);
  }

  @Test
  void everyRowIsFirstWhereAColumnIsAbsent() {
    assertThat(distinct(arena.integers(1, 1, 1, 1), "prompt_id", "completion")).isEqualTo(4);
  }
}
