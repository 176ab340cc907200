package org.esscher.plugins.goalconditionedrm;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** Places in answers, from 0 at their first token, a list a pair. */
final class Positions {
  static final String SOURCE = "source_index";
  static final String GOAL = "goal_index";
  static final String NEGATIVE_SOURCE = "negative_source_index";
  static final String REJECTED = "rejected_index";

  private final int[][] source;
  private final int[][] goal;
  private final int[][] negativeSource;
  private final int[][] rejected;

  private Positions(int[][] source, int[][] goal, int[][] negativeSource, int[][] rejected) {
    this.source = source;
    this.goal = goal;
    this.negativeSource = negativeSource;
    this.rejected = rejected;
  }

  /**
   * Draws. Of a source and its goal the one with the smaller uniform number, which stands earlier,
   * is the source. What is drawn for a pair depends on the seed, on its {@code example_id} or
   * {@code prompt_id} where there is one, and on the lengths of its answers: so the order of pairs
   * doesn't matter, and a pair that is there twice counts twice.
   *
   * @param config how many, and from which part of the answers
   * @param pairs the stored rows
   * @param chosen lengths of the chosen answers
   * @param rejected lengths of the rejected answers
   * @param seed of all of them
   */
  static Positions drawn(
      BtContrastive config, Batch pairs, int[] chosen, int[] rejected, long seed) {
    int rows = chosen.length;
    int positives = config.sourceSamples();
    int negatives = config.rejectedSamples();
    Positions drawn =
        new Positions(
            new int[rows][positives],
            new int[rows][positives],
            new int[rows][negatives],
            new int[rows][negatives]);
    for (int row = 0; row < rows; row++) {
      long key = Objects.hash(id(pairs, row), chosen[row], rejected[row]);
      RandomGenerator random = new SplittableRandom(seed + key);
      for (int i = 0; i < positives; i++) {
        double one = random.nextDouble();
        double other = random.nextDouble();
        drawn.source[row][i] = at(Math.min(one, other), config.sourcePercentile(), chosen[row]);
        drawn.goal[row][i] = at(Math.max(one, other), config.goalPercentile(), chosen[row]);
      }
      for (int i = 0; i < negatives; i++) {
        drawn.negativeSource[row][i] =
            at(random.nextDouble(), config.sourcePercentile(), chosen[row]);
        drawn.rejected[row][i] = at(random.nextDouble(), config.goalPercentile(), rejected[row]);
      }
    }
    return drawn;
  }

  private static String id(Batch pairs, int row) {
    for (String name : List.of("example_id", "prompt_id")) {
      if (pairs.has(name) && !pairs.column(name).ragged()) {
        return pairs.column(name).text(row);
      }
    }
    return "";
  }

  /**
   * The place whose distance from the end, 1 at the last token, is min(L, ⌊((p − 1)u + 1)·L⌋ + 1):
   * within [pL, L], so that p near 1 leaves the beginning.
   */
  static int at(double u, double percentile, int length) {
    int fromEnd = (int) Math.floor(((percentile - 1) * u + 1) * length) + 1;
    return length - Math.min(length, fromEnd);
  }

  /** Whether a batch says where to look. */
  static boolean given(Batch pairs) {
    return pairs.has(SOURCE)
        || pairs.has(GOAL)
        || pairs.has(NEGATIVE_SOURCE)
        || pairs.has(REJECTED);
  }

  /**
   * Reads them.
   *
   * @param pairs has all four columns
   * @param chosen lengths of the chosen answers
   * @param rejected lengths of the rejected answers
   */
  static Positions of(Batch pairs, int[] chosen, int[] rejected) {
    return new Positions(
        read(pairs, SOURCE, chosen),
        read(pairs, GOAL, chosen),
        read(pairs, NEGATIVE_SOURCE, chosen),
        read(pairs, REJECTED, rejected));
  }

  private static int[][] read(Batch pairs, String name, int[] lengths) {
    Column column = pairs.column(name);
    int[][] places = new int[pairs.rows()][];
    for (int row = 0; row < places.length; row++) {
      int from = column.start(row);
      places[row] = new int[column.start(row + 1) - from];
      for (int i = 0; i < places[row].length; i++) {
        double place = column.isText() ? Double.NaN : column.at((long) from + i);
        if (!(place >= 0 && place < lengths[row]) || place != Math.rint(place)) {
          throw EsscherException.data(
              "row %d, column '%s': a place from 0 to %d in the answer was expected, got %s",
              row, name, lengths[row] - 1, column.text(from + i));
        }
        places[row][i] = (int) place;
      }
      if (places[row].length == 0) {
        throw EsscherException.data(
            "row %d, column '%s': at least one place is needed, got none", row, name);
      }
    }
    return places;
  }

  /** In the chosen answer, compared with goals. */
  int[][] source() {
    return source;
  }

  /** In the chosen answer. */
  int[][] goal() {
    return goal;
  }

  /** In the chosen answer, compared with states of the rejected one. */
  int[][] negativeSource() {
    return negativeSource;
  }

  /** In the rejected answer. */
  int[][] rejected() {
    return rejected;
  }

  /** By the name of the column that holds them. */
  Map<String, int[][]> byColumn() {
    Map<String, int[][]> columns = new LinkedHashMap<>();
    columns.put(SOURCE, source);
    columns.put(GOAL, goal);
    columns.put(NEGATIVE_SOURCE, negativeSource);
    columns.put(REJECTED, rejected);
    return columns;
  }

  /** Lengths of the answers of a column of states or of values a token. */
  static int[] lengths(Column column) {
    int[] lengths = new int[column.rows()];
    Arrays.setAll(lengths, row -> column.start(row + 1) - column.start(row));
    return lengths;
  }
}
