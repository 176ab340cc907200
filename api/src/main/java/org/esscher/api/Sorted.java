package org.esscher.api;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Unmodifiable copies in the order of their names. {@link Map#copyOf} and {@link Set#copyOf}, and
 * {@code Map.of} that a caller may have used, shuffle anew in each process: what walks through them
 * and adds numbers up would end with other digits in each.
 */
final class Sorted {
  private Sorted() {}

  /** The names in order; none is null. */
  static Set<String> copyOf(Set<String> names) {
    return Collections.unmodifiableSet(new TreeSet<>(Set.copyOf(names)));
  }

  /** The entries in the order of their names; no name and no value is null. */
  static <V> Map<String, V> copyOf(Map<String, V> entries) {
    return Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(entries)));
  }
}
