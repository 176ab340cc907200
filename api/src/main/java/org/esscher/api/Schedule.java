package org.esscher.api;

/**
 * How a number changes while a run or a phase of it goes on: the factor of a learning rate, a
 * temperature, the weight of a penalty. A pure function.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The number at a point.
   *
   * @param progress the share that is done, within [0, 1]
   * @return a finite number
   */
  double at(double progress);
}
