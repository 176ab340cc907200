package org.esscher.data;

import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.esscher.api.Column;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** Arrow vectors from Java values; the caller owns what comes back. */
final class VectorMaker {
  private static final String NAME = "column";

  private VectorMaker() {}

  static Float8Vector numbers(BufferAllocator allocator, double... values) {
    return filled(
        new Float8Vector(NAME, allocator),
        vector -> {
          vector.allocateNew(values.length);
          fill(vector, values);
        });
  }

  static BigIntVector integers(BufferAllocator allocator, long... values) {
    return filled(
        new BigIntVector(NAME, allocator),
        vector -> {
          vector.allocateNew(values.length);
          ArrowBuf data = vector.getDataBuffer();
          for (int i = 0; i < values.length; i++) {
            data.setLong(8L * i, values[i]);
          }
          setAllValid(vector, values.length);
          vector.setValueCount(values.length);
        });
  }

  static BitVector booleans(BufferAllocator allocator, boolean... values) {
    return filled(
        new BitVector(NAME, allocator),
        vector -> {
          vector.allocateNew(values.length);
          for (int i = 0; i < values.length; i++) {
            vector.set(i, values[i] ? 1 : 0);
          }
          vector.setValueCount(values.length);
        });
  }

  static VarCharVector texts(BufferAllocator allocator, List<String> values) {
    return filled(new VarCharVector(NAME, allocator), vector -> fill(vector, values));
  }

  static FixedSizeListVector vectors(BufferAllocator allocator, int width, double... values) {
    return filled(
        FixedSizeListVector.empty(NAME, width, allocator),
        vector -> {
          Float8Vector data = (Float8Vector) vector.addOrGetVector(nullable(number())).getVector();
          data.allocateNew(values.length);
          fill(data, values);
          loadFixed(vector, allocator, values.length / width, row -> false);
        });
  }

  static ListVector lists(BufferAllocator allocator, int[] starts, double... values) {
    return filled(
        ListVector.empty(NAME, allocator),
        vector -> {
          Float8Vector data = (Float8Vector) vector.addOrGetVector(nullable(number())).getVector();
          data.allocateNew(values.length);
          fill(data, values);
          loadList(vector, allocator, starts);
        });
  }

  static ListVector vectorLists(
      BufferAllocator allocator, int width, int[] starts, double... values) {
    return filled(
        ListVector.empty(NAME, allocator),
        vector -> {
          FixedSizeListVector inner =
              (FixedSizeListVector)
                  vector.addOrGetVector(nullable(new ArrowType.FixedSizeList(width))).getVector();
          Float8Vector data = (Float8Vector) inner.addOrGetVector(nullable(number())).getVector();
          data.allocateNew(values.length);
          fill(data, values);
          loadFixed(inner, allocator, values.length / width, row -> false);
          loadList(vector, allocator, starts);
        });
  }

  /** Numbers of float64 in the shape of a column, not set yet. */
  static FieldVector unset(BufferAllocator allocator, Column shape) {
    int elements = shape.start(shape.rows());
    if (!shape.ragged()) {
      return unset(allocator, shape.width(), elements);
    }
    return filled(
        ListVector.empty(NAME, allocator),
        vector -> {
          if (shape.width() == 1) {
            setSize(
                (Float8Vector) vector.addOrGetVector(nullable(number())).getVector(),
                allocator,
                elements);
          } else {
            ArrowType type = new ArrowType.FixedSizeList(shape.width());
            setSize(
                (FixedSizeListVector) vector.addOrGetVector(nullable(type)).getVector(),
                allocator,
                elements);
          }
          int[] starts = new int[shape.rows() + 1];
          shape.starts(0, starts, 0, starts.length);
          loadList(vector, allocator, starts);
        });
  }

  private static FieldVector unset(BufferAllocator allocator, int width, int elements) {
    return width == 1
        ? filled(new Float8Vector(NAME, allocator), vector -> setSize(vector, allocator, elements))
        : filled(
            FixedSizeListVector.empty(NAME, width, allocator),
            vector -> setSize(vector, allocator, elements));
  }

  /** Numbers that all exist. The memory is not set to 0 first, as the vector itself would do. */
  private static void setSize(Float8Vector vector, BufferAllocator allocator, int count) {
    try (ArrowBuf validity = allocator.buffer(validityBytes(count));
        ArrowBuf data = allocator.buffer((long) Double.BYTES * count)) {
      validity.setOne(0, validityBytes(count));
      vector.loadFieldBuffers(new ArrowFieldNode(count, 0), List.of(validity, data));
    }
  }

