package org.esscher.plugins.programmablevi;

/** Independent normals around a center: densities, samples, and derivatives of both. */
final class Normals {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final Center center;
  private final int latents;
  private final double[] parameters;

  Normals(Center center, int latents, double[] parameters) {
    this.center = center;
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
    return center.auxiliary();
  }

  private int logStd(int j) {
    return parameters.length - latents + j;
  }

  private double std(int j) {
    return Math.exp(parameters[logStd(j)]);
  }

  private double standardized(int j, double z, double u) {
    return (z - center.of(parameters, j, u)) / std(j);
  }

  double sample(int j, double noise, double u) {
    return center.of(parameters, j, u) + std(j) * noise;
  }

  /** Adds c times the derivative of a sample. */
  void addSample(double[] gradient, int j, double noise, double c) {
    if (!center.auxiliary()) {
      gradient[j] += c;
    }
    gradient[logStd(j)] += c * std(j) * noise;
  }

  /** The derivative of a sample with respect to its noise. */
  double ofNoise(int j) {
    return std(j);
  }

  double logDensity(int j, double z, double u) {
    double t = standardized(j, z, u);
    return -HALF_LOG_TWO_PI - parameters[logStd(j)] - t * t / 2;
  }

  /** Adds c times the derivative of a log-density. */
  void addLogDensity(double[] gradient, int j, double z, double u, double c) {
    double t = standardized(j, z, u);
    if (!center.auxiliary()) {
      gradient[j] += c * t / std(j);
    }
    gradient[logStd(j)] += c * (t * t - 1);
  }

  /** The derivative of a log-density with respect to the latent. */
  double ofLatent(int j, double z, double u) {
    return -standardized(j, z, u) / std(j);
  }
}
