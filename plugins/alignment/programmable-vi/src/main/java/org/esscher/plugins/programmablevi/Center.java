package org.esscher.plugins.programmablevi;

/** Where a {@link GaussianGuide}'s normals are centered. */
sealed interface Center permits MeanField, Circle {
  /** Whether the center depends on an auxiliary draw, instead of being a parameter. */
  boolean auxiliary();

  /** Component j of the center, for an auxiliary draw u. */
  double of(double[] parameters, int j, double u);
}
