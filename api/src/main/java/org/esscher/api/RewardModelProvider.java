package org.esscher.api;

import org.jspecify.annotations.Nullable;

/**
 * A component that makes a reward model. Rewards without parameters need none: a record that
 * implements {@link RewardModel} is a component itself.
 */
@FunctionalInterface
public interface RewardModelProvider extends ModelProvider {
  @Override
  RewardModel create(Context context, @Nullable State saved);
}
