package org.esscher.plugins.genarm;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which tokens of a distribution may be drawn: the {@code topK} most likely, then the fewest of
 * them whose probability reaches {@code topP}.
 *
 * @param topK 0 for all
 * @param topP within (0, 1]
 */
record SamplingRule(int topK, double topP) {
  /** What is drawn from: normalized again, −∞ for what is left out. */
  double[] of(double[] logp) {
    boolean all = topP == 1 && (topK == 0 || topK >= logp.length);
    return all ? logp : kept(logp);
  }

  private double[] kept(double[] logp) {
    // Ties go to the lower token, so that a result doesn't depend on the sort.
    int[] order =
        IntStream.range(0, logp.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(v -> -logp[v]).thenComparingInt(v -> v))
            .mapToInt(Integer::intValue)
            .toArray();
    int most = topK == 0 ? order.length : Math.min(topK, order.length);
    double[] kept = new double[logp.length];
    Arrays.fill(kept, Double.NEGATIVE_INFINITY);
    double mass = 0;
    for (int i = 0; i < most && (i == 0 || mass < topP); i++) {
      kept[order[i]] = logp[order[i]];
      mass += Math.exp(logp[order[i]]);
    }
    double logMass = Math.log(mass);
    return Arrays.stream(kept).map(each -> each - logMass).toArray();
  }

  /** Draws a token from log-probabilities. */
  static int draw(double[] logp, RandomGenerator random) {
    double left = random.nextDouble();
    int drawn = -1;
    for (int v = 0; v < logp.length; v++) {
      double p = Math.exp(logp[v]);
      if (p > 0) {
        drawn = v;
        left -= p;
        if (left < 0) {
          break;
        }
      }
    }
    return drawn;
  }
}
