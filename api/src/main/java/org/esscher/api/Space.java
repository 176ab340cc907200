package org.esscher.api;

import java.util.Collections;
import java.util.List;

/** The values that an action or an observation may take: Gymnasium's spaces of these names. */
public sealed interface Space {
  /**
   * Components of a value.
   *
   * @return 1 for numbered values, the length of vectors
   */
  int width();

  /**
   * Numbered values.
   *
   * @param count how many, numbered from 0; at least 1
   */
  record Discrete(int count) implements Space {
    /**
     * Checks.
     *
     * @param count as for the record
     */
    public Discrete {
      if (count < 1) {
        throw EsscherException.plugin("a discrete space has at least 1 value, got %d", count);
      }
    }

    @Override
    public int width() {
      return 1;
    }
  }

  /**
   * Vectors, each component within an interval.
   *
   * @param low smallest value of each component; −∞ where there is no bound
   * @param high largest value of each component; +∞ where there is no bound
   */
  record Box(List<Double> low, List<Double> high) implements Space {
    /**
     * Copies and checks.
     *
     * @param low as for the record
     * @param high as for the record
     */
    public Box {
      low = List.copyOf(low);
      high = List.copyOf(high);
      if (low.isEmpty() || low.size() != high.size()) {
        throw EsscherException.plugin(
            "a box has the same number of lower and upper bounds, at least 1; got %d and %d",
            low.size(), high.size());
      }
      for (int i = 0; i < low.size(); i++) {
        if (!(low.get(i) <= high.get(i))) {
          throw EsscherException.plugin(
              "component %d of a box: the bounds %s and %s hold nothing",
              i, low.get(i), high.get(i));
        }
      }
    }

    /**
     * Vectors within one symmetric bound.
     *
     * @param width components
     * @param bound largest absolute value of each; +∞ for none
     * @return the box
     */
    public static Box within(int width, double bound) {
      return new Box(Collections.nCopies(width, -bound), Collections.nCopies(width, bound));
    }

    @Override
    public int width() {
      return low.size();
    }
  }
}
