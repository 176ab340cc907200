package org.esscher.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.assertj.core.api.AbstractThrowableAssert;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that sends what is no answer, or claims more than it sends, costs an error only. */
@Timeout(120)
class FlightDamageTest {
  /** An answer of some hundred bytes is read in far less. */
  private static final long BOUND = 16L << 20;

  @AutoClose private static final Bench BENCH = new Bench();
  @AutoClose private final Raw server = new Raw();

  @AutoClose
  private final FlightConnection connection =
      FlightConnection.open(
          new Connecting(
              Endpoint.of("grpc://localhost:" + server.port()),
              Duration.ofMinutes(1),
              Token.NONE,
              new TlsFiles("", "", "")));

  /** The messages of a right answer: a schema, and three rows of a number, a list and a text. */
  private static byte[][] whole() {
    Arena arena = BENCH.arena();
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("score", arena.numbers(1, 2, 3));
    columns.put("cells", arena.lists(new int[] {0, 2, 2, 3}, new double[] {5, 6, 7}));
    columns.put("completion", arena.texts(List.of("a", "", "b")));
    return FlightBytes.messages(arena.batch(columns));
  }

  private double[] asked(byte[]... messages) {
    server.answer(messages);
    Question question = new Question("id", "m", "f", List.of("score"), 0, 0);
    Batch texts = BENCH.answers(3);
    try (VectorSchemaRoot rows = Rows.of(texts, texts.names(), 0, 3);
        Arena arena = connection.arena().child("answer");
        Exchange exchange = connection.ask(question, rows)) {
      Batch answer = exchange.answer(arena, "the model");
      return answer.has("score") ? answer.column("score").toArray() : new double[0];
    } catch (FlightRuntimeException e) {
      throw Failures.of(e, connection.connecting(), "3 rows", 1);
    } finally {
      assertThat(connection.arena().peakBytes()).isLessThan(BOUND);
    }
  }

  private AbstractThrowableAssert<?, ?> assertRefused(byte[]... messages) {
    return assertThatThrownBy(() -> asked(messages))
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN))
        .hasMessageStartingWith("grpc://localhost:" + server.port() + ": its Arrow data is ")
        .hasMessageEndingWith("; correct the server");
  }

  @Test
  void aWholeAnswerIsRead() {
    assertThat(asked(whole())).containsExactly(1, 2, 3);
  }

  /** Every number of the answer is 2^33 + 1 once, 2^31 - 1 once, 2^24 once, and -1 once. */
  @Test
  void noNumberOfAnAnswerClaimsMemory() {
    byte[][] whole = whole();
    int refused = 0;
    int tries = 0;
    for (int message = 0; message < whole.length; message++) {
      for (int at = 0; at + Long.BYTES <= whole[message].length; at += Integer.BYTES) {
        for (long number : new long[] {(1L << 33) + 1, Integer.MAX_VALUE, 1 << 24, -1}) {
          byte[][] messages = whole.clone();
          messages[message] = FlightBytes.patched(whole[message], at, number);
          tries++;
          try {
            asked(messages);
          } catch (EsscherException e) {
            refused++;
          }
        }
      }
    }
    // Lengths, offsets and counts are most of such a small answer.
    assertThat(refused).isGreaterThan(tries / 2);
    assertThat(asked(whole)).containsExactly(1, 2, 3);
  }

  @Test
  void messagesOutOfOrderAreRefused() {
    byte[][] whole = whole();
    assertRefused(whole[1]).hasMessageContaining("the schema is of another kind");
    assertRefused(whole[0], whole[0]).hasMessageContaining("the record batch is of another kind");
    assertRefused(whole[0], FlightBytes.field(3, new byte[5]))
        .hasMessageContaining("a message without Arrow data");
  }

  @Test
  void fieldsThatClaimMoreThanTheirMessageAreRefused() {
    byte[] twoGigabytes = {(FlightBytes.HEADER << 3) | 2, -1, -1, -1, -1, 7};
    assertRefused(twoGigabytes).hasMessageContaining("claims more than there is");
    byte[] endless = {(FlightBytes.HEADER << 3) | 2, -1, -1, -1, -1, -1, -1};
    assertRefused(endless).hasMessageContaining("claims more than there is");
    assertRefused(new byte[] {(FlightBytes.HEADER << 3) | 2, -1})
        .hasMessageContaining("breaks off");
  }

  /** Flight takes the last of several bodies, and one before its header; nobody sends such. */
  @Test
  void fieldsThatComeTwiceAreRefused() {
    byte[][] whole = whole();
    assertRefused(
            whole[0],
            FlightBytes.joined(whole[1], FlightBytes.field(FlightBytes.BODY, new byte[8])))
        .hasMessageContaining("one small header and one body");
    assertRefused(FlightBytes.joined(whole[0], whole[0]))
        .hasMessageContaining("one small header and one body");
    assertRefused(FlightBytes.field(FlightBytes.HEADER, new byte[1 << 17]))
        .hasMessageContaining("one small header and one body");
  }

  /** Packed bytes claim little and are much. */
  @Test
  void nothingPackedIsTaken() {
    assertThat(asked(whole())).hasSize(3);
    assertThat(server.accepted()).isEmpty();
  }

  @Test
  void whatAServerSaysOfItselfIsBounded() {
    server.say(FlightBytes.field(1, new byte[5 << 20]));
    assertThatThrownBy(connection::models)
        .isInstanceOf(FlightRuntimeException.class)
        .hasMessageContaining("exceeds maximum size 4194304");
    server.say(FlightBytes.field(1, "hello ".repeat(100_000).getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(connection::models)
        .isInstanceOf(EsscherException.class)
        .message()
        .hasSizeLessThan(400);
  }
}
