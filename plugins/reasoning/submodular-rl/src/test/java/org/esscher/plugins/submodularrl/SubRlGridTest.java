package org.esscher.plugins.submodularrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubRlGridTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Environment grid(int copies, List<Double> weights, boolean history) {
    return new SubRlGrid(3, 3, 4, 1, weights, history).create(copies, fixture.context());
  }

  private Batch step(Environment grid, double... actions) {
    return grid.step(
        fixture.arena.batch(Map.of("action", fixture.arena.numbers(actions))), fixture.context());
  }

  private static double number(Batch batch, String column) {
    return batch.column(column).at(0);
  }

  /** From the center of 3 x 3 cells a plus of five is seen; the corner sees one more on the way. */
  @Test
  void movesSeeCellsOnce() {
    Environment grid = grid(1, List.of(), false);
    Batch start = grid.observe(fixture.context());

    assertThat(number(start, "state_id")).isEqualTo(4);
    assertThat(start.column("cells").toArray()).containsExactly(1, 3, 4, 5, 7);
    assertThat(start.column("items").toArray()).containsExactly(4);

    Batch left = step(grid, 1);
    // From 3 one sees 0, 3, 4, 6, of which 0 and 6 are new.
    assertThat(number(left, "next_state_id")).isEqualTo(3);
    assertThat(number(left, "next_observation")).isEqualTo(9 + 3);
    assertThat(number(left, "reward")).isEqualTo(2);
    // Off the grid: it stays, and sees nothing new.
    assertThat(number(step(grid, 1), "next_state_id")).isEqualTo(3);
    assertThat(number(step(grid, 3), "next_state_id")).isEqualTo(0);
    Batch end = step(grid, 0);
    assertThat(number(end, "reward")).isEqualTo(0);
    assertThat(number(end, "terminated")).isEqualTo(1);
    assertThat(number(end, "truncated")).isEqualTo(0);
  }

  @Test
  void everyMoveAndEveryEdge() {
    SubRlGrid shape = new SubRlGrid(3, 2, 1, 0, List.of(), false);

    assertThat(shape.center()).isEqualTo(4);
    for (int[] expected :
        new int[][] {{0, 0, 1, 0, 3}, {2, 1, 2, 2, 5}, {4, 3, 5, 1, 4}, {5, 4, 5, 2, 5}}) {
      int cell = expected[0];
      assertThat(shape.moved(cell, 0)).isEqualTo(cell);
      for (int move = 1; move < 5; move++) {
        assertThat(shape.moved(cell, move)).isEqualTo(expected[move]);
      }
    }
    assertThat(shape.seenFrom(2)).containsExactly(2);
  }

  @Test
  void weightsPay() {
    Environment grid = grid(1, List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 7.0, 1.0, 1.0), false);

    assertThat(number(step(grid, 1), "reward")).isEqualTo(8);
  }

  @Test
  void theRewardIsTheGainOfCoverage() {
    Environment grid = grid(1, List.of(), false);
    double sum = 5;
    Batch seen = grid.observe(fixture.context());
    assertThat(seen.column("cells").rows()).isEqualTo(1);
    for (double action : new double[] {1, 3, 2, 2}) {
      sum += number(step(grid, action), "reward");
    }
    // 4, 3, 0, 1, 2: all but cell 8.
    assertThat(sum).isEqualTo(8);
  }

  @Test
  void aSavedMomentComesBack() {
    Environment grid = grid(2, List.of(), true);
    step(grid, 1, 2);
    Environment other = grid(2, List.of(), true);
    other.restore(grid.save());

    assertThat(other.save()).isEqualTo(grid.save());
    assertThat(step(other, 3, 4).column("next_features").toArray())
        .containsExactly(step(grid, 3, 4).column("next_features").toArray());
    grid.reset(new int[] {1}, fixture.context());
    assertThat(grid.observe(fixture.context()).column("observation").toArray())
        .containsExactly(2 * 9 + 0, 4);
  }

  @Test
  void refusesMovesThatThereAreNoneAndEpisodesThatAreOver() {
    Environment grid = grid(2, List.of(), false);

    assertThatThrownBy(() -> step(grid, 0, 5))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1, column 'action'");
    for (int i = 0; i < 4; i++) {
      grid.reset(new int[] {0}, fixture.context());
      step(grid, 0, 0);
    }
    assertThatThrownBy(() -> step(grid, 0, 0))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("copy 1 is over");
    assertThatThrownBy(() -> new SubRlGrid(3, 3, 4, 1, List.of(1.0), false))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("1 weights for 3 x 3 cells");
  }
}
