package org.esscher.data;

import java.util.Objects;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.esscher.api.EsscherException;

/** Copies chosen rows of a vector into a new one of the same type; the caller owns it. */
final class RowTake {
  private RowTake() {}

  static FieldVector take(String name, FieldVector source, int[] rows, BufferAllocator allocator) {
    if (rows.length > 1 && follow(rows)) {
      return VectorConcatenation.slice(name, source, rows[0], rows.length, allocator);
    }
    FieldVector target = VectorMaker.like(source, name, allocator);
    try {
      fill(target, source, rows, allocator);
      return target;
    } catch (RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** Whether rows stand one after the other, so that whole ranges of bytes are copied. */
  private static boolean follow(int[] rows) {
    for (int i = 1; i < rows.length; i++) {
      if (rows[i] != rows[i - 1] + 1) {
        return false;
      }
    }
    return true;
  }

  private static void fill(
      FieldVector target, FieldVector source, int[] rows, BufferAllocator allocator) {
    if (target instanceof ListVector list) {
      fillLists(list, (ListVector) source, rows, allocator);
    } else if (target instanceof FixedSizeListVector fixed) {
      int[] elements = expand(rows, fixed.getListSize());
      fill(
          fixed.getDataVector(),
          ((FixedSizeListVector) source).getDataVector(),
          elements,
          allocator);
      VectorMaker.loadFixed(fixed, allocator, rows.length, row -> source.isNull(rows[row]));
    } else if (target instanceof BaseFixedWidthVector fixed
        && fixed.getTypeWidth() % Integer.BYTES == 0
        && fixed.getTypeWidth() > 0
        && source.getNullCount() == 0) {
      fillNumbers(fixed, source, rows);
    } else {
      allocate(target, source, rows);
      for (int i = 0; i < rows.length; i++) {
        target.copyFrom(rows[i], i, source);
      }
      target.setValueCount(rows.length);
    }
  }

  /** Numbers of 4 or 8 bytes, or of several times as many, none of which is missing. */
  private static void fillNumbers(BaseFixedWidthVector target, FieldVector source, int[] rows) {
    target.allocateNew(rows.length);
    VectorMaker.setAllValid(target, rows.length);
    int width = target.getTypeWidth();
    requireInside(source.getDataBuffer(), rows, width);
    long from = source.getDataBuffer().memoryAddress();
    long to = target.getDataBuffer().memoryAddress();
    for (int i = 0; i < rows.length; i++) {
      long read = from + (long) rows[i] * width;
      long written = to + (long) i * width;
      if (width == Long.BYTES) {
        MemoryUtil.putLong(written, MemoryUtil.getLong(read));
      } else {
        for (int at = 0; at < width; at += Integer.BYTES) {
          MemoryUtil.putInt(written + at, MemoryUtil.getInt(read + at));
        }
      }
    }
    target.setValueCount(rows.length);
  }

  /** One check for all rows, so that the copying loop is free of them. */
  private static void requireInside(ArrowBuf numbers, int[] rows, int width) {
    int smallest = 0;
    int largest = -1;
    for (int row : rows) {
      smallest = Math.min(smallest, row);
      largest = Math.max(largest, row);
    }
    Objects.checkIndex(smallest, Integer.MAX_VALUE);
    Objects.checkFromIndexSize(0, (largest + 1L) * width, numbers.capacity());
  }

  private static void fillLists(
      ListVector target, ListVector source, int[] rows, BufferAllocator allocator) {
    int[] starts = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      int length = source.getElementEndIndex(rows[i]) - source.getElementStartIndex(rows[i]);
      starts[i + 1] = Math.addExact(starts[i], length);
    }
    int[] elements = new int[starts[rows.length]];
    for (int i = 0; i < rows.length; i++) {
      int first = source.getElementStartIndex(rows[i]);
      for (int j = starts[i]; j < starts[i + 1]; j++) {
        elements[j] = first++;
      }
    }
    fill(target.getDataVector(), source.getDataVector(), elements, allocator);
    VectorMaker.loadList(target, allocator, starts);
  }

  private static int[] expand(int[] rows, int width) {
    int[] elements = new int[Math.multiplyExact(rows.length, width)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = rows[i / width] * width + i % width;
    }
    return elements;
  }

  private static void allocate(FieldVector target, FieldVector source, int[] rows) {
    if (target instanceof BaseFixedWidthVector fixed) {
      fixed.allocateNew(rows.length);
    } else if (target instanceof BaseVariableWidthVector text) {
      text.allocateNew(textBytes(source, rows), rows.length);
    } else if (target instanceof BaseLargeVariableWidthVector text) {
      long bytes = 0;
      for (int row : rows) {
        ArrowBuf offsets = source.getOffsetBuffer();
        bytes += offsets.getLong(8L * (row + 1)) - offsets.getLong(8L * row);
      }
      text.allocateNew(bytes, rows.length);
    } else {
      throw EsscherException.data(
          "rows cannot be taken of column '%s' of Arrow type %s",
          source.getName(), source.getField());
    }
  }

  private static long textBytes(FieldVector source, int[] rows) {
    ArrowBuf offsets = source.getOffsetBuffer();
    long bytes = 0;
    for (int row : rows) {
      bytes += offsets.getInt(4L * (row + 1)) - offsets.getInt(4L * row);
    }
    if (bytes > Integer.MAX_VALUE) {
      throw VectorMaker.tooMuchText(source.getName());
    }
    return bytes;
  }
}
