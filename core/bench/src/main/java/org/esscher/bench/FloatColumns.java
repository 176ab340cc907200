package org.esscher.bench;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.jspecify.annotations.Nullable;

/** Columns of float32, which is what model outputs are, and masks. */
final class FloatColumns {
  private static final FieldType FLOAT =
      FieldType.nullable(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
  private static final FieldType BOOLEAN = FieldType.nullable(new ArrowType.Bool());

  private final Arena arena;

  FloatColumns(Arena arena) {
    this.arena = arena;
  }

  /** Lists that start where they are said to, or a value a row. */
  Column column(int @Nullable [] starts, float[] values) {
    if (starts == null) {
      Float4Vector vector = new Float4Vector("column", arena.allocator());
      fill(vector, values);
      return arena.wrap(vector);
    }
    ListVector lists = ListVector.empty("column", arena.allocator());
    fill((Float4Vector) lists.addOrGetVector(FLOAT).getVector(), values);
    return lists(lists, starts);
  }

  /** Lists of booleans. */
  Column booleans(int[] starts, boolean[] values) {
    ListVector lists = ListVector.empty("column", arena.allocator());
    BitVector bits = (BitVector) lists.addOrGetVector(BOOLEAN).getVector();
    bits.allocateNew(values.length);
    for (int i = 0; i < values.length; i++) {
      bits.set(i, values[i] ? 1 : 0);
    }
    bits.setValueCount(values.length);
    return lists(lists, starts);
  }

  private Column lists(ListVector lists, int[] starts) {
    BufferAllocator allocator = arena.allocator();
    int rows = starts.length - 1;
    long bytes = (rows + 7L) >>> 3;
    try (ArrowBuf validity = allocator.buffer(bytes);
        ArrowBuf offsets = allocator.buffer(4L * starts.length)) {
      validity.setOne(0, bytes);
      for (int row = 0; row < starts.length; row++) {
        offsets.setInt(4L * row, starts[row]);
      }
      lists.loadFieldBuffers(new ArrowFieldNode(rows, 0), List.of(validity, offsets));
    }
    return arena.wrap(lists);
  }

  private static void fill(Float4Vector vector, float[] values) {
    vector.allocateNew(values.length);
    for (int i = 0; i < values.length; i++) {
      vector.set(i, values[i]);
    }
    vector.setValueCount(values.length);
  }
}
