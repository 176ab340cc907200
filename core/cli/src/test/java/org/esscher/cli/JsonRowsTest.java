package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JsonRowsTest {
  private final Arena arena = Arena.root("test");
  private final JsonRows rows = new JsonRows();

  @AfterEach
  void close() {
    arena.close();
  }

  private String written(Column column) {
    return rows.pretty(Map.of("x", rows.list(column, "x")), (more, fraction) -> {})
        .replaceAll("\\s", "");
  }

  @Test
  void aRowIsAsItsColumnHasIt() {
    assertThat(written(arena.numbers(new double[] {1.5, Double.NEGATIVE_INFINITY})))
        .isEqualTo("{\"x\":[1.5,\"-Infinity\"]}");
    assertThat(written(arena.texts(List.of("a\"b", "")))).isEqualTo("{\"x\":[\"a\\\"b\",\"\"]}");
    assertThat(written(arena.lists(new int[] {0, 2, 2, 3}, new double[] {1, 2, 3})))
        .isEqualTo("{\"x\":[[1.0,2.0],[],[3.0]]}");
    assertThat(written(arena.vectors(2, new double[] {1, 2, 3, 4})))
        .isEqualTo("{\"x\":[[1.0,2.0],[3.0,4.0]]}");
  }

  @Test
  void whatIsNotANumberIsRefusedBeforeAnythingIsWritten() {
    Column list = arena.lists(new int[] {0, 1, 3}, new double[] {1, 2, Double.NaN});
    assertThatThrownBy(() -> rows.list(list, "cotangent of log_p"))
        .isInstanceOf(EsscherException.class)
        .hasMessage("cotangent of log_p is not a number in row 1");
    Column vectors = arena.vectors(2, new double[] {1, 2, 3, Double.NaN});
    assertThatThrownBy(() -> rows.list(vectors, "v")).hasMessage("v is not a number in row 1");
  }

  /** 150 rows in two lists: told at 64, 128 and 150, whatever list they are of. */
  @Test
  void rowsAreCountedAsTheyAreWritten() {
    double[] numbers = new double[100];
    Arrays.setAll(numbers, i -> i);
    List<Integer> counted = new ArrayList<>();
    List<Double> fractions = new ArrayList<>();
    Map<String, Object> tree = Json.map();
    tree.put("x", rows.list(arena.numbers(numbers), "x"));
    tree.put("squares", rows.list(50, row -> row * row));

    String json =
        rows.pretty(
            tree,
            (more, fraction) -> {
              counted.add(more);
              fractions.add(fraction);
            });

    assertThat(counted).containsExactly(64, 64, 22);
    assertThat(fractions).containsExactly(64 / 150.0, 128 / 150.0, 1.0);
    assertThat(json).contains("99.0", "2401");
  }
}
