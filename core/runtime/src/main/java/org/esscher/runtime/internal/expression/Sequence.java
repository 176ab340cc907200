package org.esscher.runtime.internal.expression;

/**
 * Operations along tokens of a row or rows of a group, forwards and backwards.
 *
 * @param start first element of each sequence, and the number of elements
 * @param width components of an element
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of an index array
record Sequence(int[] start, int width) {

  double[] shift(double[] x, int places, double outside) {
    double[] out = new double[x.length];
    for (int s = 0; s + 1 < start.length; s++) {
      for (int i = start[s]; i < start[s + 1]; i++) {
        int from = i + places;
        boolean inside = from >= start[s] && from < start[s + 1];
        for (int c = 0; c < width; c++) {
          out[i * width + c] = inside ? x[from * width + c] : outside;
        }
      }
    }
    return out;
  }

  void shiftBackward(double[] cotangent, int places, double[] into) {
    for (int s = 0; s + 1 < start.length; s++) {
      for (int i = start[s]; i < start[s + 1]; i++) {
        int from = i + places;
        for (int c = 0; c < width && from >= start[s] && from < start[s + 1]; c++) {
          into[from * width + c] += cotangent[i * width + c];
        }
      }
    }
  }

  double[] suffixSum(double[] x, double[] decay) {
    double[] out = new double[x.length];
    int scalar = decay.length == x.length ? 1 : 0;
    for (int s = 0; s + 1 < start.length; s++) {
      for (int i = start[s + 1] - 1; i >= start[s]; i--) {
        for (int c = 0; c < width; c++) {
          int k = i * width + c;
          double rest = i + 1 < start[s + 1] ? decay[k * scalar] * out[k + width] : 0;
          out[k] = x[k] + rest;
        }
      }
    }
    return out;
  }

  /** Adds to the cotangents of x and of the decay, either of which may be null. */
  void suffixSumBackward(
      double[] out, double[] decay, double[] cotangent, double[] intoX, double[] intoDecay) {
    int scalar = decay.length == out.length ? 1 : 0;
    for (int s = 0; s + 1 < start.length; s++) {
      for (int c = 0; c < width; c++) {
        double carried = 0;
        for (int i = start[s]; i < start[s + 1]; i++) {
          int k = i * width + c;
          carried = cotangent[k] + (i > start[s] ? decay[(k - width) * scalar] * carried : 0);
          if (intoX != null) {
            intoX[k] += carried;
          }
          if (intoDecay != null && i + 1 < start[s + 1]) {
            intoDecay[k * scalar] += carried * out[k + width];
          }
        }
      }
    }
  }
}
