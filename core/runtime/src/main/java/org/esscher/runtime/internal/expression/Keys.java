package org.esscher.runtime.internal.expression;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** Values of an identifying column, as what they are compared by. */
abstract class Keys {
  private Keys() {}

  static Keys of(Column column, String name) {
    requireOneARow(column, name);
    if (column.arrow() instanceof BigIntVector numbers && isComplete(numbers)) {
      return new WholeNumbers(numbers);
    }
    return new Texts(column, name);
  }

  private static boolean isComplete(BigIntVector numbers) {
    return BitVectorHelper.checkAllBitsEqualTo(
        numbers.getValidityBuffer(), numbers.getValueCount(), true);
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
   * @param number takes that of each row
   * @return how many values differ
   */
  int number(KeyRuns runs, int[] number) {
    Map<Object, Integer> numbers = new HashMap<>();
    int[] starts = runs.starts();
    for (int run = 0; run < runs.count(); run++) {
      int next = numbers.size();
      Integer known = numbers.putIfAbsent(key(starts[run]), next);
      Arrays.fill(number, starts[run], starts[run + 1], known == null ? next : known);
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

    private final BigIntVector numbers;

    WholeNumbers(BigIntVector numbers) {
      this.numbers = numbers;
    }

    @Override
    Object key(int row) {
      return numbers.get(row);
    }

    /** Where values lie close together, as they do when somebody counted, by a table of them. */
    @Override
    int number(KeyRuns runs, int[] number) {
      int[] starts = runs.starts();
      long[] values = new long[runs.count()];
      long least = Long.MAX_VALUE;
      long most = Long.MIN_VALUE;
      for (int run = 0; run < values.length; run++) {
        long value = numbers.getDataBuffer().getLong((long) Long.BYTES * starts[run]);
        values[run] = value;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      long span = most - least;
      long places = Math.min((long) PLACES_A_RUN * values.length, Integer.MAX_VALUE - 8);
      // Negative where it is more than a number can tell.
      if (span < 0 || span >= places) {
        return super.number(runs, number);
      }
      int[] known = new int[(int) span + 1];
      int count = 0;
      for (int run = 0; run < values.length; run++) {
        int place = (int) (values[run] - least);
        known[place] = known[place] == 0 ? ++count : known[place];
        Arrays.fill(number, starts[run], starts[run + 1], known[place] - 1);
      }
      return count;
    }

    @Override
    KeyRuns runs(int rows, Workers workers) {
      return KeyRuns.find(rows, workers, () -> new NumberReader(numbers.getDataBuffer()));
    }
  }

  /** Copies a stretch of numbers at a time. */
  private static final class NumberReader implements KeyRuns.Reader {
    private final ArrowBuf numbers;
    private final ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * Block.STRETCH).order(ByteOrder.nativeOrder());
    private final LongBuffer stored = bytes.asLongBuffer();
    private final long[] values = new long[Block.STRETCH];
    private boolean rising = true;

    NumberReader(ArrowBuf numbers) {
      this.numbers = numbers;
    }

    @Override
    public int look(Block stretch, int[] starts) {
      int first = stretch.firstPosition();
      numbers.getBytes((long) Long.BYTES * first, bytes.array(), 0, Long.BYTES * stretch.rows());
      stored.get(0, values, 0, stretch.rows());
      long before = first == 0 ? values[0] : numbers.getLong(Long.BYTES * (first - 1L));
      int runs = 0;
      if (first == 0) {
        starts[runs++] = 0;
      }
      boolean fell = false;
      for (int i = 0; i < stretch.rows(); i++) {
        long value = values[i];
        fell |= value < before;
        if (value != before) {
          starts[runs++] = first + i;
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
