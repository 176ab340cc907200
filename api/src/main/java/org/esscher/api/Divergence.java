package org.esscher.api;

import java.util.Optional;

/**
 * Says what 'close' means. D(π‖p): the policy is always the first argument.
 *
 * <p>Divergences of two distributions on one support are {@link DistributionDivergence}s, most of
 * them {@link FDivergence}s; others (transport, occupancy, point sets) are {@link CustomObjective}s
 * that implement this too. Dual forms are capabilities: {@link RobustDual}, {@link MirrorMap}.
 */
public interface Divergence {
  /**
   * A capability.
   *
   * @param <T> the capability
   * @param capability its interface
   * @return the divergence as that, or empty
   */
  default <T> Optional<T> as(Class<T> capability) {
    return capability.isInstance(this) ? Optional.of(capability.cast(this)) : Optional.empty();
  }
}
