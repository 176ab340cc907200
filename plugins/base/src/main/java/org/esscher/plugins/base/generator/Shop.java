package org.esscher.plugins.base.generator;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The truth of a {@link SimulatedShop}: who buys what, and what is shown to whom. */
final class Shop {
  private static final List<String> NAMES =
      List.of(
          "students",
          "families",
          "commuters",
          "gardeners",
          "athletes",
          "readers",
          "cooks",
          "travellers",
          "collectors",
          "retirees",
          "musicians",
          "makers");

  private final double[][] bought;
  private final double[][] shown;

  private Shop(double[][] bought, double[][] shown) {
    this.bought = bought;
    this.shown = shown;
  }

  /**
   * A shop.
   *
   * @param segments customer segments
   * @param offers offers
   * @param exploration weight of the uniform policy in the logging policy
   * @param seed which shop
   * @return its truth
   */
  static Shop of(int segments, int offers, double exploration, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    double[] appeal = new double[offers];
    Arrays.setAll(appeal, offer -> random.nextGaussian());
    double[][] bought = new double[segments][offers];
    double[][] shown = new double[segments][offers];
    for (int segment = 0; segment < segments; segment++) {
      double thrift = random.nextGaussian();
      double sum = 0;
      for (int offer = 0; offer < offers; offer++) {
        double fit = random.nextGaussian();
        bought[segment][offer] = 1 / (1 + Math.exp(2 - thrift / 2 - appeal[offer] / 2 - fit));
        shown[segment][offer] = Math.exp(appeal[offer] + fit / 2 + random.nextGaussian() / 2);
        sum += shown[segment][offer];
      }
      for (int offer = 0; offer < offers; offer++) {
        shown[segment][offer] =
            (1 - exploration) * shown[segment][offer] / sum + exploration / offers;
      }
    }
    return new Shop(bought, shown);
  }

  /** The name of a segment. */
  String segment(int number) {
    return number < NAMES.size() ? NAMES.get(number) : "segment " + number;
  }

  /** The probability that a customer buys what is shown. */
  double bought(int segment, int offer) {
    return bought[segment][offer];
  }

  /** The probability that an offer is shown. */
  double shown(int segment, int offer) {
    return shown[segment][offer];
  }

  /** Draws the offer that is shown. */
  int show(int segment, RandomGenerator random) {
    double left = random.nextDouble();
    int offer = 0;
    while (offer + 1 < shown[segment].length && left >= shown[segment][offer]) {
      left -= shown[segment][offer++];
    }
    return offer;
  }
}
