package org.esscher.plugins.constrainedrlhf;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Enumerable;
import org.esscher.api.Run;

/**
 * The choices that the current policy makes for some prompts, scored: all of them with their
 * probability where they can be listed, drawn ones that count alike where they can't.
 */
final class Choices {
  /** The column with what a choice counts within its prompt. */
  static final String SHARE = "share";

  private Choices() {}

  /**
   * Rows with {@code logp, ref_logp, rewards, score} and {@link #SHARE}.
   *
   * @param run has the roles policy, policy@ref, reward and evaluation
   * @param contexts whole prompts
   */
  static Batch scored(Run run, Batch contexts) {
    Optional<Enumerable> listing = run.model("policy").as(Enumerable.class);
    Batch rows = listing.isPresent() ? listed(listing.get(), run, contexts) : drawn(run, contexts);
    Batch referred = run.score("policy@ref", rows, "logp", "ref_logp");
    Batch rewarded = run.score("reward", referred, "score", "rewards");
    return run.score("evaluation", rewarded, "score", "score");
  }

  /** Rows of one prompt list the same choices, so those of its first row are enough. */
  private static Batch listed(Enumerable policy, Run run, Batch contexts) {
    Batch choices = policy.enumerate(contexts, run.context());
    Column prompts = contexts.column("prompt_id");
    Set<String> seen = new HashSet<>();
    boolean[] first = new boolean[contexts.rows()];
    for (int row = 0; row < first.length; row++) {
      first[row] = seen.add(prompts.text(row));
    }
    Column context = choices.column("context_row");
    Batch kept =
        choices.take(
            IntStream.range(0, choices.rows())
                .filter(choice -> first[(int) context.at(choice)])
                .toArray());
    double[] share = Arrays.stream(kept.column("logp").toArray()).map(Math::exp).toArray();
    return kept.with(SHARE, run.context().columns().numbers(share));
  }

  private static Batch drawn(Run run, Batch contexts) {
    Batch rows = run.sample("policy", contexts, 1);
    double[] share = new double[rows.rows()];
    Arrays.fill(share, 1);
    return rows.with("logp", rows.column("behavior_logp"))
        .with(SHARE, run.context().columns().numbers(share));
  }
}
