package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two rows, (1, 2) and (3, 5), as lists of tokens and as vectors. */
class ListsForVectorsTest {
  private final Arena arena = Arena.root("test");
  private final Column lists = arena.lists(new int[] {0, 2, 4}, 1, 2, 3, 5);
  private final Column vectors = arena.vectors(2, 1, 2, 3, 5);

  @AfterEach
  void close() {
    arena.close();
  }

  private double mean(Function<Slot, Expr> quantity, Map<String, Column> columns) {
    Statistic statistic = in -> Map.of("mean", quantity.apply(in.slot("rows")).mean(Level.BATCH));
    return new Estimation()
        .estimate(
            statistic,
            Map.of("rows", arena.batch(columns)),
            State.empty(),
            null,
            new OutsideARun(arena),
            false)
        .value("mean");
  }

  private void refused(String column, Function<Slot, Expr> quantity, Map<String, Column> columns) {
    assertThatThrownBy(() -> mean(quantity, columns))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("slot rows, column " + column + ": it holds lists of tokens")
        .hasMessageContaining("give vectors");
  }

  /** Means 3/2 and 4. */
  @Test
  void namesThatTheVocabularyDoesNotKnow() {
    Function<Slot, Expr> means = rows -> rows.column("own", Level.ROW).meanComponents();

    assertThat(mean(means, Map.of("own", vectors))).isEqualTo((1.5 + 4) / 2);
    refused("own", means, Map.of("own", lists));
    refused("own", rows -> rows.column("own", Level.ROW).component(0), Map.of("own", lists));
    refused(
        "own",
        rows -> rows.output("critic", "own", Level.ROW).maxComponents(),
        Map.of("own", lists));
  }

  /** Weights 10 and 1: 12 and 35. */
  @Test
  void weightedSumsOfListsAlone() {
    Expr weights = Expr.vector(List.of(Expr.of(10), Expr.of(1)));
    Function<Slot, Expr> weighted = rows -> rows.column("return", Level.ROW).dot(weights);

    assertThat(mean(weighted, Map.of("return", vectors))).isEqualTo((12.0 + 35) / 2);
    refused("return", weighted, Map.of("return", lists));
  }

  /**
   * Beside vectors, a list of numbers that the vocabulary knows is what it is everywhere: its sums
   * 3 and 8 times 1 + 2 and 3 + 5. Of one that it doesn't know nobody can say.
   */
  @Test
  void listsBesideVectors() {
    Map<String, Column> columns = Map.of("features", vectors, "advantage", lists, "own", lists);
    Function<String, Function<Slot, Expr>> products =
        name ->
            rows ->
                rows.column(name, Level.ROW)
                    .times(rows.column("features", Level.ROW))
                    .sumComponents();

    assertThat(mean(products.apply("advantage"), columns)).isEqualTo((3 * 3 + 8 * 8) / 2.0);
    refused("own", products.apply("own"), columns);
  }

  /** What is summed explicitly, or made a component of a vector, was no vector. */
  @Test
  void sumsThatWereMeant() {
    Map<String, Column> columns = Map.of("features", vectors, "own", lists);

    assertThat(
            mean(
                rows ->
                    rows.column("own", Level.TOKEN)
                        .sum(Level.ROW)
                        .times(rows.column("features", Level.ROW))
                        .sumComponents(),
                columns))
        .isEqualTo((3 * 3 + 8 * 8) / 2.0);
    assertThat(
            mean(
                rows -> {
                  Expr own = rows.column("own", Level.ROW);
                  return Expr.vector(List.of(own, own.times(2))).component(1);
                },
                columns))
        .isEqualTo((6 + 16) / 2.0);
  }
}
