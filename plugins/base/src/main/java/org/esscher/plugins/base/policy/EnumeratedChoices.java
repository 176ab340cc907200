package org.esscher.plugins.base.policy;

import java.util.List;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;

/** Every choice of every row of a batch, as a policy lists them, and which of them rows took. */
final class EnumeratedChoices {
  private final Batch choices;
  private final int[] starts;

  private EnumeratedChoices(Batch choices, int[] starts) {
    this.choices = choices;
    this.starts = starts;
  }

  /**
   * Lists the choices.
   *
   * @param policy lists them
   * @param contexts the rows
   * @param context makes the columns
   * @return the choices
   * @throws EsscherException (PLUGIN) when the policy does not list the choices of every row, row
   *     after row
   */
  static EnumeratedChoices of(Enumerable policy, Batch contexts, Context context) {
    Batch choices = policy.enumerate(contexts, context);
    Column contextRow = choices.column("context_row");
    int[] starts = new int[contexts.rows() + 1];
    int row = 0;
    for (int choice = 0; choice < choices.rows(); choice++) {
      double of = contextRow.at(choice);
      boolean next = of == row + 1 && choice > starts[row];
      if ((of != row && !next) || of >= contexts.rows()) {
        throw EsscherException.plugin(
            "a policy has to list the choices of its %d contexts one context after the other; choice"
                + " %d is of context %s after context %d",
            contexts.rows(), choice, of, row);
      }
      if (next) {
        starts[++row] = choice;
      }
    }
    if (contexts.rows() > 0 && (row != contexts.rows() - 1 || choices.rows() == starts[row])) {
      throw EsscherException.plugin(
          "a policy listed choices of %d of its %d contexts only", row, contexts.rows());
    }
    starts[contexts.rows()] = choices.rows();
    return new EnumeratedChoices(choices, starts);
  }

  Batch batch() {
    return choices;
  }

  int contexts() {
    return starts.length - 1;
  }

  /** The first choice of a context; of the number of contexts, the number of choices. */
  int start(int context) {
    return starts[context];
  }

  /**
   * The choice that each row took: the one of its context whose values agree with the row's.
   *
   * @param rows the rows, those of one context together
   * @param each how many rows a context has
   * @param columns that the policy reads; of its context and of the choice
   * @return indices of choices
   */
  int[] taken(Batch rows, int each, Set<String> columns) {
    List<Compared> compared =
        columns.stream()
            .map(name -> new Compared(rows.column(name), choices.column(name)))
            .filter(Compared::scalar)
            .toList();
    int[] taken = new int[rows.rows()];
    for (int row = 0; row < taken.length; row++) {
      int end = starts[row / each + 1];
      int choice = starts[row / each];
      while (choice < end && !agree(compared, row, choice)) {
        choice++;
      }
      if (choice == end) {
        throw EsscherException.data(
            "row %d: its values of %s are none of the %d choices that the policy lists",
            row, columns, end - starts[row / each]);
      }
      taken[row] = choice;
    }
    return taken;
  }

  private static boolean agree(List<Compared> columns, int row, int choice) {
    for (Compared column : columns) {
      if (!column.agree(row, choice)) {
        return false;
      }
    }
    return true;
  }

  /** One column of the rows and of their choices. Only contexts have lists and vectors. */
  private record Compared(Column row, Column choice) {
    boolean scalar() {
      return !row.ragged() && row.width() == 1;
    }

    boolean agree(int left, int right) {
      return row.isText()
          ? row.text(left).equals(choice.text(right))
          : row.at(left) == choice.at(right);
    }
  }
}
