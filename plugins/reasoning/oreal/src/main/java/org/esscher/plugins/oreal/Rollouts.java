package org.esscher.plugins.oreal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.esscher.api.Batch;
import org.esscher.api.CollectionPlan;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.Enumerable;
import org.esscher.api.Run;

/**
 * Rollouts of the current policy, with their outcome as {@code reward}.
 *
 * @param run has the roles policy, policy@ref and reward
 */
record Rollouts(Run run) {
  private static final String REWARD = "reward";
  private static final String WEIGHT = "weight";

  /**
   * Some rollouts a prompt, as the filter leaves them.
   *
   * @param prompts one row each
   * @param count of prompts
   * @param each rollouts a prompt
   * @param filter keeps what is trained on
   */
  Batch drawn(Dataset prompts, int count, int each, OnePositiveOneNegative filter) {
    CollectionPlan.Draw draw = new CollectionPlan.Draw("samples", "policy", each, List.of(REWARD));
    CollectionPlan plan = new CollectionPlan(prompts, count, List.of(draw), List.of(filter));
    return run.collect(plan).getOrDefault("samples", prompts.batch().take());
  }

  /**
   * What the policy does for prompts: all of its choices, weighed by their probability, where they
   * can be listed; else rollouts of equal weight. With {@code logp} and {@code ref_logp}.
   */
  Batch judged(Dataset prompts, int each) {
    Optional<Enumerable> listing = run.model("policy").as(Enumerable.class);
    Batch rows;
    if (listing.isPresent()) {
      Context context = run.context();
      rows = listing.get().enumerate(prompts.batch(), context);
      double[] p = Arrays.stream(rows.column("logp").toArray()).map(Math::exp).toArray();
      rows = rows.with(WEIGHT, context.columns().numbers(p));
    } else {
      Batch drawn = run.sample("policy", prompts.batch(), each);
      rows = run.score("policy", drawn, "logp", "logp");
    }
    Batch referred = run.score("policy@ref", rows, "logp", "ref_logp");
    return run.score(REWARD, referred, "score", REWARD);
  }
}
