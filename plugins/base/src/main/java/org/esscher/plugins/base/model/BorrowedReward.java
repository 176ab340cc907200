package org.esscher.plugins.base.model;

import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.RewardModel;

/** A reward model that belongs to somebody else. */
final class BorrowedReward extends Borrowed implements RewardModel {
  private final RewardModel reward;

  BorrowedReward(RewardModel reward) {
    super(reward);
    this.reward = reward;
  }

  @Override
  public Column compare(Batch first, Batch second, Context context) {
    return reward.compare(first, second, context);
  }
}
