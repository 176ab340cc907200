package org.esscher.data;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Vocabulary;
import org.esscher.api.Vocabulary.Range;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the values of columns lie in their ranges: those of the {@link Vocabulary} by name,
 * and others that a caller adds. A missing scalar or list element counts as not a number and is
 * refused wherever a range is asked for; a vector may be missing as a whole. Immutable and
 * thread-safe.
 */
public final class Validation {
  private static final Validation NONE = new Validation(false, Map.of());
  private static final Validation VOCABULARY = new Validation(true, Map.of());

  private final boolean vocabulary;
  private final Map<String, Range> ranges;

  private Validation(boolean vocabulary, Map<String, Range> ranges) {
    this.vocabulary = vocabulary;
    this.ranges = ranges;
  }

  /**
   * The ranges of the vocabulary: propensities within (0, 1], rewards finite or −∞, and so on.
   *
   * @return the checks
   */
  public static Validation vocabulary() {
    return VOCABULARY;
  }

  /**
   * No checks.
   *
   * @return the empty validation
   */
  public static Validation none() {
    return NONE;
  }

  /**
   * With the range of one column replaced.
   *
   * @param column the column
   * @param range its range; {@code ANY} for no check
   * @return a new validation
   */
  public Validation with(String column, Range range) {
    Map<String, Range> changed = new LinkedHashMap<>(ranges);
    changed.put(column, range);
    return new Validation(vocabulary, changed);
  }

  /**
   * Checks every column of a batch that has a range.
   *
   * @param batch the rows
   * @param provenance says where they came from
   * @throws EsscherException (DATA) naming place, column, value and range of the first value out of
   *     range
   */
  public void check(Batch batch, Provenance provenance) {
    for (String name : batch.names()) {
      Range range = range(name);
      Column column = batch.column(name);
      if (range != Range.ANY && !column.isText()) {
        check(name, column, range, provenance);
      }
    }
  }

  private Range range(String column) {
    Range own = ranges.get(column);
    if (own != null) {
      return own;
    }
    return vocabulary
        ? Vocabulary.term(column).map(Vocabulary.Term::range).orElse(Range.ANY)
        : Range.ANY;
  }

  private static void check(String name, Column column, Range range, Provenance provenance) {
    double[] values = column.toArray();
    for (int i = 0; i < values.length; i++) {
      String problem = problem(values[i], range);
      if (problem != null) {
        int element = i / column.width();
        boolean missing = column.isMissing(element);
        if (missing && column.width() > 1) {
          continue;
        }
        throw EsscherException.data(
            "%s, column '%s', value %s: %s; correct or drop the row, or read it without this check",
            provenance.where(rowOf(column, element)),
            name,
            missing ? "missing or NaN" : Double.toString(values[i]),
            problem);
      }
    }
  }

  /** What is wrong with a value, or null when it lies in the range. */
  private static @Nullable String problem(double value, Range range) {
    return switch (range) {
      case ANY -> null;
      case FINITE -> Double.isFinite(value) ? null : "a finite number was expected";
      case FINITE_OR_NEGATIVE_INFINITY ->
          value < Double.POSITIVE_INFINITY ? null : "a finite number or -Infinity was expected";
      case PROBABILITY ->
          value >= 0 && value <= 1 ? null : "a probability within [0, 1] was expected";
      case POSITIVE_PROBABILITY ->
          value > 0 && value <= 1 ? null : "a probability within (0, 1] was expected";
      case NON_NEGATIVE ->
          value >= 0 && value < Double.POSITIVE_INFINITY
              ? null
              : "a finite number of at least 0 was expected";
    };
  }

  private static int rowOf(Column column, int element) {
    int low = 0;
    int high = column.rows() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (column.start(middle) <= element) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
