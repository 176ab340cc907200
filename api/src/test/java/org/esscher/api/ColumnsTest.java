package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  /** Makes columns of numbers over arrays, and nothing else. */
  private static final class ArrayColumns implements Columns {
    @Override
    public Column numbers(double... values) {
      return ArrayColumn.of(1, values);
    }

    @Override
    public Column vectors(int width, double... values) {
      return ArrayColumn.of(width, values);
    }

    @Override
    public Column lists(int[] starts, double... values) {
      return ArrayColumn.ragged(1, starts, values);
    }

    @Override
    public Column vectorLists(int width, int[] starts, double... values) {
      return ArrayColumn.ragged(width, starts, values);
    }

    @Override
    public Column integers(long... values) {
      throw new AssertionError("no test asks for integers");
    }

    @Override
    public Column booleans(boolean... values) {
      throw new AssertionError("no test asks for booleans");
    }

    @Override
    public Column texts(List<String> values) {
      throw new AssertionError("no test asks for texts");
    }

    @Override
    public Column textLists(List<List<String>> values) {
      throw new AssertionError("no test asks for textLists");
    }

    @Override
    public Batch batch(Map<String, Column> columns) {
      throw new AssertionError("no test asks for batch");
    }

    @Override
    public Batch concat(List<Batch> batches) {
      throw new AssertionError("no test asks for concat");
    }
  }

  /** What an implementation written before writers existed gives. */
  @Test
  void writersNeedNoSupport() {
    Column shape = ArrayColumn.ragged(2, new int[] {0, 1, 1, 2}, 1, 2, 3, 4);
    ColumnWriter writer = new ArrayColumns().writer(shape);
    writer.put(0, new double[] {0, 10, 20, 30}, 1, 2);
    writer.put(2, new double[] {30, 40}, 0, 2);
    writer.add(3, new double[] {2}, 0, 1);
    assertThat(writer.column().toArray()).containsExactly(10, 20, 30, 42);
    assertThat(writer.column().start(2)).isEqualTo(1);
    assertThat(writer.column()).isSameAs(writer.column());
  }

  @Test
  void readsRunsOneByOneWhereNothingBetterIsKnown() {
    double[] read = new double[4];
    ArrayColumn.of(1, 5, 6, 7).read(1, read, 2, 2);
    assertThat(read).containsExactly(0, 0, 6, 7);
  }
}
