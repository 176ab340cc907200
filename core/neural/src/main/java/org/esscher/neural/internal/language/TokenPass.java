package org.esscher.neural.internal.language;

/** What a {@link TokenFunction} gave, and the way back. Holds native memory until it is closed. */
interface TokenPass extends AutoCloseable {
  /** The outputs; not to be changed. */
  double[] values();

  /**
   * Pulls back.
   *
   * @param cotangents one for each of {@link #values}
   * @return the derivative of Σ cotangent · value with respect to the parameters
   */
  double[] pullback(double[] cotangents);

  @Override
  void close();
}
