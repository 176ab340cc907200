package org.esscher.plugins.base.transform;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * The last steps of the episode up to each step, as lists: {@code window_…} of some columns, from
 * the oldest step on, this one included. At the beginning of an episode a list is shorter; nothing
 * is padded. Rows of an episode are given together and in order, with {@code episode_id}.
 *
 * @param steps most steps in a window
 * @param columns columns that are gathered, numbers or vectors
 */
@Component(value = "windows", summary = "the last steps of the episode, as lists")
public record Windows(
    @Default("20") @Positive int steps,
    @Default("[observation, action]") @NotEmpty List<String> columns)
    implements Transform {
  /**
   * Copies.
   *
   * @param steps as for the record
   * @param columns as for the record
   */
  public Windows {
    columns = List.copyOf(columns);
  }

  @Override
  public Batch apply(Batch batch, State fitted, Context context) {
    Episodes episodes = Episodes.of(batch);
    int[] begins = new int[batch.rows()];
    int[] starts = new int[batch.rows() + 1];
    for (int row = 0; row < batch.rows(); row++) {
      begins[row] = (int) Math.max(row - (long) steps + 1, episodes.first(row));
      starts[row + 1] = starts[row] + row - begins[row] + 1;
    }
    Batch answer = batch;
    for (String name : columns) {
      answer =
          answer.with("window_" + name, windows(batch, name, begins, starts, context.columns()));
    }
    return answer;
  }

  private static Column windows(
      Batch batch, String name, int[] begins, int[] starts, Columns columns) {
    Column column = batch.column(name);
    if (column.isText() || column.ragged()) {
      throw EsscherException.data(
          "column '%s' holds %s; windows are of numbers or vectors",
          name, column.isText() ? "texts" : "lists");
    }
    int width = column.width();
    double[] all = column.toArray();
    double[] values = new double[starts[begins.length] * width];
    for (int row = 0; row < begins.length; row++) {
      System.arraycopy(
          all, begins[row] * width, values, starts[row] * width, (row - begins[row] + 1) * width);
    }
    return width == 1 ? columns.lists(starts, values) : columns.vectorLists(width, starts, values);
  }
}
