package org.esscher.plugins.base.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Remembers features of texts up to a total number of components; what was not used for the longest
 * time is forgotten first. It changes no result, only how long it takes.
 */
final class FeatureMemory {
  private final int capacity;
  private final Map<String, SparseVector> remembered = new LinkedHashMap<>(16, 0.75f, true);
  private int components;

  /**
   * A memory.
   *
   * @param capacity components of all vectors together
   */
  FeatureMemory(int capacity) {
    this.capacity = capacity;
  }

  /** The remembered vector, or a new one. */
  SparseVector get(String text, Function<String, SparseVector> extract) {
    SparseVector known = remembered.get(text);
    if (known != null) {
      return known;
    }
    SparseVector made = extract.apply(text);
    if (made.size() <= capacity) {
      remembered.put(text, made);
      components += made.size();
      forget();
    }
    return made;
  }

  private void forget() {
    var oldest = remembered.values().iterator();
    while (components > capacity) {
      components -= oldest.next().size();
      oldest.remove();
    }
  }

  /** How many texts are remembered. */
  int size() {
    return remembered.size();
  }
}
