package com.example.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;

/**
 * A policy as the service uses it: for each segment of readers, the probability with which each
 * article comes first. Immutable, so that requests share it without a lock, and a new one takes its
 * place in one write. A request touches neither Arrow nor a model.
 */
final class Ranking {
  private final Map<String, double[]> probabilities;

  private Ranking(Map<String, double[]> probabilities) {
    this.probabilities = probabilities;
  }

  /** Before anything is known: every order is as likely as any other. */
  static Ranking uniform(List<String> segments, int articles) {
    Map<String, double[]> probabilities = new HashMap<>();
    for (String segment : segments) {
      double[] equal = new double[articles];
      Arrays.fill(equal, 1.0 / articles);
      probabilities.put(segment, equal);
    }
    return new Ranking(probabilities);
  }

  /** The probabilities of a policy, listed once. */
  static Ranking of(ModelProvider provider, List<String> segments, int articles, Esscher host) {
    try (Arena arena = host.arena("ranking");
        Model policy = provider.create(host.context(arena, 1), null)) {
      Enumerable listed =
          policy
              .as(Enumerable.class)
              .orElseThrow(() -> EsscherException.user("the policy's choices can't be listed"));
      Batch contexts = arena.batch(Map.of("segment", arena.texts(segments)));
      Batch choices = listed.enumerate(contexts, host.context(arena, 1));
      Column segment = choices.column("segment");
      Column action = choices.column("action");
      Column logp = choices.column("logp");
      Map<String, double[]> probabilities = new HashMap<>();
      for (int row = 0; row < choices.rows(); row++) {
        probabilities
                .computeIfAbsent(segment.text(row), name -> new double[articles])[
                (int) action.at(row)] =
            Math.exp(logp.at(row));
      }
      return new Ranking(probabilities);
    }
  }

  /** The probability with which an article comes first. */
  double probability(String segment, int article) {
    return probabilities.get(segment)[article];
  }

  /**
   * Draws an order: the first article by its probability, each further one by its probability among
   * those that are left (Plackett-Luce). An exponential time of rate p for each article, the
   * earliest first, is the same law.
   */
  List<Integer> draw(String segment, RandomGenerator random) {
    double[] rates = probabilities.get(segment);
    double[] times = new double[rates.length];
    List<Integer> order = new ArrayList<>();
    for (int article = 0; article < rates.length; article++) {
      times[article] = random.nextExponential() / rates[article];
      order.add(article);
    }
    order.sort(Comparator.comparingDouble(article -> times[article]));
    return order;
  }
}
