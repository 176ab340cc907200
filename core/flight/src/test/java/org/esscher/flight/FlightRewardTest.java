package org.esscher.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes back is what the model on the other side says, however the rows are cut. */
@Timeout(120)
class FlightRewardTest {
  @AutoClose private static final Bench BENCH = new Bench();
  private static final RewardModelProvider VERIFIER =
      BENCH.reward("verifier", Map.of("mode", "gsm8k"));

  @AutoClose
  private static final FlightServing SERVING =
      FlightServing.of(BENCH.host())
          .serve("verifier", VERIFIER)
          .serve("vector", BENCH.reward("column", Map.of("column", "rewards")))
          .serve("ragged", BENCH.reward("column", Map.of("column", "cells")))
          .start();

  private static RewardModel remote(Map<String, ?> config) {
    return BENCH.remote(SERVING.port(), config);
  }

  /** 103 rows in parts of 103, 8, 7 and 1: offsets of texts and validity bits begin anywhere. */
  @Test
  void scoresAreThoseOfTheModelItself() {
    Batch rows = BENCH.answers(103);
    double[] expected = BENCH.scores(VERIFIER.create(BENCH.context(), null), rows);
    assertThat(expected).contains(0, 1);
    for (int part : new int[] {200, 103, 8, 7, 1}) {
      try (RewardModel remote = remote(Map.of("model", "verifier", "rows", part))) {
        assertThat(BENCH.scores(remote, rows)).as("parts of %s rows", part).isEqualTo(expected);
      }
    }
  }

  @Test
  void noRowsHaveNoScores() {
    try (RewardModel remote = remote(Map.of("model", "verifier"))) {
      assertThat(BENCH.scores(remote, BENCH.answers(0))).isEmpty();
    }
  }

  @Test
  void vectorsAndListsAndMinusInfinityComeBack() {
    double[] numbers = IntStream.range(0, 22).mapToDouble(i -> i / 8.0).toArray();
    numbers[5] = Double.NEGATIVE_INFINITY;
    int[] starts = {0, 0, 5, 6, 10, 10, 11, 13, 14, 15, 20, 22};
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("rewards", BENCH.arena().vectors(2, numbers));
    columns.put("cells", BENCH.arena().lists(starts, numbers));
    Batch rows = BENCH.arena().batch(columns);
    try (RewardModel vector = remote(Map.of("model", "vector", "rows", 4));
        RewardModel ragged = remote(Map.of("model", "ragged", "rows", 4));
        Forward vectors = vector.forward(rows, Set.of("score"), BENCH.context());
        Forward lists = ragged.forward(rows, Set.of("score"), BENCH.context())) {
      assertThat(vectors.output("score").width()).isEqualTo(2);
      assertThat(vectors.output("score").toArray()).isEqualTo(numbers);
      Column list = lists.output("score");
      assertThat(list.toArray()).isEqualTo(numbers);
      assertThat(IntStream.rangeClosed(0, 11).map(list::start).toArray()).isEqualTo(starts);
    }
  }

  @Test
  void aModelIsTakenByNameOrBecauseItIsTheOnlyOne() {
    assertThatThrownBy(() -> remote(Map.of()))
        .hasMessageContaining("say which reward-model is meant, by 'model'");
    assertThatThrownBy(() -> remote(Map.of("model", "helpfulness")))
        .hasMessageContaining("there is no reward-model 'helpfulness'")
        .hasMessageContaining("'verifier'");
  }

  @Test
  void whatHasNoParametersHereIsNotTrained() {
    try (RewardModel remote = remote(Map.of("model", "verifier"));
        Forward pass = remote.forward(BENCH.answers(2), Set.of("score"), BENCH.context())) {
      assertThatThrownBy(() -> pass.pullback(Map.of(), Set.of()))
          .hasMessageContaining("train another role");
    }
  }

  @Test
  void aClosedModelSaysSo() {
    RewardModel remote = remote(Map.of("model", "verifier"));
    remote.close();
    assertThatThrownBy(() -> BENCH.scores(remote, BENCH.answers(2)))
        .hasMessageContaining("is closed; make another one");
  }

  /**
   * Ten parts, two in flight: each waits at the server for another one, so that two must be there
   * at once, and a third never is.
   */
  @Test
  void asManyPartsAreOnTheirWayAsWereAllowed() {
    CyclicBarrier pair = new CyclicBarrier(2);
    AtomicInteger present = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Scripted server =
            new Scripted(
                (question, rows, out) -> {
                  most.accumulateAndGet(present.incrementAndGet(), Math::max);
                  try {
                    pair.await();
                  } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                  }
                  present.decrementAndGet();
                  Scripted.number(rows, out);
                });
        RewardModel remote = BENCH.remote(server.port(), Map.of("rows", 3, "inFlight", 2))) {
      double[] scores = BENCH.scores(remote, BENCH.answers(30));
      assertThat(scores).isEqualTo(DoubleStream.iterate(0, i -> (i + 1) % 3).limit(30).toArray());
      assertThat(most.get()).isEqualTo(2);
      assertThat(Set.copyOf(server.ids())).hasSize(10);
    }
  }

  /** The same rows and the same model, asked twice, are one question. */
  @Test
  void questionsAreIdentifiedByWhatIsAsked() {
    try (Scripted server = new Scripted((question, rows, out) -> Scripted.number(rows, out));
        RewardModel remote = BENCH.remote(server.port(), Map.of())) {
      BENCH.scores(remote, BENCH.answers(4));
      BENCH.scores(remote, BENCH.answers(4));
      BENCH.scores(remote, BENCH.answers(5));
      List<String> ids = server.ids();
      assertThat(ids.get(1)).isEqualTo(ids.get(0)).matches("[0-9a-f]{64}");
      assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
    }
  }
}
