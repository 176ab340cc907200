package org.esscher.runtime.internal.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where time goes, by the name of what is done. What one piece of work asks for within itself is
 * the inner one's time, so that all of it adds up to what has passed.
 */
final class Spans {
  /** What is left when all that has a name is taken off: the recipe's own work. */
  static final String RECIPE = "recipe";

  private final LongSupplier clock;
  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private final Deque<String> open = new ArrayDeque<>();
  private long since;

  /**
   * Nothing is done yet.
   *
   * @param clock nanoseconds since any moment
   */
  Spans(LongSupplier clock) {
    this.clock = clock;
    this.since = clock.getAsLong();
  }

  /** Does something on its own account. */
  <T> T of(String name, Supplier<T> work) {
    charge();
    open.push(name);
    try {
      return work.get();
    } finally {
      charge();
      open.pop();
    }
  }

  /** Does something on its own account. */
  void of(String name, Runnable work) {
    of(
        name,
        () -> {
          work.run();
          return name;
        });
  }

  /** The time since it was last looked at belongs to what is being done. */
  private void charge() {
    long now = clock.getAsLong();
    nanos.merge(open.isEmpty() ? RECIPE : open.getFirst(), now - since, Long::sum);
    since = now;
  }

  /** The seconds since this was last called, by name, in the order of first appearance. */
  Map<String, Double> take() {
    charge();
    Map<String, Double> seconds = new LinkedHashMap<>();
    nanos.forEach((name, value) -> seconds.put(name, value / 1e9));
    nanos.clear();
    return seconds;
  }
}
