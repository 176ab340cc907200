package org.esscher.plugins.hypo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;

/** The prompts of pairs. */
final class Prompts {
  private Prompts() {}

  /**
   * The prompt of each row.
   *
   * @param rows has {@code prompt_id}
   * @return values of that column, as text
   */
  static List<String> of(Batch rows) {
    Column ids = rows.column("prompt_id");
    List<String> prompts = new ArrayList<>(rows.rows());
    for (int row = 0; row < rows.rows(); row++) {
      if (ids.ragged() || ids.isMissing(row)) {
        throw EsscherException.data(
            "row %d, column 'prompt_id': one value per row is needed, got %s",
            row, ids.ragged() ? "a list" : "nothing");
      }
      prompts.add(ids.text(row));
    }
    return prompts;
  }

  /**
   * Each prompt once, to draw answers for: its first row. Weights are the pairs' own and stay
   * behind, since all prompts are equally likely.
   *
   * @param pairs has {@code prompt_id}
   * @param context its columns make the result, which lives as long as they do
   * @return one row a prompt, in the order of first appearance
   */
  static Batch once(Batch pairs, Context context) {
    List<String> prompts = of(pairs);
    Set<String> seen = new HashSet<>();
    List<Integer> firsts = new ArrayList<>();
    for (int row = 0; row < pairs.rows(); row++) {
      if (seen.add(prompts.get(row))) {
        firsts.add(row);
      }
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String name : pairs.names()) {
      if (!name.equals("weight")) {
        columns.put(name, pairs.column(name));
      }
    }
    // Rows taken from a dataset's own batch would stay until the run ends.
    return context
        .columns()
        .batch(columns)
        .take(firsts.stream().mapToInt(Integer::intValue).toArray());
  }
}
