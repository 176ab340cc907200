package org.esscher.neural.internal.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;

/** The parameters of one pass as the arrays of a layout: parts of one native vector. */
public final class Weights {
  private final Map<String, PtNDArray> arrays = new HashMap<>();

  private Weights() {}

  /**
   * Splits a vector.
   *
   * @param vector of the layout's size
   * @param layout the arrays
   * @return parts that share the vector's memory, and through which derivatives reach it
   */
  static Weights of(PtNDArray vector, Layout layout) {
    long[] sizes = layout.sizes().stream().mapToLong(Integer::longValue).toArray();
    NDList parts = JniUtils.split(vector, sizes, 0);
    Weights weights = new Weights();
    List<String> names = List.copyOf(layout.shapes().keySet());
    for (int i = 0; i < names.size(); i++) {
      int[] shape = layout.shapes().getOrDefault(names.get(i), new int[0]);
      long[] dimensions = new Shape(toLongs(shape)).getShape();
      weights.arrays.put(names.get(i), JniUtils.reshape((PtNDArray) parts.get(i), dimensions));
    }
    return weights;
  }

  private static long[] toLongs(int[] shape) {
    long[] dimensions = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      dimensions[i] = shape[i];
    }
    return dimensions;
  }

  /**
   * One array.
   *
   * @param name in the layout
   * @return the array; it belongs to the pass
   */
  public PtNDArray get(String name) {
    PtNDArray array = arrays.get(name);
    if (array == null) {
      throw EsscherException.plugin("the network has no array %s, only %s", name, arrays.keySet());
    }
    return array;
  }
}
