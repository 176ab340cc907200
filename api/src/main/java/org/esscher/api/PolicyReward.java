package org.esscher.api;

/** {@code β·(log π − log π_ref)} as a reward. */
final class PolicyReward extends Composite implements RewardModel {
  PolicyReward(Policy policy, Policy reference, double beta) {
    super(policy, "logp", requireTemperature(beta), reference, "logp", -beta, "score");
  }
}
