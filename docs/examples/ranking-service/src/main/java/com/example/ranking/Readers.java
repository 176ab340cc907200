package com.example.ranking;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Simulated readers: they click on the first article, or don't, with probabilities that the service
 * never sees. Put your own traffic in their place.
 */
final class Readers {
  static final List<String> SEGMENTS = List.of("morning", "commute", "evening");
  static final int ARTICLES = 5;

  /** P(click | segment, article). */
  private static final double[][] CLICK = {
    {0.30, 0.12, 0.08, 0.05, 0.10},
    {0.06, 0.22, 0.10, 0.14, 0.04},
    {0.05, 0.09, 0.11, 0.12, 0.25}
  };

  private final RandomGenerator random;

  Readers(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  RandomGenerator random() {
    return random;
  }

  String next() {
    return SEGMENTS.get(random.nextInt(SEGMENTS.size()));
  }

  boolean clicks(String segment, int article) {
    return random.nextDouble() < CLICK[SEGMENTS.indexOf(segment)][article];
  }

  /** The expected share of readers who click: what a real service can't compute. */
  static double truth(Ranking ranking) {
    double sum = 0;
    for (int segment = 0; segment < CLICK.length; segment++) {
      for (int article = 0; article < ARTICLES; article++) {
        sum += ranking.probability(SEGMENTS.get(segment), article) * CLICK[segment][article];
      }
    }
    return sum / CLICK.length;
  }
}
