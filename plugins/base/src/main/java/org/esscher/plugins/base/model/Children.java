package org.esscher.plugins.base.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/** The models that a composite model is made of: makes, saves and closes them by name. */
public final class Children {
  private final String owner;
  private final Context context;
  private final @Nullable State saved;
  private final Map<String, Model> models = new LinkedHashMap<>();

  /**
   * No children yet.
   *
   * @param owner id of the composite, for messages
   * @param context makes them
   * @param saved what {@link #save} gave, or null for new models
   */
  public Children(String owner, Context context, @Nullable State saved) {
    this.owner = owner;
    this.context = context;
    this.saved = saved;
  }

  /**
   * Makes a policy.
   *
   * @param name names it within the composite
   * @param provider makes it
   * @return the policy
   * @throws EsscherException (USER) when it is none
   */
  public Policy policy(String name, ModelProvider provider) {
    return model(name, provider, Policy.class, "policy");
  }

  /**
   * Makes a reward model.
   *
   * @param name names it within the composite
   * @param provider makes it
   * @return the reward model
   * @throws EsscherException (USER) when it is none
   */
  public RewardModel reward(String name, ModelProvider provider) {
    return model(name, provider, RewardModel.class, "reward model");
  }

  private <T extends Model> T model(
      String name, ModelProvider provider, Class<T> kind, String wanted) {
    Model model = made(name, provider);
    models.put(name, model);
    if (!kind.isInstance(model)) {
      close();
      throw EsscherException.user(
          "'%s' needs a %s as its %s, got %s", owner, wanted, name, provider);
    }
    return kind.cast(model);
  }

  private Model made(String name, ModelProvider provider) {
    try {
      return provider.create(context, saved == null ? null : saved.under(name));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * The states of all children.
   *
   * @return each under its name
   */
  public State save() {
    State all = State.empty();
    for (Map.Entry<String, Model> child : models.entrySet()) {
      all = all.withAll(child.getKey(), child.getValue().save());
    }
    return all;
  }

  /** Closes all children; may be called twice. */
  public void close() {
    models.values().forEach(Model::close);
  }
}
