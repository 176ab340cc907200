package org.esscher.data;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.ColumnWriter;
import org.esscher.api.Columns;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Owns the Arrow memory of the columns and batches that are made in it, in a named allocator, and
 * frees them all when it is closed. A column must not be read after its arena is closed: doing so
 * is an error (USER), not a crash.
 *
 * <p>Making columns is not thread-safe; opening and closing children is, so that parallel work can
 * take one child each. Reading finished columns is thread-safe.
 */
public final class Arena implements Columns, AutoCloseable {
  private final String name;
  private final BufferAllocator allocator;
  private final @Nullable Arena parent;
  private final List<FieldVector> vectors = new ArrayList<>();
  private final Set<Arena> children = new LinkedHashSet<>();
  private boolean closed;

  /**
   * An arena in a child of an allocator.
   *
   * @param parent stays the caller's; closed after this arena
   * @param name names the arena in errors
   */
  public Arena(BufferAllocator parent, String name) {
    this(name, parent.newChildAllocator(name, 0, Long.MAX_VALUE), null);
  }

  private Arena(String name, BufferAllocator allocator, @Nullable Arena parent) {
    this.name = name;
    this.allocator = allocator;
    this.parent = parent;
  }

  /**
   * An arena with an allocator of its own, without a limit.
   *
   * @param name names the arena in errors
   * @return a new arena; the caller closes it
   */
  public static Arena root(String name) {
    return new Arena(name, new RootAllocator(), null);
  }

  /**
   * An arena inside this one. Closing this arena closes its open children first.
   *
   * @param name names the child in errors
   * @return a new arena; the caller closes it, or leaves that to this one
   * @throws EsscherException (USER) when this arena is closed
   */
  public Arena child(String name) {
    synchronized (children) {
      requireOpen();
      Arena child = new Arena(name, allocator.newChildAllocator(name, 0, Long.MAX_VALUE), this);
      children.add(child);
      return child;
    }
  }

  /**
   * The arena's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The allocator, for vectors that are handed to {@link #wrap}. Whatever else is allocated from it
   * must be freed before the arena is closed.
   *
   * @return the allocator, owned by this arena
   */
  public BufferAllocator allocator() {
    return allocator;
  }

  /**
   * Bytes in use, those of children included.
   *
   * @return bytes
   */
  public long allocatedBytes() {
    return closed ? 0 : allocator.getAllocatedMemory();
  }

  /**
   * Takes over a vector without copying it. The arena closes it, even when it is refused here.
   *
   * @param vector numbers, booleans or text; or lists or fixed-size lists of them; or lists of
   *     fixed-size lists
   * @return the column
   * @throws EsscherException (DATA) naming the vector and its Arrow type when columns cannot hold
   *     it
   */
  public Column wrap(FieldVector vector) {
    requireOpen();
    vectors.add(vector);
    return wrapped(vector, false);
  }

  /**
   * A column of a vector that is this arena's already.
   *
   * @param full whether its numbers are known to be all there
   */
  Column wrapped(FieldVector vector, boolean full) {
    return new ArrowColumn(vector.getName(), vector, this, full);
  }

  @Override
  public ColumnWriter writer(Column shape) {
    FieldVector vector = VectorMaker.unset(allocator(), shape);
    vectors.add(vector);
    return new VectorWriter(this, vector);
  }

  @Override
  public Column numbers(double... values) {
    return wrap(VectorMaker.numbers(allocator(), values));
  }

  @Override
  public Column vectors(int width, double... values) {
    requireWidth(width, values.length);
    return wrap(VectorMaker.vectors(allocator(), width, values));
  }

  @Override
  public Column lists(int[] starts, double... values) {
    requireStarts(starts, values.length);
    return wrap(VectorMaker.lists(allocator(), starts, values));
  }

  @Override
  public Column vectorLists(int width, int[] starts, double... values) {
    requireWidth(width, values.length);
    requireStarts(starts, values.length / width);
    return wrap(VectorMaker.vectorLists(allocator(), width, starts, values));
  }

  @Override
  public Column integers(long... values) {
    return wrap(VectorMaker.integers(allocator(), values));
  }

  @Override
  public Column booleans(boolean... values) {
    return wrap(VectorMaker.booleans(allocator(), values));
  }

  @Override
  public Column texts(List<String> values) {
    return wrap(VectorMaker.texts(allocator(), values));
  }

  @Override
  public Column textLists(List<List<String>> values) {
    return wrap(VectorMaker.textLists(allocator(), values));
  }

  @Override
  public Batch batch(Map<String, Column> columns) {
    requireOpen();
    return ArrowBatch.of(this, columns);
  }

  /**
   * The most memory that this arena and its children had at once, outside the heap.
   *
   * @return bytes, those set aside but not used included
   */
  public long peakBytes() {
    return allocator.getPeakMemoryAllocation();
  }

  @Override
  public Batch concat(List<Batch> batches) {
    return concat(batches, fraction -> {});
  }

  /** The same, told how far it is: after each column, from 0 to 1. */
  Batch concat(List<Batch> batches, DoubleConsumer progress) {
    requireOpen();
    return BatchConcatenation.concat(this, batches, progress);
  }

  /**
   * Frees every vector that was made here, children first. Closing twice does nothing.
   *
   * @throws EsscherException (HOST) naming the arena when bytes of its allocator are still in use
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    List<Arena> open;
    synchronized (children) {
      closed = true;
      open = List.copyOf(children);
    }
    EsscherException leak = null;
    for (Arena child : open) {
      try {
        child.close();
      } catch (EsscherException e) {
        leak = e;
      }
    }
    vectors.forEach(FieldVector::close);
    vectors.clear();
    if (parent != null) {
      synchronized (parent.children) {
        parent.children.remove(this);
      }
    }
    closeAllocator(leak);
  }

  private static void requireWidth(int width, int numbers) {
    if (width < 1 || numbers % width != 0) {
      throw EsscherException.user(
          "%d numbers cannot be vectors of %d components: give vectors · width numbers",
          numbers, width);
    }
  }

  private static void requireStarts(int[] starts, int elements) {
    if (starts.length == 0 || starts[0] != 0 || starts[starts.length - 1] != elements) {
      throw EsscherException.user(
          "the starts of lists must go from 0 to the %d elements in rows + 1 entries", elements);
    }
    for (int row = 1; row < starts.length; row++) {
      if (starts[row] < starts[row - 1]) {
        throw EsscherException.user(
            "the starts of lists must not fall: entry %d is %d after %d",
            row, starts[row], starts[row - 1]);
      }
    }
  }

  private void closeAllocator(@Nullable EsscherException childLeak) {
    long left = allocator.getAllocatedMemory();
    try {
      allocator.close();
    } catch (IllegalStateException e) {
      if (childLeak == null) {
        throw new EsscherException(
            ErrorCode.HOST,
            String.format(
                Locale.ROOT,
                "arena '%s' was closed while %d bytes of its memory were still in use: close what was allocated from its allocator first",
                name(),
                left),
            e);
      }
    }
    if (childLeak != null) {
      throw childLeak;
    }
  }

  void requireOpen() {
    if (closed) {
      throw EsscherException.user(
          "arena '%s' is closed: use what it made before closing it", name());
    }
  }
}
