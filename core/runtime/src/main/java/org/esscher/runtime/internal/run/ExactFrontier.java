package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.esscher.api.EsscherTransform;

/**
 * Mean expected reward against mean KL from a reference, of what can be listed: the optimum, which
 * is the Esscher transform of every context at one temperature; best-of-n; and any policy.
 */
final class ExactFrontier {
  private static final double TOLERANCE = 1e-9;

  private final ListedChoices choices;
  private final double[] reference;
  private final double[] rewards;
  private final List<EsscherTransform> transforms = new ArrayList<>();

  /**
   * A frontier.
   *
   * @param choices what is listed
   * @param reference log-probabilities of the choices, normalized in each context
   * @param rewards of the choices, finite where they may be chosen
   */
  ExactFrontier(ListedChoices choices, double[] reference, double[] rewards) {
    this.choices = choices;
    this.reference = reference;
    this.rewards = rewards;
    for (int context = 0; context < choices.contexts(); context++) {
      transforms.add(
          EsscherTransform.of(choices.part(reference, context), choices.part(rewards, context)));
    }
  }

  /** Means over contexts, which count alike. */
  record Point(double divergence, double reward) {}

  /**
   * The optimum, from the reference to the choices of largest reward. Near the reference reward
   * grows with the root of the divergence, so that the steps grow with the square.
   */
  List<EsscherTransform.Mean> optimum(int steps) {
    double most = EsscherTransform.mean(transforms, Double.POSITIVE_INFINITY).divergence();
    return IntStream.rangeClosed(0, steps)
        .mapToDouble(
            k -> k == steps ? Double.POSITIVE_INFINITY : inverseTemperature(most, k, steps))
        .mapToObj(t -> EsscherTransform.mean(transforms, t))
        .toList();
  }

  private double inverseTemperature(double most, int k, int steps) {
    double budget = most * k * k / ((double) steps * steps);
    return EsscherTransform.inverseTemperature(transforms, budget, TOLERANCE);
  }

  /** A policy with these log-probabilities of the choices. */
  Point policy(double[] logp) {
    double divergence = 0;
    double reward = 0;
    for (int i = 0; i < logp.length; i++) {
      double p = Math.exp(logp[i]);
      if (p > 0) {
        divergence += p * (logp[i] - reference[i]);
        reward += p * rewards[i];
      }
    }
    return new Point(Math.max(0, divergence / choices.contexts()), reward / choices.contexts());
  }

  /**
   * The best of n draws of the reference, ties in the proportions of the reference: choices of one
   * reward, of mass p above a mass F of smaller ones, are the best with probability (F + p)^n −
   * F^n.
   */
  Point bestOf(int n) {
    double divergence = 0;
    double reward = 0;
    for (int context = 0; context < choices.contexts(); context++) {
      double[] p = choices.part(reference, context);
      double[] r = choices.part(rewards, context);
      int[] ascending =
          IntStream.range(0, r.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> r[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      double below = 0;
      for (int first = 0; first < ascending.length; ) {
        double value = r[ascending[first]];
        double mass = 0;
        while (first < ascending.length && r[ascending[first]] == value) {
          mass += Math.exp(p[ascending[first++]]);
        }
        // Probabilities sum to 1 up to rounding only.
        double upTo = Math.min(1, below + mass);
        double best = Math.pow(upTo, n) - Math.pow(below, n);
        if (best > 0) {
          divergence += best * Math.log(best / mass);
          reward += best * value;
        }
        below = upTo;
      }
    }
    return new Point(Math.max(0, divergence / choices.contexts()), reward / choices.contexts());
  }
}
