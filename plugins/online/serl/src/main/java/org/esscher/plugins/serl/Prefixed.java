package org.esscher.plugins.serl;

import java.util.Map;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.State;

/** The estimators of a learner whose models' roles have a prefix: of the reset policy, say. */
final class Prefixed {
  private Prefixed() {}

  /**
   * Of the critics.
   *
   * @param critic the losses
   * @param prefix of the roles
   */
  record Critic(RlpdCritic critic, String prefix) implements CustomObjective {
    @Override
    public Split split() {
      return critic.split();
    }

    @Override
    public Map<String, Expr> reads(Inputs in) {
      return critic.reads(in, prefix);
    }

    @Override
    public Result estimate(Data data, State state, Context context) {
      return critic.estimate(data, context, prefix);
    }
  }

  /**
   * Of the actor.
   *
   * @param actor the loss
   * @param prefix of the roles
   */
  record Actor(RlpdActor actor, String prefix) implements Objective {
    @Override
    public Losses losses(Inputs in) {
      return actor.losses(in, prefix);
    }
  }

  /**
   * Of the temperature.
   *
   * @param temperature the loss
   * @param prefix of the roles
   */
  record Temperature(SacTemperature temperature, String prefix) implements Objective {
    @Override
    public Losses losses(Inputs in) {
      return temperature.losses(in, prefix);
    }
  }
}
