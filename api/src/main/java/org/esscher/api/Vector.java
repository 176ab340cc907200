package org.esscher.api;

/** A point or direction in parameter space, immutable; operations need equal sizes. */
public interface Vector {
  /**
   * Number of components.
   *
   * @return the size
   */
  int size();

  /**
   * One component.
   *
   * @param index from 0
   * @return its value
   */
  double at(int index);

  /**
   * Sum.
   *
   * @param other of the same size
   * @return this + other
   */
  Vector plus(Vector other);

  /**
   * Scaled.
   *
   * @param factor any number
   * @return factor · this
   */
  Vector times(double factor);

  /**
   * Inner product, accumulated in float64.
   *
   * @param other of the same size
   * @return ⟨this, other⟩
   */
  double dot(Vector other);

  /**
   * The components.
   *
   * @return a new array
   */
  double[] toArray();

  /**
   * Difference.
   *
   * @param other of the same size
   * @return this − other
   */
  default Vector minus(Vector other) {
    return plus(other.times(-1));
  }

  /**
   * This without its component along a direction; all of it when the direction is 0.
   *
   * @param direction of the same size
   * @return the part orthogonal to direction
   */
  default Vector without(Vector direction) {
    double norm = direction.dot(direction);
    return norm == 0 ? this : minus(direction.times(dot(direction) / norm));
  }

  /**
   * A vector of the given components.
   *
   * @param components copied
   * @return the vector
   */
  static Vector of(double... components) {
    return new DenseVector(components.clone());
  }
}
