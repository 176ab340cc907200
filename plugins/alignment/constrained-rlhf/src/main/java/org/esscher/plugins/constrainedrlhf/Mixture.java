package org.esscher.plugins.constrainedrlhf;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import org.esscher.api.Expr;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Slot;

/** The mixed advantage of a {@link Variant}, and the loss of its multipliers. */
final class Mixture {
  private final ConstrainedPpo config;
  private final Streams streams;
  private final Expr w;

  private Mixture(ConstrainedPpo config, Streams streams, Expr w) {
    this.config = config;
    this.streams = streams;
    this.w = w;
  }

  static Mixture of(Slot samples, ConstrainedPpo config, Streams streams) {
    return new Mixture(
        config,
        streams,
        config.variant().constrained()
            ? samples.output("multipliers", "multiplier", ROW)
            : Expr.of(0));
  }

  /** The advantage that the policy climbs, token by token. */
  Expr advantage() {
    return switch (config.variant()) {
      case PPO -> weighted(false);
      case PPO_SAT -> weighted(true);
      case MU, XI -> constrained();
      case ALL -> all();
    };
  }

  private Expr weighted(boolean saturated) {
    Expr sum = streams.advantage(config.rewards());
    for (int i = 0; i < config.rewards(); i++) {
      Expr weight = Expr.of(config.weights().get(i));
      if (saturated) {
        weight =
            weight.times(Expr.of(config.thresholds().get(i)).greaterThan(streams.meanReturn(i)));
      }
      sum = sum.plus(streams.advantage(i).times(weight));
    }
    return sum;
  }

  /** (n − Σλ_i)·A_KL + Σλ_i·A_i; without squashing A_KL + Σλ_i·A_i. */
  private Expr constrained() {
    int n = config.rewards();
    Expr klWeight = Expr.of(config.squash() ? n : 1);
    Expr sum = Expr.of(0);
    for (int i = 0; i < n; i++) {
      klWeight = config.squash() ? klWeight.minus(lambda(i)) : klWeight;
      sum = sum.plus(streams.advantage(i).times(lambda(i)));
    }
    return sum.plus(streams.advantage(n).times(klWeight));
  }

  /** Σ(α_i − λ_i)·A_i + λ_KL·A_KL. */
  private Expr all() {
    int n = config.rewards();
    Expr sum = streams.advantage(n).times(lambda(n));
    for (int i = 0; i < n; i++) {
      Expr weight = Expr.of(config.weights().get(i)).minus(lambda(i));
      sum = sum.plus(streams.advantage(i).times(weight));
    }
    return sum;
  }

  /** λ_i: within (−1, 1) for equalities, (0, 1) for inequalities; any number without squashing. */
  private Expr lambda(int constraint) {
    Expr squashed = squashed(constraint);
    return config.squash() || config.variant() == Variant.XI ? squashed : squashed.max(0);
  }

  private Expr squashed(int constraint) {
    // The same in every row, so that its mean is itself.
    Expr own = w.component(constraint).mean(BATCH);
    if (!config.squash()) {
      return own;
    }
    return config.variant() == Variant.XI ? own.tanh() : own.sigmoid();
  }

  /** Σ s(w_i)·(V_i − θ_i), by how much each constraint is over-fulfilled; returns stand still. */
  Losses multiplierLoss() {
    Expr loss = Expr.of(0);
    Losses metrics = Losses.of();
    for (int i = 0; i < config.thresholds().size(); i++) {
      loss = loss.plus(squashed(i).times(slack(i)));
      metrics = metrics.metric("lambda_" + i, lambda(i));
    }
    return Losses.of(Loss.exact("multiplier", "multipliers", loss)).and(metrics);
  }

  private Expr slack(int constraint) {
    Expr threshold = Expr.of(config.thresholds().get(constraint));
    if (constraint == config.rewards()) {
      return streams.klReturn().minus(threshold);
    }
    Expr above = streams.meanReturn(constraint).minus(threshold);
    return config.variant() == Variant.ALL ? above.negate() : above;
  }
}
