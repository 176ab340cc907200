package org.esscher.flight;

import org.esscher.api.RewardModel;

/** A reward model that a server computes. Preferences follow from its scores. */
final class RemoteReward extends RemoteModel implements RewardModel {
  RemoteReward(Remote remote) {
    super(remote);
  }
}
