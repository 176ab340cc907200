package org.esscher.plugins.base.policy;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A softmax policy with a free logit for every context and action: {@code π(a|x) ∝ exp θ[x, a]}.
 * All logits are 0 at first, so the policy is uniform.
 *
 * <p>Which contexts there are is settled in one of three ways, so that the number of parameters
 * changes under no optimizer's feet:
 *
 * <ul>
 *   <li>{@code context: []} – one context, a bandit;
 *   <li>{@code contexts: n} – the one context column holds whole numbers from 0 to n − 1;
 *   <li>{@code contexts: 0} – contexts are tuples of any values, and the policy adopts those that
 *       {@link org.esscher.api.ClosedForm#assign} gives it. A recipe that is to train such a policy
 *       first enumerates the contexts of its log and assigns the log-probabilities it wants to
 *       start from, in one line each: {@code choices = policy.enumerate(log);
 *       policy.assign(choices, choices.column("logp"))}.
 * </ul>
 *
 * <p>A context that was never adopted has uniform probabilities and no parameters.
 *
 * @param context the columns that identify a context, of text or numbers; none for a bandit
 * @param contexts the number of contexts; 0 when they are taken from the data
 * @param action the column of the action, a whole number from 0
 * @param actions the number of actions
 */
@Component(
    value = "tabular-softmax",
    summary = "softmax with a free logit for every context and action")
public record TabularSoftmax(
    @Default("[prompt_id]") List<String> context,
    @Default("0") @PositiveOrZero int contexts,
    @Default("action") String action,
    @Positive int actions)
    implements PolicyProvider {

  /**
   * Copies and checks.
   *
   * @param context as for the record
   * @param contexts as for the record
   * @param action as for the record
   * @param actions as for the record
   */
  public TabularSoftmax {
    context = List.copyOf(context);
    if (contexts > 0 && context.size() != 1) {
      throw EsscherException.user(
          "contexts: %d numbered contexts need one context column, got %s; give one column, or"
              + " contexts: 0",
          contexts, context);
    }
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    return new TabularPolicy(contextTable(saved), action, actions, saved);
  }

  private ContextTable contextTable(@Nullable State saved) {
    if (context.isEmpty()) {
      return new SingleContext();
    }
    if (contexts > 0) {
      return new NumberedContexts(context.get(0), contexts);
    }
    return new AdoptedContexts(context, saved);
  }
}
