package org.esscher.api;

/**
 * A model that acts: its output {@code logp} is the log-probability of the row's {@code action} or
 * {@code completion} in its context. Policies without a usable log-probability leave the output
 * out; those that draw are {@link Sampler}s.
 */
public interface Policy extends Model {
  /**
   * This policy read as a reward, {@code β·(logp − reference's logp)}: the reward that it is
   * optimal for, up to a function of the context. The inverse of {@link RewardModel#asTarget}.
   *
   * @param reference the prior
   * @param beta the temperature β, in reward units a nat, above 0
   * @return a reward model with output {@code score}; its parameters are this policy's
   */
  default RewardModel asReward(Policy reference, double beta) {
    return new PolicyReward(this, reference, beta);
  }
}
