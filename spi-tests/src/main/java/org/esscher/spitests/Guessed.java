package org.esscher.spitests;

/** A verification whose fixture was guessed. */
interface Guessed {
  /**
   * Why no fixture could be guessed.
   *
   * @return the reason, or empty
   */
  String unfit();
}
