package org.esscher.plugins.parl;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Rollout;
import org.esscher.api.Run;

/**
 * Episodes of the current policy: their true returns as {@code utility}, and the reward model's
 * scores in place of the {@code reward}.
 */
final class CollectedEpisodes {
  private final Batch steps;
  private final Episodes episodes;
  private final double[] utility;

  private CollectedEpisodes(Batch steps, Episodes episodes, double[] utility) {
    this.steps = steps;
    this.episodes = episodes;
    this.utility = utility;
  }

  static CollectedEpisodes of(Run run, Rollout rollout, int count, double gamma) {
    Batch played = run.episodes(rollout, count);
    Episodes episodes = Episodes.of(played, gamma);
    double[] utility = episodes.sums(played.column("reward").toArray());
    Batch judged =
        run.score("reward", played, "score", "reward")
            .with("utility", run.context().columns().numbers(episodes.spread(utility)));
    return new CollectedEpisodes(judged, episodes, utility);
  }

  Batch steps() {
    return steps;
  }

  Episodes episodes() {
    return episodes;
  }

  /** The sum of the environment's rewards of each episode. */
  double[] utility() {
    return utility.clone();
  }

  /** R_ν of each episode, discounted. */
  double[] returns() {
    return episodes.discounted(steps.column("reward").toArray());
  }

  /**
   * Pairs each two successive episodes, and asks a teacher for each pair, who prefers the first
   * with probability σ(U(τ₀) − U(τ₁)).
   *
   * @param random the teacher's
   * @return 1 or 0 a pair
   */
  double[] labels(RandomGenerator random) {
    double[] labels = new double[utility.length / 2];
    for (int pair = 0; pair < labels.length; pair++) {
      double odds = Math.exp(utility[2 * pair + 1] - utility[2 * pair]);
      labels[pair] = random.nextDouble() < 1 / (1 + odds) ? 1 : 0;
    }
    return labels;
  }

  /** The steps with {@code group_id}, {@code side} and {@code preference_prob}. */
  Batch paired(double[] labels, Columns columns) {
    double[] pair = new double[episodes.count()];
    double[] side = new double[episodes.count()];
    double[] label = new double[episodes.count()];
    for (int e = 0; e < pair.length; e++) {
      pair[e] = Math.floorDiv(e, 2);
      side[e] = e % 2 == 0 ? 1 : -1;
      label[e] = labels[e / 2];
    }
    long[] groups = Arrays.stream(episodes.spread(pair)).mapToLong(Math::round).toArray();
    Column ids = columns.integers(groups);
    return steps
        .with("group_id", ids)
        .with("side", columns.numbers(episodes.spread(side)))
        .with("preference_prob", columns.numbers(episodes.spread(label)));
  }
}
