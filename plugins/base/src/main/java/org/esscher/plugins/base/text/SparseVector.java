package org.esscher.plugins.base.text;

import java.util.Arrays;

/** A vector of which only some components are kept; immutable. */
public final class SparseVector {
  private final int[] indices;
  private final double[] values;

  /**
   * A vector.
   *
   * @param indices of the components that are kept, each once; not to be changed afterwards
   * @param values as many; handed over
   */
  public SparseVector(int[] indices, double[] values) {
    this.indices = indices;
    this.values = values;
  }

  /**
   * How many components are kept.
   *
   * @return the number
   */
  public int size() {
    return indices.length;
  }

  /**
   * Inner product, summed in the order of the indices as they were given.
   *
   * @param dense the other vector
   * @return ⟨this, dense⟩
   */
  public double dot(double[] dense) {
    double sum = 0;
    for (int i = 0; i < indices.length; i++) {
      sum += values[i] * dense[indices[i]];
    }
    return sum;
  }

  /**
   * Adds a multiple of this vector.
   *
   * @param factor any number
   * @param sum changed: sum + factor · this
   */
  public void addTo(double[] sum, double factor) {
    for (int i = 0; i < indices.length; i++) {
      sum[indices[i]] += factor * values[i];
    }
  }

  /**
   * Whether both hold the same components with the same values, in the same order.
   *
   * @param other another vector
   * @return true when they do
   */
  public boolean sameAs(SparseVector other) {
    return Arrays.equals(indices, other.indices) && Arrays.equals(values, other.values);
  }
}
