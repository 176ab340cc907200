package org.esscher.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.esscher.api.EsscherException;

/**
 * Copies ranges of vectors of one type, one after the other, into a new vector; the caller owns it.
 */
final class VectorConcatenation {
  private VectorConcatenation() {}

  /** Some consecutive values of a vector. */
  private record Range(FieldVector vector, int from, int count) {
    static Range all(FieldVector vector) {
      return new Range(vector, 0, vector.getValueCount());
    }
  }

  static FieldVector concat(String name, List<FieldVector> sources, BufferAllocator allocator) {
    FieldVector target = VectorMaker.like(sources.get(0), name, allocator);
    try {
      fill(target, sources.stream().map(Range::all).toList(), allocator);
      return target;
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** A copy of some consecutive values. */
  static FieldVector slice(
      String name, FieldVector source, int from, int count, BufferAllocator allocator) {
    FieldVector target = VectorMaker.like(source, name, allocator);
    try {
      fill(target, List.of(new Range(source, from, count)), allocator);
      return target;
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  private static void fill(FieldVector target, List<Range> ranges, BufferAllocator allocator) {
    int total = 0;
    for (Range range : ranges) {
      total = Math.addExact(total, range.count());
    }
    if (target instanceof ListVector list) {
      fillLists(list, ranges, total, allocator);
    } else if (target instanceof FixedSizeListVector fixed) {
      fillFixed(fixed, ranges, total, allocator);
    } else if (target instanceof BaseFixedWidthVector fixed && !(target instanceof BitVector)) {
      fillScalars(fixed, ranges, total);
    } else {
      allocateTextOrBits(target, ranges, total);
      int to = 0;
      for (Range range : ranges) {
        for (int i = 0; i < range.count(); i++) {
          target.copyFrom(range.from() + i, to++, range.vector());
        }
      }
      target.setValueCount(total);
    }
  }

  private static void fillLists(
      ListVector target, List<Range> ranges, int total, BufferAllocator allocator) {
    int[] starts = new int[total + 1];
    int row = 0;
    List<Range> elements = new ArrayList<>();
    for (Range range : ranges) {
      ListVector source = (ListVector) range.vector();
      if (range.count() == 0) {
        continue;
      }
      int first = source.getElementStartIndex(range.from());
      int end = first;
      int base = starts[row];
      for (int i = 0; i < range.count(); i++) {
        end = source.getElementEndIndex(range.from() + i);
        starts[++row] = Math.addExact(base, end - first);
      }
      elements.add(new Range(source.getDataVector(), first, end - first));
    }
    fill(target.getDataVector(), elements, allocator);
    VectorMaker.loadList(target, allocator, starts);
  }

  private static void fillFixed(
      FixedSizeListVector target, List<Range> ranges, int total, BufferAllocator allocator) {
    int width = target.getListSize();
    BitSet missing = new BitSet();
    List<Range> elements = new ArrayList<>();
    int to = 0;
    for (Range range : ranges) {
      FixedSizeListVector source = (FixedSizeListVector) range.vector();
      for (int i = 0; i < range.count(); i++) {
        missing.set(to++, source.isNull(range.from() + i));
      }
      elements.add(
          new Range(
              source.getDataVector(),
              Math.multiplyExact(range.from(), width),
              Math.multiplyExact(range.count(), width)));
    }
    fill(target.getDataVector(), elements, allocator);
    VectorMaker.loadFixed(target, allocator, total, missing::get);
  }

  private static void fillScalars(BaseFixedWidthVector target, List<Range> ranges, int total) {
    target.allocateNew(total);
    VectorMaker.setAllValid(target, total);
    long width = target.getTypeWidth();
    int to = 0;
    for (Range range : ranges) {
      target
          .getDataBuffer()
          .setBytes(
              width * to,
              range.vector().getDataBuffer(),
              width * range.from(),
              width * range.count());
      if (range.vector().getNullCount() > 0) {
        for (int i = 0; i < range.count(); i++) {
          if (range.vector().isNull(range.from() + i)) {
            BitVectorHelper.unsetBit(target.getValidityBuffer(), to + i);
          }
        }
      }
      to += range.count();
    }
    target.setValueCount(total);
  }

  private static void allocateTextOrBits(FieldVector target, List<Range> ranges, int total) {
    if (target instanceof BitVector bits) {
      bits.allocateNew(total);
    } else if (target instanceof BaseVariableWidthVector text) {
      long bytes = 0;
      for (Range range : ranges) {
        if (range.count() > 0) {
          bytes +=
              range.vector().getOffsetBuffer().getInt(4L * (range.from() + range.count()))
                  - range.vector().getOffsetBuffer().getInt(4L * range.from());
        }
      }
      if (bytes > Integer.MAX_VALUE) {
        throw VectorMaker.tooMuchText(target.getName());
      }
      text.allocateNew(bytes, total);
    } else if (target instanceof BaseLargeVariableWidthVector text) {
      long bytes = 0;
      for (Range range : ranges) {
        bytes += range.vector().getDataBuffer().capacity();
      }
      text.allocateNew(bytes, total);
    } else {
      throw EsscherException.data(
          "column '%s' of Arrow type %s cannot be put together",
          target.getName(), target.getField());
    }
  }
}
