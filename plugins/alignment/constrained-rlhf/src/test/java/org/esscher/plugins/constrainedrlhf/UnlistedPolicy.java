package org.esscher.plugins.constrainedrlhf;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Forward;
import org.esscher.api.Plugin;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A policy that can do all that another can, but list its choices.
 *
 * @param policy the other
 */
@Component("test-unlisted")
public record UnlistedPolicy(PolicyProvider policy) implements PolicyProvider {
  /** Brings the policy to the host of the tests. */
  public static final class Unlisted implements Plugin {
    /** Made by the host. */
    public Unlisted() {}

    @Override
    public String apiVersion() {
      return API_VERSION;
    }

    @Override
    public List<Class<? extends Record>> components() {
      return List.of(UnlistedPolicy.class);
    }
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    return new Hidden(policy.create(context, saved));
  }

  private record Hidden(Policy policy) implements Policy {
    @Override
    public <T> Optional<T> as(Class<T> capability) {
      return capability == Enumerable.class ? Optional.empty() : policy.as(capability);
    }

    @Override
    public Set<String> inputs() {
      return policy.inputs();
    }

    @Override
    public Set<String> outputs() {
      return policy.outputs();
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      return policy.forward(batch, outputs, context);
    }

    @Override
    public State save() {
      return policy.save();
    }
  }
}