  private static void setSize(FixedSizeListVector vector, BufferAllocator allocator, int count) {
    Float8Vector data = (Float8Vector) vector.addOrGetVector(nullable(number())).getVector();
    setSize(data, allocator, Math.multiplyExact(count, vector.getListSize()));
    loadFixed(vector, allocator, count, row -> false);
  }

  static ListVector textLists(BufferAllocator allocator, List<List<String>> values) {
    int[] starts = new int[values.size() + 1];
    for (int row = 0; row < values.size(); row++) {
      starts[row + 1] = starts[row] + values.get(row).size();
    }
    return filled(
        ListVector.empty(NAME, allocator),
        vector -> {
          VarCharVector data =
              (VarCharVector) vector.addOrGetVector(nullable(ArrowType.Utf8.INSTANCE)).getVector();
          fill(data, values.stream().flatMap(List::stream).toList());
          loadList(vector, allocator, starts);
        });
  }

  /** Fills a new vector; where memory is refused half-way, the half is given back. */
  private static <V extends FieldVector> V filled(V vector, Consumer<V> fill) {
    try {
      fill.accept(vector);
      return vector;
    } catch (RuntimeException refused) {
      vector.close();
      throw refused;
    }
  }

  /**
   * Gives a list vector its rows; its data vector is filled by the caller, before or after.
   *
   * @param starts the first element of each row, and their number
   */
  static void loadList(ListVector vector, BufferAllocator allocator, int[] starts) {
    int rows = starts.length - 1;
    try (ArrowBuf validity = allocator.buffer(validityBytes(rows));
        ArrowBuf offsets = allocator.buffer((long) Integer.BYTES * starts.length)) {
      validity.setOne(0, validityBytes(rows));
      long address = offsets.memoryAddress();
      for (int row = 0; row <= rows; row++) {
        MemoryUtil.putInt(address + (long) Integer.BYTES * row, starts[row]);
      }
      vector.loadFieldBuffers(new ArrowFieldNode(rows, 0), List.of(validity, offsets));
    }
  }

  /** Gives a fixed-size list vector its rows; its data vector is filled by the caller. */
  static void loadFixed(
      FixedSizeListVector vector, BufferAllocator allocator, int rows, IntPredicate missing) {
    try (ArrowBuf validity = allocator.buffer(validityBytes(rows))) {
      validity.setOne(0, validityBytes(rows));
      int nulls = 0;
      for (int row = 0; row < rows; row++) {
        if (missing.test(row)) {
          BitVectorHelper.unsetBit(validity, row);
          nulls++;
        }
      }
      vector.loadFieldBuffers(new ArrowFieldNode(rows, nulls), List.of(validity));
    }
  }

  /** An empty vector of another one's type under a name. */
  static FieldVector like(FieldVector source, String name, BufferAllocator allocator) {
    Field field = source.getField();
    return new Field(name, field.getFieldType(), field.getChildren()).createVector(allocator);
  }

  static ArrowType number() {
    return new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  }

  static FieldType nullable(ArrowType type) {
    return FieldType.nullable(type);
  }

  /** Marks the first values as present; the validity buffer must be large enough. */
  static void setAllValid(FieldVector vector, int count) {
    ArrowBuf validity = vector.getValidityBuffer();
    int bytes = count >>> 3;
    validity.setOne(0L, bytes);
    for (int i = bytes << 3; i < count; i++) {
      BitVectorHelper.setBit(validity, i);
    }
  }

  static EsscherException tooMuchText(String column) {
    return new EsscherException(
        ErrorCode.RESOURCES,
        String.format(
            Locale.ROOT,
            "column '%s' would hold more than 2 GiB of text in one batch: read it in smaller batches",
            column),
        null);
  }

  private static long validityBytes(int rows) {
    return (rows + 7L) >>> 3;
  }

  private static void fill(Float8Vector vector, double[] values) {
    ArrowBuf data = vector.getDataBuffer();
    // One check of the bounds for all.
    data.checkBytes(0, 8L * values.length);
    DoubleBuffer memory = RawMemory.doubles(data.memoryAddress(), values.length);
    if (memory != null) {
      memory.put(0, values);
    } else {
      for (int i = 0; i < values.length; i++) {
        data.setDouble(8L * i, values[i]);
      }
    }
    setAllValid(vector, values.length);
    vector.setValueCount(values.length);
  }

  private static void fill(VarCharVector vector, List<String> values) {
    byte[][] encoded = new byte[values.size()][];
    long bytes = 0;
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = values.get(i).getBytes(StandardCharsets.UTF_8);
      bytes += encoded[i].length;
    }
    if (bytes > Integer.MAX_VALUE) {
      throw tooMuchText(vector.getName());
    }
    vector.allocateNew(bytes, encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      vector.set(i, encoded[i]);
    }
    vector.setValueCount(encoded.length);
  }
}
