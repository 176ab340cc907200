package org.esscher.neural.internal.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.function.Supplier;
import org.esscher.neural.Precision;

/**
 * The native memory of one pass: whatever is made here, or computed from what is made here, is
 * freed when the scope is closed.
 *
 * <p>Numbers are copied once on the way in, straight into the engine's memory, and once on the way
 * out. Not thread-safe.
 */
public final class Scope implements AutoCloseable {
  private final NDManager memory;

  Scope(NDManager memory) {
    this.memory = memory;
  }

  /**
   * An array of numbers.
   *
   * @param values copied, and rounded to the precision
   * @param precision of the array
   * @param shape whose product is the number of values
   * @return the array, of this scope
   */
  public PtNDArray numbers(double[] values, Precision precision, long... shape) {
    DataType type = type(precision);
    PtNDArray array = (PtNDArray) memory.create(new Shape(shape), type);
    if (values.length == 0) {
      return array;
    }
    boolean direct = !array.getDevice().isGpu();
    ByteBuffer target =
        direct
            ? array.toByteBuffer(true)
            : memory.allocateDirect(Math.multiplyExact(values.length, type.getNumOfBytes()));
    if (precision == Precision.FLOAT64) {
      target.asDoubleBuffer().put(values);
    } else {
      put(values, target.asFloatBuffer());
    }
    if (!direct) {
      array.set(target);
    }
    return array;
  }

  private static void put(double[] values, FloatBuffer target) {
    float[] chunk = new float[Math.min(values.length, 8192)];
    for (int from = 0; from < values.length; from += chunk.length) {
      int count = Math.min(chunk.length, values.length - from);
      for (int i = 0; i < count; i++) {
        chunk[i] = (float) values[from + i];
      }
      target.put(chunk, 0, count);
    }
  }

  /**
   * An array of whole numbers: token ids, positions.
   *
   * @param values copied
   * @param shape whose product is the number of values
   * @return an int64 array of this scope
   */
  public PtNDArray integers(long[] values, long... shape) {
    PtNDArray array = (PtNDArray) memory.create(new Shape(shape), DataType.INT64);
    if (array.getDevice().isGpu()) {
      array.set(LongBuffer.wrap(values));
    } else {
      array.toByteBuffer(true).asLongBuffer().put(values);
    }
    return array;
  }

  /**
   * A scope within this one, for what a step of a loop computes.
   *
   * @return the scope; whoever opens it closes it, or leaves that to this one
   */
  public Scope nested() {
    return new Scope(memory.newSubManager());
  }

  /**
   * Takes over an array of a nested scope or of a {@link #result}, which no longer frees it.
   *
   * @param array the array
   */
  public void keep(NDArray array) {
    NDScope.unregister(array);
    array.attach(memory);
  }

  /**
   * The numbers of an array.
   *
   * @param array float32 or float64
   * @return a copy, in row-major order
   */
  public static double[] toDoubles(NDArray array) {
    double[] values = new double[Math.toIntExact(array.size())];
    if (values.length == 0) {
      return values;
    }
    ByteBuffer bytes = array.toByteBuffer(true);
    if (array.getDataType() == DataType.FLOAT64) {
      DoubleBuffer source = bytes.asDoubleBuffer();
      source.get(values);
    } else {
      FloatBuffer source = bytes.asFloatBuffer();
      float[] chunk = new float[Math.min(values.length, 8192)];
      for (int from = 0; from < values.length; from += chunk.length) {
        int count = Math.min(chunk.length, values.length - from);
        source.get(chunk, 0, count);
        for (int i = 0; i < count; i++) {
          values[from + i] = chunk[i];
        }
      }
    }
    return values;
  }

  /**
   * Computes with or without keeping what a derivative needs.
   *
   * @param <T> the result
   * @param derivative whether a pullback follows
   * @param computation native operations
   * @return its result
   */
  public static <T> T computing(boolean derivative, Supplier<T> computation) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(derivative);
    try {
      return computation.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /**
   * Computes, and frees what was made on the way, but not what a derivative needs: the engine's
   * record of it holds memory of its own.
   *
   * @param computation native operations; what outlives it beside the result has been {@link #keep
   *     kept}
   * @return its result
   */
  public static PtNDArray result(Supplier<PtNDArray> computation) {
    PtNDArray result;
    try (NDScope made = new NDScope()) {
      made.suppressNotUsedWarning();
      result = computation.get();
      NDScope.unregister(result);
    }
    NDScope.register(result);
    return result;
  }

  private static DataType type(Precision precision) {
    return precision == Precision.FLOAT64 ? DataType.FLOAT64 : DataType.FLOAT32;
  }

  /** Frees the scope's memory; may be called twice. */
  @Override
  public void close() {
    memory.close();
  }
}
