package org.esscher.plugins.base.text;

import java.util.Arrays;

/** Named features of one row: hashes of the names, and the features' values. Grows while built. */
public final class HashedRow {
  private long[] hashes = new long[8];
  private double[] values = new double[8];
  private int size;

  /** An empty row. */
  public HashedRow() {}

  /**
   * Adds a feature; one of value 0 says nothing and is left out.
   *
   * @param hash of its name
   * @param value finite
   */
  public void add(long hash, double value) {
    if (value == 0) {
      return;
    }
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    hashes[size] = hash;
    values[size++] = value;
  }

  /**
   * How many features there are.
   *
   * @return the number
   */
  public int size() {
    return size;
  }

  /**
   * The hash of a feature's name.
   *
   * @param index from 0
   * @return 64 bits
   */
  public long hash(int index) {
    return hashes[index];
  }

  /**
   * The value of a feature.
   *
   * @param index from 0
   * @return a number other than 0
   */
  public double value(int index) {
    return values[index];
  }
}
