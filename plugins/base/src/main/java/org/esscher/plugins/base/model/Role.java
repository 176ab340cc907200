package org.esscher.plugins.base.model;

import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A model of the run, where a composite wants a model of its own: {@code {id: tilted, policy: {id:
 * role, name: policy@ref}, …}}. It is looked up once, when the composite is made; saving and
 * closing stay with the run.
 *
 * @param name the role, with {@code @version} for a snapshot
 */
@Component(
    value = "role",
    summary = "the model of one of the run's roles, for use inside another component")
public record Role(String name) implements ModelProvider {
  @Override
  public Model create(Context context, @Nullable State saved) {
    Model model = context.role(name);
    if (model instanceof Policy) {
      return new BorrowedPolicy(model);
    } else if (model instanceof RewardModel reward) {
      return new BorrowedReward(reward);
    }
    return new Borrowed(model);
  }
}
