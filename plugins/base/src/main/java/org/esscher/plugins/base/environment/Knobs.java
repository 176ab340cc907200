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

  double at(int number) {
    return values[number];
  }

  void turn(Map<String, Double> knobs) {
    knobs.forEach(
        (name, value) -> {
          int number = List.of(names).indexOf(name);
          if (number < 0 || !Double.isFinite(value)) {
            throw EsscherException.user(
                "the knob '%s' can't be set to %s; finite values of %s are wanted",
                name, value, List.of(names));
          }
          values[number] = value;
        });
  }

  State save() {
    return State.empty().with("values", values);
  }

  void restore(State saved) {
    System.arraycopy(saved.get("values"), 0, values, 0, values.length);
  }
}
