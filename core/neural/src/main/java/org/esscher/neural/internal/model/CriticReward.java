package org.esscher.neural.internal.model;

import org.esscher.api.RewardModel;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.network.Network;
import org.esscher.neural.internal.network.ParameterVector;

/** A critic whose numbers are rewards. */
final class CriticReward extends Critic implements RewardModel {
  CriticReward(
      Network network,
      Precision precision,
      InputColumns inputs,
      CriticShape shape,
      ParameterVector parameters) {
    super(network, precision, inputs, shape, parameters);
  }
}
