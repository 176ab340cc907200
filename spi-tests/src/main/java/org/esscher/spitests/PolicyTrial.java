package org.esscher.spitests;

import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.data.Arena;

/**
 * A new policy whose parameters were moved off their first values, so that it prefers something.
 *
 * @param policy the policy
 * @param contexts rows to act on
 * @param context of all calls
 * @param workspace memory
 */
record PolicyTrial(Policy policy, Batch contexts, Context context, Workspace workspace) {
  /** The same policy in other contexts. */
  PolicyTrial on(Batch others) {
    return new PolicyTrial(policy, others, context, workspace);
  }

  /** The same policy with everything made in an arena, the contexts too. */
  PolicyTrial in(Arena arena) {
    return new PolicyTrial(
        policy, arena.concat(List.of(contexts)), workspace.context(arena, 5), workspace);
  }

  Choices choices() {
    Enumerable enumerable = policy.as(Enumerable.class).orElseThrow();
    return Choices.of(enumerable.enumerate(contexts, context), contexts.rows());
  }

  /** The model, on rows with a choice each: enumerated where it can, sampled where not. */
  ModelTrial decisions() {
    Batch decisions =
        policy
            .as(Enumerable.class)
            .map(enumerable -> enumerable.enumerate(contexts, context))
            .or(
                () ->
                    policy
                        .as(Sampler.class)
                        .map(sampler -> sampler.sample(contexts, 2, Workspace.random(3), context)))
            .orElse(contexts);
    return new ModelTrial(policy, decisions, context, workspace);
  }
}
