package org.esscher.plugins.programmablevi;

/** Independent normals around a center: densities, samples, and derivatives of both. */
final class Normals {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final Centre centre;
  private final int latents;
  private final double[] parameters;

  Normals(Centre centre, int latents, double[] parameters) {
    this.centre = centre;
    this.latents = latents;
    this.parameters = parameters;
  }

  int latents() {
    return latents;
  }

  int size() {
    return parameters.length;
  }

  boolean auxiliary() {
    return centre.auxiliary();
  }

  private int logStd(int j) {
    return parameters.length - latents + j;
  }

  private double std(int j) {
    return Math.exp(parameters[logStd(j)]);
  }

  private double standardised(int j, double z, double u) {
    return (z - centre.of(parameters, j, u)) / std(j);
  }

  double sample(int j, double noise, double u) {
    return centre.of(parameters, j, u) + std(j) * noise;
  }

  /** Adds c times the derivative of a sample. */
  void addSample(double[] gradient, int j, double noise, double c) {
    if (!centre.auxiliary()) {
      gradient[j] += c;
    }
    gradient[logStd(j)] += c * std(j) * noise;
  }

  /** The derivative of a sample with respect to its noise. */
  double ofNoise(int j) {
    return std(j);
  }

  double logDensity(int j, double z, double u) {
    double t = standardised(j, z, u);
    return -HALF_LOG_TWO_PI - parameters[logStd(j)] - t * t / 2;
  }

  /** Adds c times the derivative of a log-density. */
  void addLogDensity(double[] gradient, int j, double z, double u, double c) {
    double t = standardised(j, z, u);
    if (!centre.auxiliary()) {
      gradient[j] += c * t / std(j);
    }
    gradient[logStd(j)] += c * (t * t - 1);
  }

  /** The derivative of a log-density with respect to the latent. */
  double ofLatent(int j, double z, double u) {
    return -standardised(j, z, u) / std(j);
  }
}
