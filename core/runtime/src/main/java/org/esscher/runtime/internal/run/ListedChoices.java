package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Forward;
import org.esscher.api.Model;

/** All choices of some contexts, as a reference policy lists them. */
final class ListedChoices {
  /** Probabilities in float32 miss a sum of 1 by less. */
  private static final double MASS_TOLERANCE = 1e-5;

  /** Rows of a prompt that are enough to see whether one lists the others. */
  private static final int COMPARED = 16;

  private final Batch batch;
  private final int[] starts;
  private final int of;

  private ListedChoices(Batch batch, int[] starts, int of) {
    this.batch = batch;
    this.starts = starts;
    this.of = of;
  }

  /**
   * Lists choices.
   *
   * @param reference lists them
   * @param rows where the contexts come from
   * @param mostContexts how many contexts at most
   * @param mostChoices how many choices at most, of all contexts together
   * @param context makes the columns
   * @return the choices; empty where those of a single context are too many
   */
  static Optional<ListedChoices> of(
      Enumerable reference, Batch rows, int mostContexts, int mostChoices, Context context) {
    if (rows.rows() == 0) {
      return Optional.empty();
    }
    ContextSample all =
        candidates(reference, rows, context)
            ? ContextSample.ofPrompts(rows)
            : ContextSample.ofRows(rows);
    int size = reference.enumerate(all.atMost(1).batch(), context).rows();
    int most = Math.min(mostContexts, mostChoices / Math.max(1, size));
    if (most == 0) {
      return Optional.empty();
    }
    ContextSample some = all.atMost(most);
    Batch listed = reference.enumerate(some.batch(), context);
    Column of = listed.column("context_row");
    boolean[] firsts = some.firsts();
    int[] kept = IntStream.range(0, listed.rows()).filter(i -> firsts[(int) of.at(i)]).toArray();
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      if (i == 0 || of.at(kept[i]) != of.at(kept[i - 1])) {
        starts.add(i);
      }
    }
    starts.add(kept.length);
    return Optional.of(
        new ListedChoices(
            listed.take(kept), starts.stream().mapToInt(Integer::intValue).toArray(), all.size()));
  }

  /** Whether a prompt's rows are each other's candidates: a row lists more beside others. */
  private static boolean candidates(Enumerable reference, Batch rows, Context context) {
    return rows.has("prompt_id")
        && ContextSample.ofPrompts(rows)
            .together(COMPARED)
            .map(
                prompt ->
                    ofFirst(reference.enumerate(prompt, context))
                        > ofFirst(reference.enumerate(prompt.take(0), context)))
            .orElse(false);
  }

  /** Choices that are listed for the first row. */
  private static long ofFirst(Batch listed) {
    return Arrays.stream(listed.column("context_row").toArray()).filter(row -> row == 0).count();
  }

  /** The choices, context after context. */
  Batch batch() {
    return batch;
  }

  /** Contexts whose choices are listed. */
  int contexts() {
    return starts.length - 1;
  }

  /** Contexts that there are. */
  int of() {
    return of;
  }

  /** The part of an array that belongs to a context. */
  double[] part(double[] values, int context) {
    return Arrays.copyOfRange(values, starts[context], starts[context + 1]);
  }

  /** The reference's log-probabilities; empty where they miss a sum of 1. */
  Optional<double[]> logp() {
    return normalized(batch.column("logp").toArray());
  }

  /** A policy's log-probabilities of whole choices; empty where they miss a sum of 1. */
  Optional<double[]> logp(Model policy, Context context) {
    try (Forward forward = policy.forward(batch, Set.of("logp"), context)) {
      Column logp = forward.output("logp");
      double[] sums = new double[logp.rows()];
      for (int row = 0; row < sums.length; row++) {
        for (int token = logp.start(row); token < logp.start(row + 1); token++) {
          sums[row] += logp.at(token);
        }
      }
      return normalized(sums);
    }
  }

  private Optional<double[]> normalized(double[] logp) {
    for (int context = 0; context < contexts(); context++) {
      double mass = 0;
      for (int i = starts[context]; i < starts[context + 1]; i++) {
        mass += Math.exp(logp[i]);
      }
      if (!(Math.abs(mass - 1) <= MASS_TOLERANCE)) {
        return Optional.empty();
      }
      for (int i = starts[context]; i < starts[context + 1]; i++) {
        logp[i] -= Math.log(mass);
      }
    }
    return Optional.of(logp);
  }
}
