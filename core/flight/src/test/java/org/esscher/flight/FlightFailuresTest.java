package org.esscher.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.flight.CallStatus;
import org.assertj.core.api.AbstractThrowableAssert;
import org.esscher.api.Batch;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and what is tried again. */
@Timeout(120)
class FlightFailuresTest {
  @AutoClose private static final Bench BENCH = new Bench();

  private static AbstractThrowableAssert<?, ?> assertRefused(
      Scripted.Script script, ErrorCode code) {
    try (Scripted server = new Scripted(script);
        RewardModel remote = BENCH.remote(server.port(), Map.of("rows", 4))) {
      return assertThatThrownBy(() -> BENCH.scores(remote, BENCH.answers(10)))
          .isInstanceOfSatisfying(
              EsscherException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
  }

  @Test
  void aWrongNumberOfRowsIsRefused() {
    assertRefused((question, rows, out) -> out.send("score", 1, 2, 3), ErrorCode.PLUGIN)
        .hasMessageContaining("'scripted' at grpc://localhost:")
        .hasMessageContaining("sends 3 rows for 4; it must send 4");
  }

  /** The second of the third part is row 9 of the batch. */
  @Test
  void aScoreThatIsNoNumberIsRefusedWithItsRow() {
    assertRefused(
            (question, rows, out) -> {
              double[] scores = new double[rows.getRowCount()];
              if (scores.length == 2) {
                scores[1] = Double.NaN;
              }
              out.send("score", scores);
            },
            ErrorCode.DATA)
        .hasMessageContaining("row 9: its 'score' is NaN");
  }

  @Test
  void plusInfinityIsRefused() {
    assertRefused(
            (question, rows, out) -> {
              double[] scores = new double[rows.getRowCount()];
              scores[0] = Double.POSITIVE_INFINITY;
              out.send("score", scores);
            },
            ErrorCode.DATA)
        .hasMessageContaining("row 0: its 'score' is Infinity");
  }

  @Test
  void anotherSchemaIsRefused() {
    assertRefused(
            (question, rows, out) -> out.send("reward", new double[rows.getRowCount()]),
            ErrorCode.PLUGIN)
        .hasMessageContaining("sends the columns [reward]; it must send 'score'");
  }

  @Test
  void noBatchIsRefused() {
    assertRefused((question, rows, out) -> out.listener().completed(), ErrorCode.PLUGIN);
  }

  @Test
  void aServerThatFailsIsToldBySaying() {
    assertRefused(
            (question, rows, out) ->
                out.listener()
                    .error(CallStatus.INTERNAL.withDescription("out of ink").toRuntimeException()),
            ErrorCode.PLUGIN)
        .hasMessageContaining("4 rows of model 'scripted'")
        .hasMessageContaining("INTERNAL: out of ink");
  }

  @Test
  void aServerThatIsSilentRunsIntoTheDeadline() {
    CountDownLatch over = new CountDownLatch(1);
    try (Scripted server =
        new Scripted(
            (question, rows, out) -> {
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })) {
      try (RewardModel remote = BENCH.remote(server.port(), Map.of("deadline", 3))) {
        assertThatThrownBy(() -> BENCH.scores(remote, BENCH.answers(4)))
            .isInstanceOfSatisfying(
                EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCES))
            .hasMessageContaining("no answer within 3.0 s: raise 'deadline', or lower 'rows'");
      } finally {
        over.countDown();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"protocol": "esscher-flight-2"} | speaks 'esscher-flight-2', not 'esscher-flight-1'
          hello | is not JSON: hello
          {"protocol": "esscher-flight-1", "models": [{"name": "m"}]} | must say name, kind
          """,
      quoteCharacter = '`')
  void strangeCapabilitiesAreRefused(String said, String told) {
    try (Scripted server = new Scripted((question, rows, out) -> Scripted.number(rows, out))) {
      server.say(said);
      assertThatThrownBy(() -> BENCH.remote(server.port(), Map.of()).close())
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining(told);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host:1", "grpc://host", "grpc:/", "host:1", "grpc://a b:1"})
  void whatIsNoEndpointIsRefused(String endpoint) {
    assertThatThrownBy(() -> BENCH.remote(1, Map.of("endpoint", endpoint)).close())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("write grpc://HOST:PORT, or grpc+tls://HOST:PORT");
  }

  @Test
  void whereNobodyListensIsToldAfterAsManyTriesAsWereAllowed() throws IOException {
    int port;
    try (Scripted gone = new Scripted((question, rows, out) -> {})) {
      port = gone.port();
    }
    assertThatThrownBy(() -> BENCH.remote(port, Map.of("retries", 2)).close())
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCES))
        .hasMessageContaining("grpc://localhost:" + port)
        .hasMessageContaining("nobody answered, tried 3 times: start the server again");
  }

  /**
   * Eight parts, all in flight; the connection breaks when four have been answered. Each part that
   * was lost is asked for again by the same id, and no answer is lost or doubled.
   */
  @Test
  void partsThatWereLostAreAskedForAgainWithTheSameId() throws IOException {
    AtomicInteger answered = new AtomicInteger();
    CompletableFuture<Relay> between = new CompletableFuture<>();
    try (Scripted server =
            new Scripted(
                (question, rows, out) -> {
                  if (answered.incrementAndGet() == 5) {
                    between.join().cut();
                  }
                  Scripted.number(rows, out);
                });
        Relay relay = new Relay(server.port())) {
      between.complete(relay);
      try (RewardModel remote = BENCH.remote(relay.port(), Map.of("rows", 2, "inFlight", 8))) {
        assertThat(BENCH.scores(remote, BENCH.answers(16)))
            .containsExactly(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
      }
      List<String> ids = server.ids();
      assertThat(List.copyOf(new LinkedHashSet<>(ids))).hasSize(8);
      assertThat(ids).hasSizeGreaterThan(8);
    }
  }

  @Test
  void anotherModelThatAnswersAfterABreakIsRefused() throws IOException {
    CompletableFuture<Relay> between = new CompletableFuture<>();
    CompletableFuture<Scripted> self = new CompletableFuture<>();
    try (Scripted server =
            new Scripted(
                (question, rows, out) -> {
                  self.join().become("second");
                  between.join().cut();
                  Scripted.number(rows, out);
                });
        Relay relay = new Relay(server.port())) {
      between.complete(relay);
      self.complete(server);
      try (RewardModel remote = BENCH.remote(relay.port(), Map.of())) {
        assertThatThrownBy(() -> BENCH.scores(remote, BENCH.answers(4)))
            .hasMessageContaining("had the fingerprint first and has second");
      }
    }
  }

  /** What was about to be sent when nobody was there any more is given back. */
  @Test
  void aServerThatIsGoneLeavesNothingInMemory() {
    Scripted server = new Scripted((question, rows, out) -> Scripted.number(rows, out));
    try (Bench bench = new Bench();
        RewardModel remote =
            bench.remote(server.port(), Map.of("rows", 1, "inFlight", 8, "retries", 1))) {
      Batch rows = bench.answers(8);
      bench.scores(remote, rows);
      server.close();
      long before = bench.arena().allocatedBytes();
      for (int call = 0; call < 2; call++) {
        assertThatThrownBy(() -> bench.scores(remote, rows))
            .hasMessageContaining("nobody answered, tried 2 times");
      }
      assertThat(bench.arena().allocatedBytes()).isEqualTo(before);
    }
  }

  @Test
  void anotherModelThanTheOneThatWasSavedIsRefused() {
    try (Scripted server = new Scripted((question, rows, out) -> Scripted.number(rows, out))) {
      State saved;
      try (RewardModel remote = BENCH.remote(server.port(), Map.of())) {
        saved = remote.save();
      }
      RewardModelProvider provider =
          BENCH.reward("flight-reward", Bench.connected(server.port(), Map.of()));
      provider.create(BENCH.context(), saved).close();
      server.become("second");
      assertThatThrownBy(() -> provider.create(BENCH.context(), saved).close())
          .hasMessageContaining("serve the old one, or begin a new run");
    }
  }
}
