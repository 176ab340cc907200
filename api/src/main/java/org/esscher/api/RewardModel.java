package org.esscher.api;

import java.util.Set;

/**
 * A model that scores: its output {@code score} is a reward (larger is better) a row, a vector a
 * row, or a list a row for per-token rewards; −∞ is allowed.
 *
 * <p>For example a reward without parameters, whose scores are a column:
 *
 * <pre>{@code
 * public Forward forward(Batch batch, Set<String> outputs, Context context) {
 *   Column completions = batch.column("completion");
 *   Column answers = batch.column(answer);
 *   double[] scores = new double[batch.rows()];
 *   for (int row = 0; row < scores.length; row++) {
 *     scores[row] = sound(completions.text(row)).equals(sound(answers.text(row))) ? 1 : 0;
 *   }
 *   return new Scored(context.columns().numbers(scores));
 * }
 * }</pre>
 */
public interface RewardModel extends Model {
  /**
   * The probability that the first is preferred to the second, row by row. The default is the
   * Bradley-Terry model, σ(score of first − score of second); a preference that no scalar explains
   * overrides it.
   *
   * @param first rows to compare
   * @param second as many rows, with the same contexts
   * @param context makes the columns
   * @return probabilities, one a row
   */
  default Column compare(Batch first, Batch second, Context context) {
    try (Forward a = forward(first, Set.of("score"), context);
        Forward b = forward(second, Set.of("score"), context)) {
      Column left = a.output("score");
      Column right = b.output("score");
      if (left.rows() != right.rows() || left.ragged() || left.width() != 1) {
        throw EsscherException.user(
            "Bradley-Terry compares scalar scores of equally many rows; got %d rows of width %d%s"
                + " and %d rows",
            left.rows(), left.width(), left.ragged() ? " in lists" : "", right.rows());
      }
      double[] preference = new double[left.rows()];
      for (int i = 0; i < preference.length; i++) {
        preference[i] = 1 / (1 + Math.exp(right.at(i) - left.at(i)));
      }
      return context.columns().numbers(preference);
    }
  }

  /**
   * The posterior that this reward and a prior imply, {@code log π₀ + r/β}, unnormalized: the
   * Esscher transform. The inverse of {@link Policy#asReward}.
   *
   * @param base the prior π₀
   * @param beta the temperature β, in reward units a nat, above 0
   * @return a model with output {@code log_target}
   */
  default Model asTarget(Policy base, double beta) {
    return new RewardTarget(this, base, beta);
  }
}
