package org.esscher.plugins.correlatedproxies;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A discriminator between the occupancy measures of a policy and its base: {@code score} is an
 * estimate d(s, a) of log μ/μ_b once it is trained by the estimator of the same id. It is linear,
 * {@code d(s, a) = θ_a·(1, s)}, with weights of each action's own, and 0 at first. Where states are
 * numbered, s is the indicator of the state's number, so that d is a free table.
 *
 * @param observation the column of the state: a number, a vector or, with {@code states}, a whole
 *     number from 0
 * @param states number of states, or 0 where the state is a number or a vector
 * @param width components of the state where it is a number or a vector
 * @param action the column of the action, a whole number from 0
 * @param actions number of actions; 0 only with {@code stateOnly}
 * @param stateOnly whether occupancies of states alone are compared, d(s) = θ·(1, s)
 * @param weightClip bound on every weight after each step, for Wasserstein critics (0.01 in the
 *     released code)
 */
@Component(
    value = "occupancy-discriminator",
    summary = "linear discriminator between two policies' occupancy measures",
    paper = "Laidlaw et al. 2024, arXiv 2403.03185")
public record OccupancyDiscriminator(
    @Default("observation") String observation,
    @Default("0") @PositiveOrZero int states,
    @Default("1") @Positive int width,
    @Default("action") String action,
    @PositiveOrZero int actions,
    @Default("false") boolean stateOnly,
    @Default("Infinity") @Positive double weightClip)
    implements RewardModelProvider {
  /**
   * Checks.
   *
   * @param observation as for the record
   * @param states as for the record
   * @param width as for the record
   * @param action as for the record
   * @param actions as for the record
   * @param stateOnly as for the record
   * @param weightClip as for the record
   */
  public OccupancyDiscriminator {
    if (!stateOnly && actions == 0) {
      throw EsscherException.user(
          "occupancy-discriminator has weights of each action's own: give actions, their number, or"
              + " set stateOnly to compare states alone");
    }
  }

  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    return new LinearDiscriminator(this, saved);
  }

  /** Weights of one action: the constant's, then the state's. */
  int weightsAnAction() {
    return 1 + (states > 0 ? states : width);
  }

  /** All weights. */
  int weights() {
    return Math.multiplyExact(stateOnly ? 1 : actions, weightsAnAction());
  }
}
