package org.esscher.spitests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Level;

/**
 * Rows for a model, drawn from the names of its inputs.
 *
 * @param inputs their names
 * @param width components of vectors
 */
record GuessedRows(Set<String> inputs, int width) {
  private static final int[] WIDTHS = {3, 1, 2, 4, 8};

  /**
   * The first rows that a model accepts.
   *
   * @param inputs columns of the rows
   * @param columns makes them for the trial
   * @param use runs the model on rows
   * @param remedy what an author does when there are none
   * @throws RefusedBatch when the model accepts none
   */
  static GuessedRows accepted(
      Set<String> inputs, Columns columns, Consumer<Batch> use, String remedy) {
    List<EsscherException> refusals = new ArrayList<>();
    for (int width : WIDTHS) {
      GuessedRows rows = new GuessedRows(Set.copyOf(inputs), width);
      try {
        use.accept(rows.draw(columns));
        return rows;
      } catch (EsscherException refused) {
        refusals.add(refused);
      }
    }
    throw RefusedBatch.guessed(remedy, refusals.get(0));
  }

  Batch draw(Columns columns) {
    RandomGenerator random = Workspace.random(1);
    Groups groups = new Groups(new int[] {0, 1, 0, 2});
    Map<String, Column> drawn = new LinkedHashMap<>();
    for (String name : new TreeSet<>(inputs)) {
      drawn.put(name, column(name, groups, random, columns));
    }
    if (drawn.isEmpty()) {
      drawn.put("example_id", columns.integers(0, 1, 2, 3));
    }
    return columns.batch(drawn);
  }

  private Column column(String name, Groups groups, RandomGenerator random, Columns columns) {
    if (name.endsWith("candidates")) {
      List<String> few = List.of("yes", "no");
      List<String> many = List.of("left", "right", "straight on");
      return columns.textLists(List.of(few, many, few, many));
    }
    if (name.endsWith("_id")) {
      return columns.integers(0, 1, 0, 2);
    }
    return new GeneratedColumn(name, Level.ROW, width).draw(groups, new int[5], random, columns);
  }
}
