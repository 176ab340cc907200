package org.esscher.api;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** A vector over an array that nobody else holds. */
final class DenseVector implements Vector {
  private final double[] components;

  DenseVector(double[] components) {
    this.components = components;
  }

  @Override
  public int size() {
    return components.length;
  }

  @Override
  public double at(int index) {
    return components[index];
  }

  @Override
  public Vector plus(Vector other) {
    requireSize(other);
    return filled(i -> components[i] + other.at(i));
  }

  @Override
  public Vector times(double factor) {
    return filled(i -> factor * components[i]);
  }

  @Override
  public double dot(Vector other) {
    requireSize(other);
    double sum = 0;
    for (int i = 0; i < components.length; i++) {
      sum += components[i] * other.at(i);
    }
    return sum;
  }

  @Override
  public double[] toArray() {
    return components.clone();
  }

  private Vector filled(IntToDoubleFunction value) {
    double[] result = new double[components.length];
    Arrays.setAll(result, value);
    return new DenseVector(result);
  }

  private void requireSize(Vector other) {
    if (other.size() != components.length) {
      throw EsscherException.plugin(
          "vectors of %d and %d components", components.length, other.size());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DenseVector vector && Arrays.equals(components, vector.components);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(components);
  }

  @Override
  public String toString() {
    return Arrays.toString(components);
  }
}
