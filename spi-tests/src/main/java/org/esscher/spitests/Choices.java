package org.esscher.spitests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;

/**
 * The enumerated choices of some contexts: log-probabilities by context and choice.
 *
 * @param listed what the policy enumerated
 * @param columns that tell choices of one context apart
 * @param logp by context, then by choice
 */
record Choices(Batch listed, List<String> columns, List<Map<String, Double>> logp) {
  private static final List<String> ADDED = List.of("context_row", "logp", "behavior_logp");

  static Choices of(Batch listed, int contexts) {
    List<String> columns =
        listed.names().stream()
            .filter(name -> !ADDED.contains(name) && !listed.column(name).ragged())
            .toList();
    List<Map<String, Double>> logp = new ArrayList<>();
    for (int i = 0; i < contexts; i++) {
      logp.add(new LinkedHashMap<>());
    }
    for (int row = 0; row < listed.rows(); row++) {
      int context = (int) listed.column("context_row").at(row);
      // A choice that is listed twice has both probabilities.
      logp.get(context)
          .merge(
              key(listed, row, columns),
              listed.column("logp").at(row),
              (left, right) -> Math.log(Math.exp(left) + Math.exp(right)));
    }
    return new Choices(listed, columns, logp);
  }

  static String key(Batch batch, int row, List<String> columns) {
    StringBuilder key = new StringBuilder();
    for (String name : columns) {
      Column column = batch.column(name);
      for (int c = 0; c < column.width(); c++) {
        key.append(column.isText() ? column.text(row) : column.at((long) row * column.width() + c));
        key.append('\u0000');
      }
    }
    return key.toString();
  }
}
