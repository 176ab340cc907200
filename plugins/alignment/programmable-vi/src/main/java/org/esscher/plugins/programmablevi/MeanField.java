package org.esscher.plugins.programmablevi;

/** The first parameters are the means. */
record MeanField() implements Center {
  @Override
  public boolean auxiliary() {
    return false;
  }

  @Override
  public double of(double[] parameters, int j, double u) {
    return parameters[j];
  }
}
