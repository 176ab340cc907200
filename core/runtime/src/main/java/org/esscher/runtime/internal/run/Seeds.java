package org.esscher.runtime.internal.run;

import java.nio.charset.StandardCharsets;

/**
 * Randomness as a function of what it is for: the run's seed, a name, counters. So no generator's
 * state needs to be saved, and a step that is repeated after an interruption draws the same.
 */
final class Seeds {
  private Seeds() {}

  static long mix(long seed, String name, long... counters) {
    long hash = seed ^ 0x9E3779B97F4A7C15L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = scramble(hash ^ b);
    }
    for (long counter : counters) {
      hash = scramble(hash ^ scramble(counter + 0x632BE59BD9B4E019L));
    }
    return hash;
  }

  /** A number in [0, 1) with 53 bits. */
  static double fraction(long hash) {
    return (hash >>> 11) * 0x1.0p-53;
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long scramble(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
