package org.esscher.neural.internal.language;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.esscher.neural.internal.model.Softmax;

/**
 * From logits to the distribution that is sampled: temperature first, then the {@code topK} most
 * likely tokens, then the fewest of them whose probability reaches {@code topP} (Holtzman et al.
 * 2020, arXiv 1904.09751), normalized again.
 *
 * @param temperature above 0
 * @param topK 0 for all
 * @param topP within (0, 1]
 */
public record SamplingRule(double temperature, int topK, double topP) {
  /** Log-probabilities of a row of logits; −∞ for what is left out. */
  double[] logp(double[] logits) {
    double[] logp = new double[logits.length];
    Arrays.setAll(
        logp,
        i ->
            logits[i] <= Transformer.NEVER / 2
                ? Double.NEGATIVE_INFINITY
                : logits[i] / temperature);
    Softmax.normalize(logp, 0, logp.length);
    if ((topK > 0 && topK < logp.length) || topP < 1) {
      keepLikely(logp);
      Softmax.normalize(logp, 0, logp.length);
    }
    return logp;
  }

  private void keepLikely(double[] logp) {
    // Ties go to the lower token, so that a result doesn't depend on the sort.
    int[] order =
        IntStream.range(0, logp.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(i -> -logp[i]).thenComparingInt(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    int most = topK > 0 ? Math.min(topK, order.length) : order.length;
    double reached = Math.exp(logp[order[0]]);
    int kept = 1;
    while (kept < most && reached < topP) {
      reached += Math.exp(logp[order[kept++]]);
    }
    for (int i = kept; i < order.length; i++) {
      logp[order[i]] = Double.NEGATIVE_INFINITY;
    }
  }
}
