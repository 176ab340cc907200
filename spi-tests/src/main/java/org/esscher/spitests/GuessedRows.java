package org.esscher.spitests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Level;
import org.esscher.api.Model;

/** Rows for a model, drawn from the names of its inputs. */
final class GuessedRows {
  private static final int WIDTH = 3;

  private GuessedRows() {}

  static Batch of(Set<String> inputs, Columns columns) {
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

  private static Column column(
      String name, Groups groups, RandomGenerator random, Columns columns) {
    if (name.endsWith("candidates")) {
      List<String> few = List.of("yes", "no");
      List<String> many = List.of("left", "right", "straight on");
      return columns.textLists(List.of(few, many, few, many));
    }
    if (name.endsWith("_id")) {
      return columns.integers(0, 1, 0, 2);
    }
    return new GeneratedColumn(name, Level.ROW, WIDTH).draw(groups, new int[5], random, columns);
  }

  /** Why a model can't be run on such rows; empty where it can. */
  static String refusal(Model model, Batch rows, Workspace workspace) {
    try {
      new ModelTrial(model, rows, workspace.context(workspace.inputs(), 5), workspace).outputs();
      return "";
    } catch (EsscherException refused) {
      return "no rows that fit it could be guessed: " + refused.getMessage();
    }
  }
}
