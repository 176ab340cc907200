package org.esscher.plugins.base.policy;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * What a policy or a critic holds for best. Of numbered actions it is the one of the largest {@code
 * q_all}, or {@code class_logp}, and ties go to the first; with probability {@code epsilon} any
 * action is done instead. Of others it is the policy's {@code mode}, or its only {@code action}.
 *
 * @param of the model; {@code {id: role, name: critic}} for one of the run's
 * @param actions number of numbered actions; 0 where actions are numbers or vectors
 * @param epsilon probability of a uniformly random action instead of the best; 0 unless actions are
 *     numbered
 * @param action the column of the action
 */
@Component(
    value = "greedy",
    summary = "epsilon-greedy: the best action by a policy or a critic, or at times a random one",
    paper = "epsilon-greedy: Sutton and Barto, section 2.2")
public record Greedy(
    @Default("{id: role, name: policy}") ModelProvider of,
    @Default("0") @PositiveOrZero int actions,
    @Default("0") @PositiveOrZero @DecimalMax("1") double epsilon,
    @Default("action") String action)
    implements PolicyProvider {
  /**
   * Checks.
   *
   * @param of as for the record
   * @param actions as for the record
   * @param epsilon as for the record
   * @param action as for the record
   */
  public Greedy {
    if (actions == 0 && epsilon > 0) {
      throw EsscherException.user(
          "'greedy' with epsilon %s needs actions, their number: only numbered actions are drawn",
          epsilon);
    }
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    Model model = of.create(context, saved);
    return actions > 0
        ? new GreedyActions(action, actions, model, output(model, "q_all", "class_logp"), epsilon)
        : new GreedyMode(action, model, output(model, "mode", "action"));
  }

  private static String output(Model model, String first, String second) {
    if (model.outputs().contains(first)) {
      return first;
    }
    if (model.outputs().contains(second)) {
      return second;
    }
    throw EsscherException.user(
        "'greedy' needs a model with the output %s or %s; this one has %s%s",
        first,
        second,
        model.outputs(),
        first.equals("mode") ? ", for which set actions to the number of actions" : "");
  }
}
