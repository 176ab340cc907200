package org.esscher.runtime.internal.config;

import org.esscher.api.Context;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/** A component that is a model itself, where a provider of models is asked for. */
public sealed interface FixedModel extends ModelProvider {
  /**
   * The component.
   *
   * @return the model, a record
   */
  Record component();

  /**
   * Whether a component can stand for a provider.
   *
   * @param wanted what is asked for
   * @param component a record class
   * @return true when it is the model that such a provider would make
   */
  static boolean fits(Class<?> wanted, Class<?> component) {
    return (wanted == ModelProvider.class && Model.class.isAssignableFrom(component))
        || (wanted == PolicyProvider.class && Policy.class.isAssignableFrom(component))
        || (wanted == RewardModelProvider.class && RewardModel.class.isAssignableFrom(component));
  }

  /**
   * The provider of a component.
   *
   * @param wanted what is asked for
   * @param component {@link #fits} it
   * @return makes the component itself
   */
  static FixedModel of(Class<?> wanted, Record component) {
    if (wanted == PolicyProvider.class) {
      return new OfPolicy(component);
    }
    return wanted == RewardModelProvider.class ? new OfReward(component) : new OfModel(component);
  }

  /**
   * A model.
   *
   * @param component the model
   */
  record OfModel(Record component) implements FixedModel {
    @Override
    public Model create(Context context, @Nullable State saved) {
      return (Model) component;
    }
  }

  /**
   * A policy.
   *
   * @param component the policy
   */
  record OfPolicy(Record component) implements FixedModel, PolicyProvider {
    @Override
    public Policy create(Context context, @Nullable State saved) {
      return (Policy) component;
    }
  }

  /**
   * A reward model.
   *
   * @param component the reward model
   */
  record OfReward(Record component) implements FixedModel, RewardModelProvider {
    @Override
    public RewardModel create(Context context, @Nullable State saved) {
      return (RewardModel) component;
    }
  }
}
