package org.esscher.runtime.internal.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** Values of an identifying column, as what they are compared by. */
abstract class Keys {
  private Keys() {}

  static Keys of(Column column, String name) {
    requireOneARow(column, name);
    IntToLongFunction numbers = numbers(column.arrow());
    return numbers == null ? new Texts(column, name) : new WholeNumbers(numbers);
  }

  /** The numbers of a vector by row, or null where it has others or where one is missing. */
  private static @Nullable IntToLongFunction numbers(FieldVector vector) {
    int rows = vector.getValueCount();
    boolean longs = vector instanceof BigIntVector;
    if (!(longs || vector instanceof IntVector)
        || !BitVectorHelper.checkAllBitsEqualTo(vector.getValidityBuffer(), rows, true)) {
      return null;
    }
    ArrowBuf stored = vector.getDataBuffer();
    // One check of the bounds for all.
    stored.checkBytes(0, (longs ? Long.BYTES : Integer.BYTES) * (long) rows);
    long address = stored.memoryAddress();
    return longs
        ? row -> MemoryUtil.getLong(address + (long) Long.BYTES * row)
        : row -> MemoryUtil.getInt(address + (long) Integer.BYTES * row);
  }

  /** Equal for rows of equal values. */
  abstract Object key(int row);

  /**
   * Where runs of equal values begin.
   *
   * @param rows how many
   * @param workers who look
   * @return the runs
   */
  abstract KeyRuns runs(int rows, Workers workers);

  /**
   * Numbers values by first appearance: what begins another run may have appeared before.
   *
   * @param runs of equal values
   * @param number takes that of each run
   * @return how many values differ
   */
  int number(KeyRuns runs, int[] number) {
    Map<Object, Integer> numbers = new HashMap<>();
    for (int run = 0; run < number.length; run++) {
      int next = numbers.size();
      Integer known = numbers.putIfAbsent(key(runs.starts()[run]), next);
      number[run] = known == null ? next : known;
    }
    return numbers.size();
  }

  private static void requireOneARow(Column column, String name) {
    if (column.ragged() || column.width() != 1) {
      throw EsscherException.data(
          "column %s identifies rows and must hold one value per row, not lists or vectors", name);
    }
  }

  /** A value as text, the form that it has in keyed states. */
  static String text(Column column, int row, String name) {
    requireOneARow(column, name);
    if (column.isMissing(row)) {
      throw EsscherException.data("row %d: column %s is missing; it identifies the row", row, name);
    }
    return column.text(row);
  }

  /** Adds what tells a row's value from others: a list or vector by its length and elements. */
  static void addContent(Column column, int row, String name, List<String> values) {
    if (!column.ragged() && column.width() == 1) {
      values.add(text(column, row, name));
      return;
    }
    long from = (long) column.start(row) * column.width();
    long to = (long) column.start(row + 1) * column.width();
    values.add(Long.toString(to - from));
    for (long i = from; i < to; i++) {
      values.add(column.isText() ? column.text((int) i) : Double.toString(column.at(i)));
    }
  }

  private static final class WholeNumbers extends Keys {
    /** Places of a table for each run of equal values, beyond which a map is smaller. */
    private static final int PLACES_A_RUN = 4;

    private final IntToLongFunction numbers;

    WholeNumbers(IntToLongFunction numbers) {
      this.numbers = numbers;
    }

    @Override
    Object key(int row) {
      return numbers.applyAsLong(row);
    }

    /** Where values lie close together, as they do when somebody counted, by a table of them. */
    @Override
    int number(KeyRuns runs, int[] number) {
      long[] values = values(runs.starts(), number.length);
      long least = Long.MAX_VALUE;
      long most = Long.MIN_VALUE;
      for (long value : values) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      long span = most - least;
      long places = Math.min((long) PLACES_A_RUN * values.length, Integer.MAX_VALUE - 8);
      // Negative where it is more than a number can tell.
      return span < 0 || span >= places
          ? super.number(runs, number)
          : number(values, least, new int[(int) span + 1], number);
    }

    private static int number(long[] values, long least, int[] known, int[] number) {
      int count = 0;
      for (int run = 0; run < values.length; run++) {
        int place = (int) (values[run] - least);
        known[place] = known[place] == 0 ? ++count : known[place];
        number[run] = known[place] - 1;
      }
      return count;
    }

    private long[] values(int[] starts, int runs) {
      long[] values = new long[runs];
      for (int run = 0; run < runs; run++) {
        values[run] = numbers.applyAsLong(starts[run]);
      }
      return values;
    }

    @Override
    KeyRuns runs(int rows, Workers workers) {
      return KeyRuns.find(rows, workers, () -> new NumberReader(numbers));
    }
  }

  /** Reads numbers one by one, and whether they rise. */
  private static final class NumberReader implements KeyRuns.Reader {
    private final IntToLongFunction numbers;
    private boolean rising = true;

    NumberReader(IntToLongFunction numbers) {
      this.numbers = numbers;
    }

    @Override
    public int look(Block stretch, int[] starts) {
      int first = stretch.firstPosition();
      int runs = 0;
      if (first == 0) {
        starts[runs++] = 0;
      }
      long before = numbers.applyAsLong(Math.max(0, first - 1));
      boolean fell = false;
      for (int row = first; row < first + stretch.rows(); row++) {
        long value = numbers.applyAsLong(row);
        fell |= value < before;
        if (value != before) {
          starts[runs++] = row;
        }
        before = value;
      }
      rising &= !fell;
      return runs;
    }

    @Override
    public boolean rising() {
      return rising;
    }
  }

  private static final class Texts extends Keys {
    private final Column column;
    private final String name;

    Texts(Column column, String name) {
      this.column = column;
      this.name = name;
    }

    @Override
    Object key(int row) {
      return text(column, row, name);
    }

    @Override
    KeyRuns runs(int rows, Workers workers) {
      return KeyRuns.find(rows, workers, () -> new TextReader(this));
    }
  }

  /** Reads texts one by one; their order tells nothing. */
  private record TextReader(Texts texts) implements KeyRuns.Reader {
    @Override
    public int look(Block stretch, int[] starts) {
      int first = stretch.firstPosition();
      int runs = 0;
      Object before = first == 0 ? null : texts.key(first - 1);
      for (int row = first; row < first + stretch.rows(); row++) {
        Object key = texts.key(row);
        if (!key.equals(before)) {
          starts[runs++] = row;
        }
        before = key;
      }
      return runs;
    }

    @Override
    public boolean rising() {
      return false;
    }
  }
}
