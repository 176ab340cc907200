package org.esscher.plugins.programmablevi;

/**
 * A point of a circle around 0.
 *
 * @param radius its radius
 */
record Circle(double radius) implements Center {
  @Override
  public boolean auxiliary() {
    return true;
  }

  @Override
  public double of(double[] parameters, int j, double u) {
    double angle = 2 * Math.PI * u;
    return radius * (j == 0 ? Math.cos(angle) : Math.sin(angle));
  }
}
