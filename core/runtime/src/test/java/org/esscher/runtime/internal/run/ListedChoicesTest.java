package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListedChoicesTest {
  private final TestHost host = new TestHost();
  private final Arena arena = host.services().arena().child("test");
  private final Context context =
      new CallContext(arena, 1, CallContext.NO_ROLES, host.services().components(), "test");

  @AfterEach
  void closeWithoutLeaks() {
    arena.close();
    host.close();
  }

  /** Prompts 0, 1, 2 with one, two and three rows. */
  private Batch rows() {
    return arena.batch(Map.of("prompt_id", arena.integers(0, 1, 1, 2, 2, 2)));
  }

  /** Each row lists all rows of its prompt, as one policy over candidates does. */
  private static final Enumerable CANDIDATES =
      (contexts, context) -> {
        Column prompts = contexts.column("prompt_id");
        List<Integer> rows = new ArrayList<>();
        List<Double> logp = new ArrayList<>();
        for (int row = 0; row < contexts.rows(); row++) {
          int size = 0;
          for (int other = 0; other < contexts.rows(); other++) {
            size += prompts.at(other) == prompts.at(row) ? 1 : 0;
          }
          for (int i = 0; i < size; i++) {
            rows.add(row);
            logp.add(-Math.log(size));
          }
        }
        return listed(contexts, rows, logp, context);
      };

  /** Each row lists two choices, whatever stands beside it. */
  private static final Enumerable ACTIONS =
      (contexts, context) -> {
        List<Integer> rows = new ArrayList<>();
        List<Double> logp = new ArrayList<>();
        for (int i = 0; i < 2 * contexts.rows(); i++) {
          rows.add(i / 2);
          logp.add(Math.log(0.5));
        }
        return listed(contexts, rows, logp, context);
      };

  private static Batch listed(
      Batch contexts, List<Integer> rows, List<Double> logp, Context context) {
    int[] taken = rows.stream().mapToInt(Integer::intValue).toArray();
    return contexts
        .take(taken)
        .with(
            "context_row",
            context.columns().integers(rows.stream().mapToLong(Integer::longValue).toArray()))
        .with(
            "logp",
            context.columns().numbers(logp.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  private ListedChoices of(Enumerable policy, int mostContexts, int mostChoices) {
    return ListedChoices.of(policy, rows(), mostContexts, mostChoices, context).orElseThrow();
  }

  /** The choices of each prompt once: 1 + 2 + 3 of them. */
  @Test
  void candidatesAreListedOnceAPrompt() {
    ListedChoices choices = of(CANDIDATES, 10, 100);

    assertThat(choices.contexts()).isEqualTo(3);
    assertThat(choices.of()).isEqualTo(3);
    assertThat(choices.batch().rows()).isEqualTo(6);
    assertThat(choices.part(choices.logp().orElseThrow(), 2)).containsOnly(-Math.log(3)).hasSize(3);
  }

  /** A log of decisions: every row is a context. */
  @Test
  void decisionsAreListedRowByRow() {
    ListedChoices choices = of(ACTIONS, 10, 100);

    assertThat(choices.contexts()).isEqualTo(6);
    assertThat(choices.batch().rows()).isEqualTo(12);
  }

  /** Three of six rows, evenly spaced; two, where five choices are the limit and a row has two. */
  @Test
  void contextsAndChoicesAreBounded() {
    assertThat(of(ACTIONS, 3, 100).batch().column("prompt_id").toArray())
        .containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(of(ACTIONS, 10, 5).contexts()).isEqualTo(2);
    assertThat(of(ACTIONS, 10, 5).of()).isEqualTo(6);
    assertThat(ListedChoices.of(ACTIONS, rows(), 10, 1, context)).isEmpty();
  }

  @Test
  void probabilitiesThatMissASumOfOneAreNone() {
    Enumerable half =
        (contexts, call) ->
            ACTIONS
                .enumerate(contexts, call)
                .with("logp", call.columns().numbers(new double[2 * contexts.rows()]));

    assertThat(of(half, 10, 100).logp()).isEmpty();
  }
}
