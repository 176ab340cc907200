package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.data.ColumnType;
import org.esscher.data.ValueKind;

/**
 * A {@link Batch} as a {@link State}, so that it is stored as all states are. What comes back holds
 * float64 where there were numbers of another precision, and int64 where there were whole numbers,
 * one a row.
 */
final class BatchCodec {
  private static final String COLUMNS = "columns";
  private static final double TWO_TO_32 = 4294967296.0;

  private BatchCodec() {}

  static State encode(Batch batch) {
    State state = State.empty().withTexts(COLUMNS, List.copyOf(batch.names()));
    int number = 0;
    for (String name : batch.names()) {
      state = state.withAll(Integer.toString(number++), encode(name, batch.column(name)));
    }
    return state;
  }

  private static State encode(String name, Column column) {
    requireValues(name, column);
    ColumnType type = ColumnType.of(column);
    State state = State.empty().with("width", type.width());
    if (type.ragged()) {
      double[] starts = new double[column.rows() + 1];
      for (int row = 0; row < starts.length; row++) {
        starts[row] = column.start(row);
      }
      state = state.with("starts", starts);
    }
    ValueKind kind = type.ragged() || type.width() > 1 ? numberOrText(type) : type.kind();
    state = state.withTexts("kind", List.of(kind.name().toLowerCase(Locale.ROOT)));
    return switch (kind) {
      case TEXT -> state.withTexts("values", texts(column));
      case INTEGER -> integers(state, column);
      case BOOLEAN, NUMBER -> state.with("values", column.toArray());
    };
  }

  private static ValueKind numberOrText(ColumnType type) {
    return type.kind() == ValueKind.TEXT ? ValueKind.TEXT : ValueKind.NUMBER;
  }

  private static void requireValues(String name, Column column) {
    for (int row = 0; row < column.rows(); row++) {
      for (int element = column.start(row); element < column.start(row + 1); element++) {
        if (column.isMissing(element)) {
          throw EsscherException.data(
              "the column %s has no value in row %d; rows that a run keeps are complete: fill the"
                  + " value, or leave out the row or the column",
              name, row);
        }
      }
    }
  }

  private static List<String> texts(Column column) {
    List<String> texts = new ArrayList<>();
    for (int element = 0; element < column.start(column.rows()); element++) {
      texts.add(column.text(element));
    }
    return texts;
  }

  /** In two halves, since a float64 holds 53 bits. */
  private static State integers(State state, Column column) {
    double[] high = new double[column.rows()];
    double[] low = new double[column.rows()];
    for (int row = 0; row < column.rows(); row++) {
      long value = Long.parseLong(column.text(row));
      high[row] = value >> 32;
      low[row] = value & 0xffffffffL;
    }
    return state.with("high", high).with("low", low);
  }

  static Batch decode(State state, Columns columns) {
    Map<String, Column> decoded = new LinkedHashMap<>();
    List<String> names = state.texts(COLUMNS);
    for (int i = 0; i < names.size(); i++) {
      decoded.put(names.get(i), column(state.under(Integer.toString(i)), columns));
    }
    return columns.batch(decoded);
  }

  private static Column column(State state, Columns columns) {
    int width = (int) state.number("width", 1);
    return switch (ValueKind.valueOf(state.texts("kind").get(0).toUpperCase(Locale.ROOT))) {
      case TEXT -> texts(state, columns);
      case INTEGER -> columns.integers(integers(state.get("high"), state.get("low")));
      case BOOLEAN -> columns.booleans(booleans(state.get("values")));
      case NUMBER -> numbers(state, width, columns);
    };
  }

  private static Column texts(State state, Columns columns) {
    List<String> values = state.texts("values");
    if (!state.has("starts")) {
      return columns.texts(values);
    }
    int[] starts = starts(state);
    List<List<String>> rows = new ArrayList<>();
    for (int row = 0; row + 1 < starts.length; row++) {
      rows.add(values.subList(starts[row], starts[row + 1]));
    }
    return columns.textLists(rows);
  }

  private static Column numbers(State state, int width, Columns columns) {
    double[] values = state.get("values");
    if (state.has("starts")) {
      return width == 1
          ? columns.lists(starts(state), values)
          : columns.vectorLists(width, starts(state), values);
    }
    return width == 1 ? columns.numbers(values) : columns.vectors(width, values);
  }

  private static int[] starts(State state) {
    double[] stored = state.get("starts");
    int[] starts = new int[stored.length];
    for (int row = 0; row < starts.length; row++) {
      starts[row] = (int) stored[row];
    }
    return starts;
  }

  private static long[] integers(double[] high, double[] low) {
    long[] values = new long[high.length];
    for (int row = 0; row < values.length; row++) {
      values[row] = (long) (high[row] * TWO_TO_32) + (long) low[row];
    }
    return values;
  }

  private static boolean[] booleans(double[] stored) {
    boolean[] values = new boolean[stored.length];
    for (int row = 0; row < values.length; row++) {
      values[row] = stored[row] != 0;
    }
    return values;
  }
}
