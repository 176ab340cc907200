package org.esscher.plugins.parl;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Pushforward;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;

/** The score functions S(τ) = Σ_h ∇_θ log π_θ(a_h|s_h) of some episodes, by their products. */
final class EpisodeScores {
  /** Relative to the parameters' norm, as {@link Pushforward}'s own differences. */
  private static final double STEP = 1e-4;

  private static final String LOGP = "logp";

  private final Model policy;
  private final Vectored parameters;
  private final Batch steps;
  private final Episodes episodes;
  private final Context context;

  /** Of a policy whose parameters are a vector. */
  EpisodeScores(Model policy, Batch steps, Episodes episodes, Context context) {
    this.policy = policy;
    this.parameters =
        policy
            .as(Vectored.class)
            .orElseThrow(
                () ->
                    EsscherException.user(
                        "the implicit gradient needs a policy whose parameters are a vector; this"
                            + " one does not offer Vectored"));
    this.steps = steps;
    this.episodes = episodes;
    this.context = context;
  }

  Episodes episodes() {
    return episodes;
  }

  /** log π(a_h|s_h) of each row, nats. */
  double[] logp() {
    try (Forward forward = policy.forward(steps, Set.of(LOGP), context)) {
      return rowSums(forward.output(LOGP));
    }
  }

  /** vᵀ∇ log π(a_h|s_h) of each row. */
  double[] along(Vector v) {
    return rowSums(Pushforward.of(policy).pushforward(steps, LOGP, v, context));
  }

  /** The mean over episodes of c_e S_e. */
  Vector mean(double[] perEpisode) {
    try (Forward forward = policy.forward(steps, Set.of(LOGP), context)) {
      Column logp = forward.output(LOGP);
      double[] share = episodes.shares();
      Arrays.setAll(share, e -> share[e] * perEpisode[e]);
      double[] perRow = episodes.spread(share);
      double[] cotangents = new double[logp.start(logp.rows())];
      for (int row = 0; row < logp.rows(); row++) {
        for (int token = logp.start(row); token < logp.start(row + 1); token++) {
          cotangents[token] = perRow[row];
        }
      }
      Map<String, Column> back = Map.of(LOGP, context.columns().shapedLike(logp, cotangents));
      return parameters.vector(forward.pullback(back, Set.of()).gradient());
    }
  }

  /** The mean over episodes of c_e K_e v, K = Σ_h ∇² log π, by central differences. */
  Vector meanCurvature(double[] perEpisode, Vector v) {
    Vector point = parameters.parameters();
    double length = Math.sqrt(v.dot(v));
    double step = STEP * Math.max(1, Math.sqrt(point.dot(point))) / (length == 0 ? 1 : length);
    try {
      parameters.assign(point.plus(v.times(step)));
      Vector ahead = mean(perEpisode);
      parameters.assign(point.plus(v.times(-step)));
      return ahead.minus(mean(perEpisode)).times(0.5 / step);
    } finally {
      parameters.assign(point);
    }
  }

  private static double[] rowSums(Column column) {
    double[] sums = new double[column.rows()];
    for (int row = 0; row < sums.length; row++) {
      for (int token = column.start(row); token < column.start(row + 1); token++) {
        sums[row] += column.at(token);
      }
    }
    return sums;
  }
}
