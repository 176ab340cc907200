package org.esscher.plugins.mbrcsl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;

/**
 * Rows of whole episodes, those of one together and in order.
 *
 * @param rows the rows
 * @param starts the first row of each episode, and the number of rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier
record Episodes(Batch rows, int[] starts) {
  private static final List<String> LEARNT =
      List.of(
          "episode_id",
          "step",
          "observation",
          "action",
          "reward",
          "next_observation",
          "terminated");

  /**
   * Finds the episodes.
   *
   * @throws EsscherException (DATA) when there is none, when an episode's rows are not together or
   *     not in order from step 0, or when a reward is no finite number
   */
  static Episodes of(Batch rows) {
    Column ids = rows.column("episode_id");
    Column steps = rows.column("step");
    Column rewards = rows.column("reward");
    if (rows.rows() == 0) {
      throw EsscherException.data("the log is empty; at least one episode is needed");
    }
    List<Integer> starts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int row = 0; row < rows.rows(); row++) {
      boolean goesOn = row > 0 && ids.text(row).equals(ids.text(row - 1));
      if (!goesOn && !seen.add(ids.text(row))) {
        throw EsscherException.data(
            "row %d: episode %s begins again; its rows have to be together", row, ids.text(row));
      }
      double expected = goesOn ? steps.at(row - 1) + 1 : 0;
      if (steps.at(row) != expected) {
        throw EsscherException.data(
            "row %d: step %s of episode %s, where step %s has to come; whole episodes in order"
                + " are needed",
            row, steps.at(row), ids.text(row), expected);
      }
      if (!Double.isFinite(rewards.at(row))) {
        throw EsscherException.data(
            "row %d: the reward is %s; a finite number is needed", row, rewards.at(row));
      }
      if (!goesOn) {
        starts.add(row);
      }
    }
    starts.add(rows.rows());
    return new Episodes(rows, starts.stream().mapToInt(Integer::intValue).toArray());
  }

  int count() {
    return starts.length - 1;
  }

  int[] firstRows() {
    return IntStream.range(0, count()).map(episode -> starts[episode]).toArray();
  }

  /** G_t of every row. */
  double[] returnsToGo() {
    double[] toGo = rows.column("reward").toArray();
    for (int episode = 0; episode < count(); episode++) {
      for (int row = starts[episode + 1] - 2; row >= starts[episode]; row--) {
        toGo[row] += toGo[row + 1];
      }
    }
    return toGo;
  }

  /** The columns that are learned from, with the return to come in units of a scale. */
  Batch labeled(Columns columns, double returnScale) {
    Map<String, Column> kept = new LinkedHashMap<>();
    LEARNT.forEach(name -> kept.put(name, rows.column(name)));
    double[] toGo = returnsToGo();
    for (int row = 0; row < toGo.length; row++) {
      toGo[row] /= returnScale;
    }
    kept.put("return_to_go", columns.numbers(toGo));
    return columns.batch(kept);
  }

  /** The return of each episode. */
  double[] returns() {
    double[] toGo = returnsToGo();
    return IntStream.of(firstRows()).mapToDouble(row -> toGo[row]).toArray();
  }

  /** Whether a column of truth values is true in any row of an episode. */
  boolean any(String column, int episode) {
    Column values = rows.column(column);
    return IntStream.range(starts[episode], starts[episode + 1])
        .anyMatch(row -> values.at(row) != 0);
  }

  /** The observation that each episode starts with, as text. */
  List<String> startNames() {
    Column observation = rows.column("observation");
    return IntStream.of(firstRows()).mapToObj(row -> name(observation, row)).toList();
  }

  private static String name(Column observation, int row) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < observation.width(); i++) {
      name.append(observation.at((long) row * observation.width() + i)).append(' ');
    }
    return name.toString();
  }

  /** The rows of some episodes. */
  int[] rowsOf(List<Integer> episodes) {
    return episodes.stream()
        .flatMapToInt(episode -> IntStream.range(starts[episode], starts[episode + 1]))
        .toArray();
  }
}
