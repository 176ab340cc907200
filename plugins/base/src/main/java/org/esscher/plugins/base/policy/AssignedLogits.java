package org.esscher.plugins.base.policy;

import java.util.Arrays;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.plugins.base.model.ScalarColumn;

/** Reads log-probabilities of all choices of some contexts, as an enumeration lists them. */
final class AssignedLogits {
  private AssignedLogits() {}

  /**
   * The log-probabilities, context by context in the order of the batch and action by action,
   * normalized within each context.
   *
   * @param choices the choices of one context together, in any order, each once
   * @param logp one a row, finite or −∞
   * @param action the column of the action
   * @param actions the number of actions
   * @return a new array of as many numbers as there are choices
   */
  static double[] of(Batch choices, Column logp, String action, int actions) {
    if (logp.rows() != choices.rows() || logp.ragged() || logp.width() != 1) {
      throw EsscherException.plugin(
          "%d choices need as many log-probabilities, got %d", choices.rows(), logp.rows());
    }
    ScalarColumn taken = ScalarColumn.of(choices, action);
    ScalarColumn contextRow = ScalarColumn.of(choices, "context_row");
    double[] assigned = new double[choices.rows()];
    Arrays.fill(assigned, Double.NaN);
    for (int row = 0; row < assigned.length; row++) {
      int first = row - row % actions;
      boolean whole = first + actions <= assigned.length;
      if (!whole || contextRow.number(row) != contextRow.number(first)) {
        throw contextRow.refused(
            row, "each context has to be listed with all of its " + actions + " choices together");
      }
      int place = first + taken.index(row, actions);
      if (!Double.isNaN(assigned[place])) {
        throw taken.refused(row, "each choice has to be listed once per context");
      }
      assigned[place] = logp(logp, row);
    }
    for (int first = 0; first < assigned.length; first += actions) {
      LogSoftmax.normalize(assigned, first, first + actions);
    }
    return assigned;
  }

  private static double logp(Column logp, int row) {
    double value = logp.at(row);
    if (Double.isNaN(value) || value == Double.POSITIVE_INFINITY) {
      throw EsscherException.data(
          "row %d: a log-probability to assign is finite or -Infinity, got %s", row, value);
    }
    return value;
  }
}
