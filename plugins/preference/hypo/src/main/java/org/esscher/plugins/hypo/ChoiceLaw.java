package org.esscher.plugins.hypo;

import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** Each row's distribution over its choices, {@code log π = log π_ref + θ·φ − log Z}. */
final class ChoiceLaw {
  static final String FEATURES = "class_features";
  static final String REFERENCE = "ref_class_logp";

  private final int choices;
  private final int width;
  private final double[] features;
  private final double[] logp;

  private ChoiceLaw(int choices, int width, double[] features, double[] logp) {
    this.choices = choices;
    this.width = width;
    this.features = features;
    this.logp = logp;
  }

  /**
   * The laws of a batch.
   *
   * @param batch has {@link #FEATURES} and {@link #REFERENCE}
   * @param theta the parameters
   * @return one law a row
   * @throws EsscherException (DATA) when a row's features are not as many vectors as the reference
   *     has log-probabilities, of as many components as θ has, all finite; or when the reference
   *     leaves a row no choice
   */
  static ChoiceLaw of(Batch batch, double[] theta) {
    Column vectors = batch.column(FEATURES);
    Column reference = batch.column(REFERENCE);
    int choices = reference.width();
    if (vectors.isText() || vectors.width() != theta.length || reference.ragged()) {
      throw EsscherException.data(
          "'log-linear' wants a list of vectors of %d numbers in column '%s' and a vector per row"
              + " in column '%s'; got vectors of %d numbers%s",
          theta.length,
          FEATURES,
          REFERENCE,
          vectors.width(),
          reference.ragged() ? ", and lists of log-probabilities" : "");
    }
    for (int row = 0; row < batch.rows(); row++) {
      if (vectors.start(row + 1) - vectors.start(row) != choices) {
        throw EsscherException.data(
            "row %d, column '%s': %d choices have log-probabilities in column '%s', but %d have"
                + " features",
            row, FEATURES, choices, REFERENCE, vectors.start(row + 1) - vectors.start(row));
      }
    }
    ChoiceLaw law = new ChoiceLaw(choices, theta.length, vectors.toArray(), reference.toArray());
    for (int row = 0; row < batch.rows(); row++) {
      law.tilt(row, theta);
    }
    return law;
  }

  private void tilt(int row, double[] theta) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = row * choices; i < (row + 1) * choices; i++) {
      for (int k = 0; k < width; k++) {
        logp[i] += theta[k] * features[i * width + k];
      }
      if (Double.isNaN(logp[i]) || logp[i] == Double.POSITIVE_INFINITY) {
        throw EsscherException.data(
            "row %d: choice %d has the logit %s; features have to be finite, and log-probabilities"
                + " of the reference finite or -Infinity",
            row, i - row * choices, logp[i]);
      }
      largest = Math.max(largest, logp[i]);
    }
    if (largest == Double.NEGATIVE_INFINITY) {
      throw EsscherException.data(
          "row %d, column '%s': every choice is -Infinity, so none is left", row, REFERENCE);
    }
    double sum = 0;
    for (int i = row * choices; i < (row + 1) * choices; i++) {
      sum += Math.exp(logp[i] - largest);
    }
    double normalizer = largest + Math.log(sum);
    for (int i = row * choices; i < (row + 1) * choices; i++) {
      logp[i] -= normalizer;
    }
  }

  int choices() {
    return choices;
  }

  int width() {
    return width;
  }

  double logp(int row, int choice) {
    return logp[row * choices + choice];
  }

  /** Draws a choice of positive probability by inversion. */
  int draw(int row, RandomGenerator random) {
    double left = random.nextDouble();
    int last = 0;
    for (int choice = 0; choice < choices; choice++) {
      double probability = Math.exp(logp(row, choice));
      if (probability > 0) {
        last = choice;
        left -= probability;
        if (left < 0) {
          return choice;
        }
      }
    }
    // The sum fell short of 1 by rounding.
    return last;
  }

  /** Adds {@code factor·(φ(choice) − E_π φ)}, which is factor·∇ log π(choice), to a sum. */
  void addScore(int row, int choice, double factor, double[] sum) {
    for (int other = 0; other < choices; other++) {
      double share = (other == choice ? 1 : 0) - Math.exp(logp(row, other));
      for (int k = 0; k < width; k++) {
        sum[k] += factor * share * features[(row * choices + other) * width + k];
      }
    }
  }
}
