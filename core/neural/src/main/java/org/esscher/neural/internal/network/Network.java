package org.esscher.neural.internal.network;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * A differentiable function of parameters and a matrix of inputs, row by row. Immutable: the
 * parameters are an argument.
 */
public interface Network {
  /**
   * The parameters.
   *
   * @return names and shapes
   */
  default Layout layout() {
    Layout.Builder arrays = new Layout.Builder();
    addTo(arrays);
    return arrays.build();
  }

  /**
   * Adds this network's arrays to those of a larger one.
   *
   * @param arrays the larger one's
   */
  void addTo(Layout.Builder arrays);

  /**
   * Components of a row's result.
   *
   * @return at least 1
   */
  int width();

  /**
   * Computes by operations on arrays alone: with numbers of Java among the operands derivatives
   * would read memory that Java may have freed.
   *
   * @param weights the parameters
   * @param inputs a matrix, a row a row
   * @return a matrix of as many rows, and {@link #width} columns
   */
  PtNDArray apply(Weights weights, PtNDArray inputs);
}
