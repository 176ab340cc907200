package org.esscher.plugins.gbrl;

/** How the tests of a tree are chosen. */
public enum GrowthPolicy {
  /** One test per level, the best for all of its nodes together. */
  OBLIVIOUS,
  /** Each node its own test. */
  GREEDY
}
