package org.esscher.runtime.internal.estimate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.esscher.api.State;

/** A number a key, kept in a {@link State} as a list of keys and an array of numbers. */
final class KeyedState {
  private KeyedState() {}

  static Map<String, Double> read(State state, String name) {
    Map<String, Double> values = new TreeMap<>();
    if (state.has(name + "/keys")) {
      List<String> keys = state.texts(name + "/keys");
      double[] numbers = state.get(name + "/values");
      for (int i = 0; i < keys.size(); i++) {
        values.put(keys.get(i), numbers[i]);
      }
    }
    return values;
  }

  static State write(State state, String name, Map<String, Double> values) {
    Map<String, Double> sorted = new TreeMap<>(values);
    return state
        .withTexts(name + "/keys", List.copyOf(sorted.keySet()))
        .with(
            name + "/values", sorted.values().stream().mapToDouble(Double::doubleValue).toArray());
  }
}
