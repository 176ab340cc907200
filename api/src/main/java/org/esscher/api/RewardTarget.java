package org.esscher.api;

/** {@code r/β + log π₀} as an unnormalized log-target. */
final class RewardTarget extends Composite {
  RewardTarget(RewardModel reward, Policy base, double beta) {
    super(reward, "score", 1 / requireTemperature(beta), base, "logp", 1, "log_target");
  }
}
