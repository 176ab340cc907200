package org.esscher.plugins.base.environment;

import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.api.State;

/** The physical constants of an environment, by name. */
final class Knobs {
  private final String[] names;
  private final double[] values;

  /**
   * Constants as they are at first.
   *
   * @param names of the constants
   * @param values their values
   */
  Knobs(String[] names, double... values) {
    this.names = names.clone();
    this.values = values.clone();
  }

  Knobs copy() {
    return new Knobs(names, values);
  }

  double at(int number) {
    return values[number];
  }

  void turn(Map<String, Double> knobs) {
    knobs.forEach(this::require);
    knobs.forEach((name, value) -> values[List.of(names).indexOf(name)] = value);
  }

  private void require(String name, double value) {
    if (!List.of(names).contains(name) || !Double.isFinite(value)) {
      throw EsscherException.user(
          "the knob '%s' can't be set to %s; finite values of %s are needed",
          name, value, List.of(names));
    }
  }

  State save() {
    return State.empty().with("values", values);
  }

  void restore(State saved) {
    System.arraycopy(saved.get("values"), 0, values, 0, values.length);
  }
}
