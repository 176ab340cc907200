package org.esscher.plugins.gbrl;

/**
 * Outputs that lie side by side and have one learning rate.
 *
 * @param width how many
 * @param rate η
 * @param clip a row's gradient with a larger norm is scaled down to it; infinite for none
 */
record OutputBlock(int width, double rate, double clip) {
  /** Bounds a row's gradient, in place. */
  void clip(double[] gradient, int from) {
    double squares = 0;
    for (int i = from; i < from + width; i++) {
      squares += gradient[i] * gradient[i];
    }
    double norm = Math.sqrt(squares);
    if (norm > clip) {
      for (int i = from; i < from + width; i++) {
        gradient[i] *= clip / norm;
      }
    }
  }
}
