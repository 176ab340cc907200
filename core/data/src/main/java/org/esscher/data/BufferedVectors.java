package org.esscher.data;

import java.util.Arrays;
import java.util.Objects;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Arrow vectors from ranges of rows of a frozen {@link ColumnBuffer}; the caller owns them. */
final class BufferedVectors {
  private BufferedVectors() {}

  static FieldVector rows(ColumnBuffer column, int from, int to, BufferAllocator allocator) {
    Field scalar = Field.nullable(column.name(), type(column));
    int start = column.start(from);
    int end = column.start(to);
    if (column.shape() == ColumnBuffer.Shape.LIST) {
      ListVector lists = ListVector.empty(column.name(), allocator);
      FieldVector inner =
          (FieldVector)
              (column.holdsVectors()
                      ? lists.addOrGetVector(
                          VectorMaker.nullable(new ArrowType.FixedSizeList(column.width())))
                      : lists.addOrGetVector(scalar.getFieldType()))
                  .getVector();
      fillElements(inner, column, start, end, allocator);
      int[] starts = new int[to - from + 1];
      Arrays.setAll(starts, row -> column.start(from + row) - start);
      VectorMaker.loadList(lists, allocator, starts);
      return lists;
    }
    FieldVector vector =
        column.holdsVectors()
            ? FixedSizeListVector.empty(column.name(), column.width(), allocator)
            : scalar.createVector(allocator);
    fillElements(vector, column, start, end, allocator);
    return vector;
  }

  private static void fillElements(
      FieldVector target, ColumnBuffer column, int start, int end, BufferAllocator allocator) {
    int width = column.width();
    if (target instanceof FixedSizeListVector fixed) {
      FieldVector data =
          (FieldVector) fixed.addOrGetVector(VectorMaker.nullable(type(column))).getVector();
      fillScalars(data, column.elements(), start * width, end * width);
      VectorMaker.loadFixed(
          fixed, allocator, end - start, vector -> column.isMissingVector(start + vector));
    } else {
      fillScalars(target, column.elements(), start, end);
    }
  }

  private static ArrowType type(ColumnBuffer column) {
    return switch (kind(column.elements())) {
      case BOOLEAN -> ArrowType.Bool.INSTANCE;
      case INTEGER -> new ArrowType.Int(64, true);
      case NUMBER -> VectorMaker.number();
      case TEXT -> ArrowType.Utf8.INSTANCE;
    };
  }

  private static ValueKind kind(ElementBuffer elements) {
    return Objects.requireNonNull(elements.kind(), "a frozen column has a kind");
  }

  private static void fillScalars(FieldVector target, ElementBuffer elements, int from, int to) {
    int count = to - from;
    switch (kind(elements)) {
      case BOOLEAN -> fillBits((BitVector) target, elements, from, count);
      case INTEGER -> {
        ((BigIntVector) target).allocateNew(count);
        ArrowBuf data = target.getDataBuffer();
        for (int i = 0; i < count; i++) {
          data.setLong(8L * i, elements.integer(from + i));
        }
      }
      case NUMBER -> {
        ((Float8Vector) target).allocateNew(count);
        ArrowBuf data = target.getDataBuffer();
        for (int i = 0; i < count; i++) {
          data.setLong(8L * i, elements.integer(from + i));
        }
      }
      case TEXT -> fillTexts((VarCharVector) target, elements, from, count);
    }
    VectorMaker.setAllValid(target, count);
    for (int i = 0; i < count; i++) {
      if (elements.isMissing(from + i)) {
        BitVectorHelper.unsetBit(target.getValidityBuffer(), i);
      }
    }
    target.setValueCount(count);
  }

  private static void fillBits(BitVector target, ElementBuffer elements, int from, int count) {
    target.allocateNew(count);
    for (int i = 0; i < count; i++) {
      target.set(i, (int) elements.integer(from + i));
    }
  }

  private static void fillTexts(VarCharVector target, ElementBuffer elements, int from, int count) {
    int start = elements.textStart(from);
    int bytes = count == 0 ? 0 : elements.textEnd(from + count - 1) - start;
    target.allocateNew(bytes, count);
    target.getDataBuffer().setBytes(0, elements.text().bytes(), start, bytes);
    target.getOffsetBuffer().setInt(0, 0);
    for (int i = 0; i < count; i++) {
      target.getOffsetBuffer().setInt(4L * (i + 1), elements.textEnd(from + i) - start);
    }
    target.setLastSet(count - 1);
  }
}
