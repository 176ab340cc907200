package org.esscher.plugins.alignmentasymptotics;

/** How best-of-n ranks rows of equal reward. */
public enum Tie {
  /** They share the probability of their ranks. */
  SHARE,
  /** The first is the best of them. */
  FIRST
}
