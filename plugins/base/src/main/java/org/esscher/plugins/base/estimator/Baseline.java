package org.esscher.plugins.base.estimator;

/** What is subtracted from a reward before it weighs a log-prob's gradient. */
public enum Baseline {
  /** Nothing. */
  NONE,
  /**
   * The mean reward of the prompt's rows, the row itself included, so that the expected gradient is
   * too small by the row's share of its group (1/N among N rows).
   */
  MEAN,
  /** The mean reward of the prompt's other rows; needs two rows a prompt at least. Unbiased. */
  LEAVE_ONE_OUT,
  /** The mean reward of the last rows before this batch, 0 before the first. Unbiased. */
  WINDOW
}
