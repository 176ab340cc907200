package org.esscher.plugins.base.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Enumerable;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.plugins.base.ArenaContext;
import org.esscher.plugins.base.ChiSquare;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UniformTest {
  private final ArenaContext context = new ArenaContext();
  private final Columns columns = context.columns();
  private final Policy overCandidates = new Uniform(0, "action", "prompt_id").create(context, null);

  @AfterEach
  void close() {
    context.close();
  }

  private Batch batch(Map<String, Column> named) {
    return columns.batch(new LinkedHashMap<>(named));
  }

  private double[] logp(Policy policy, Batch batch) {
    try (Forward forward = policy.forward(batch, Set.of("logp"), context)) {
      return forward.output("logp").toArray();
    }
  }

  @Test
  void isUniformOverActions() {
    Policy policy = new Uniform(8, "action", "prompt_id").create(context, null);
    assertThat(logp(policy, batch(Map.of("action", columns.integers(7)))))
        .containsExactly(new double[] {-Math.log(8)}, within(1e-15));
    assertThat(policy.save()).isEqualTo(State.empty());
  }

  /** Two prompts; the first has the answer "x" twice. */
  private Batch grouped() {
    return batch(
        Map.of(
            "prompt_id", columns.integers(7, 9, 7, 7),
            "reward", columns.numbers(1, 2, 3, 1),
            "completion", columns.texts(List.of("x", "y", "z", "x"))));
  }

  @Test
  void givesRepeatedAnswersTheirShare() {
    // Of three rows of prompt 7 two say "x"; the only row of prompt 9 is certain.
    assertThat(logp(overCandidates, grouped()))
        .containsExactly(
            new double[] {Math.log(2 / 3.), 0, Math.log(1 / 3.), Math.log(2 / 3.)}, within(1e-15));
  }

  @Test
  void enumeratesGroupsByTheirRows() {
    Batch choices = overCandidates.as(Enumerable.class).orElseThrow().enumerate(grouped(), context);
    assertThat(choices.column("context_row").toArray()).containsExactly(0, 0, 1, 2, 2, 3, 3);
    // Reward goes with the candidate, not with the context's own row.
    assertThat(choices.column("reward").toArray()).containsExactly(1, 3, 2, 1, 3, 1, 3);
    assertThat(choices.column("completion").text(1)).isEqualTo("z");
    // With its candidates listed, a choice keeps its log-probability whatever stands beside it.
    assertThat(logp(overCandidates, choices.take(1, 0)))
        .containsExactly(new double[] {Math.log(1 / 3.), Math.log(2 / 3.)}, within(1e-15));
  }

  @Test
  void samplesCandidates() {
    Batch drawn =
        overCandidates
            .as(Sampler.class)
            .orElseThrow()
            .sample(grouped().take(0, 2, 3), 5_000, context.random(), context);
    long[] counts = new long[2];
    for (int row = 0; row < drawn.rows(); row++) {
      counts[drawn.column("completion").text(row).equals("x") ? 0 : 1]++;
    }
    assertThat(ChiSquare.statistic(counts, 2 / 3., 1 / 3.)).isLessThan(ChiSquare.bound(1));
    assertThat(logp(overCandidates, drawn))
        .containsExactly(drawn.column("behavior_logp").toArray());
  }

  @Test
  void listsFromCandidatesBeforeGroups() {
    Batch batch =
        batch(
            Map.of(
                "prompt_id", columns.integers(1, 1),
                "completion", columns.texts(List.of("a", "b")),
                "candidates",
                    columns.textLists(List.of(List.of("a", "b", "c", "d"), List.of("b")))));
    assertThat(logp(overCandidates, batch))
        .containsExactly(new double[] {-Math.log(4), 0}, within(1e-15));
  }

  @Test
  void choosesBetweenChosenAndRejected() {
    Batch pairs =
        batch(
            Map.of(
                "prompt_id", columns.integers(1, 1),
                "chosen", columns.texts(List.of("good", "same")),
                "rejected", columns.texts(List.of("bad", "same"))));
    Batch answered = pairs.with("completion", pairs.column("rejected"));
    assertThat(logp(overCandidates, answered))
        .containsExactly(new double[] {-Math.log(2), 0}, within(1e-15));
    Batch drawn =
        overCandidates.as(Sampler.class).orElseThrow().sample(pairs, 3, context.random(), context);
    assertThat(drawn.names())
        .containsExactlyInAnyOrder(
            "prompt_id", "chosen", "rejected", "completion", "behavior_logp");
  }

  @Test
  void refusesWhatIsNotListed() {
    Batch batch =
        batch(
            Map.of(
                "completion", columns.texts(List.of("a", "q")),
                "candidates", columns.textLists(List.of(List.of("a"), List.of("a", "b")))));
    assertThatThrownBy(() -> logp(overCandidates, batch))
        .hasMessage("row 1, column 'completion': one of the row's 2 candidates is needed, got 'q'");
  }

  @Test
  void refusesBatchesWithoutCandidates() {
    Batch batch = batch(Map.of("completion", columns.texts(List.of("a"))));
    assertThatThrownBy(() -> logp(overCandidates, batch))
        .hasMessageContaining("needs a list column 'candidates'")
        .hasMessageContaining("a column 'prompt_id' whose equal values group rows");
    Batch empty = batch.with("candidates", columns.textLists(List.of(List.of())));
    assertThatThrownBy(() -> logp(overCandidates, empty))
        .hasMessageContaining("row 0, column 'candidates': at least one candidate is needed");
  }
}
