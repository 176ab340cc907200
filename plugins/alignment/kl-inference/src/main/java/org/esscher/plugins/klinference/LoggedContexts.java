package org.esscher.plugins.klinference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;

/**
 * What a decision of a log was made for, and among how many actions.
 *
 * @param columns the columns that identify a context
 * @param actions the number of actions
 */
record LoggedContexts(List<String> columns, int actions) {
  private static final List<String> OPEN_BANDIT =
      List.of("position", "user_feature_0", "user_feature_1", "user_feature_2", "user_feature_3");

  /** Reads off a log what the configuration leaves open. */
  static LoggedContexts of(Batch log, List<String> configured) {
    List<String> columns = configured;
    if (columns.isEmpty()) {
      columns =
          log.has("prompt_id")
              ? List.of("prompt_id")
              : OPEN_BANDIT.stream().filter(log::has).toList();
    }
    if (columns.isEmpty()) {
      throw EsscherException.user(
          "the log has no prompt_id; say with context which of %s identify a context", log.names());
    }
    // All that a later step reads is missed at once, before anything is fitted.
    columns.forEach(log::column);
    List.of("propensity", "reward").forEach(log::column);
    Column action = log.column("action");
    int largest = 0;
    for (int row = 0; row < action.rows(); row++) {
      double value = action.at(row);
      if (value != Math.rint(value) || value < 0) {
        throw EsscherException.data("row %d: action %s is not a whole number from 0", row, value);
      }
      largest = Math.max(largest, (int) value);
    }
    return new LoggedContexts(columns, largest + 1);
  }

  /** The same contexts, among at least as many actions as another log has. */
  LoggedContexts and(Batch other) {
    return new LoggedContexts(columns, Math.max(actions, of(other, columns).actions()));
  }

  /** The context columns alone: enumerated rows are many, and need no more. */
  Batch of(Batch rows, Columns made) {
    Map<String, Column> kept = new LinkedHashMap<>();
    columns.forEach(name -> kept.put(name, rows.column(name)));
    return made.batch(kept);
  }

  /** One row of each context, in order of first appearance. */
  int[] distinct(Batch rows) {
    Set<List<String>> seen = new LinkedHashSet<>();
    int[] first = new int[rows.rows()];
    int count = 0;
    for (int row = 0; row < rows.rows(); row++) {
      int at = row;
      if (seen.add(columns.stream().map(name -> rows.column(name).text(at)).toList())) {
        first[count++] = row;
      }
    }
    return Arrays.copyOf(first, count);
  }
}
