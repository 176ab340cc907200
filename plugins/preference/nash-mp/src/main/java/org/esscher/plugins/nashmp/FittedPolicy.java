package org.esscher.plugins.nashmp;

import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.State;

/** The model of {@link TabularMirrorProx}: a tabular policy that saves how many actions it has. */
final class FittedPolicy implements Policy {
  static final String ACTIONS = "actions";
  private static final String POLICY = "policy";

  private final Policy policy;
  private final int actions;

  FittedPolicy(Policy policy, int actions) {
    this.policy = policy;
    this.actions = actions;
  }

  /** The tabular policy of a saved state; without one, a new one. */
  static Policy inner(State saved, int actions, Context context) {
    return GameTable.provider(actions, context)
        .create(context, saved.has(ACTIONS) ? saved.under(POLICY) : null);
  }

  static State state(Policy policy, int actions) {
    return State.empty().with(ACTIONS, actions).withAll(POLICY, policy.save());
  }

  @Override
  public Set<String> inputs() {
    return policy.inputs();
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return policy.groupedBy(columns);
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
  public <T> Optional<T> as(Class<T> capability) {
    return policy.as(capability);
  }

  @Override
  public State save() {
    return state(policy, actions);
  }

  @Override
  public void close() {
    policy.close();
  }
}
