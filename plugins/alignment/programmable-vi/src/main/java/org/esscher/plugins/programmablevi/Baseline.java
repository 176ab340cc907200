package org.esscher.plugins.programmablevi;

/** What is subtracted from the objective that multiplies a score function. */
public enum Baseline {
  /** Nothing. */
  NONE,
  /** An exponential average over earlier batches. */
  EMA,
  /** The mean of the batch's other samples. */
  LOO
}
