package org.esscher.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
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

  private static final int HEADER = 2;
  private static final int BODY = 1000;

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

  /** A field of Protocol Buffers that holds bytes. */
  private static byte[] field(int number, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, (number << 3) | 2);
    varint(out, value.length);
    out.writeBytes(value);
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    for (; left > 0x7F; left >>>= 7) {
      out.write((left & 0x7F) | 0x80);
    }
    out.write(left);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** The messages of a right answer: a schema, and three rows of a number, a list and a text. */
  private static byte[][] whole() {
    Arena arena = BENCH.arena();
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("score", arena.numbers(1, 2, 3));
    columns.put("cells", arena.lists(new int[] {0, 2, 2, 3}, new double[] {5, 6, 7}));
    columns.put("completion", arena.texts(List.of("a", "", "b")));
    Batch rows = arena.batch(columns);
    try (VectorSchemaRoot root = Rows.of(rows, rows.names(), 0, 3);
        ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
      byte[] body = new byte[Math.toIntExact(batch.computeBodyLength())];
      for (int i = 0; i < batch.getBuffers().size(); i++) {
        ArrowBuf buffer = batch.getBuffers().get(i);
        int at = Math.toIntExact(batch.getBuffersLayout().get(i).getOffset());
        buffer.getBytes(0, body, at, Math.toIntExact(buffer.readableBytes()));
      }
      return new byte[][] {
        field(
            HEADER,
            bytes(MessageSerializer.serializeMetadata(root.getSchema(), IpcOption.DEFAULT))),
        joined(
            field(HEADER, bytes(MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT))),
            field(BODY, body))
      };
    }
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

  private static byte[] patched(byte[] whole, int at, long number) {
    byte[] patched = whole.clone();
    ByteBuffer.wrap(patched).order(ByteOrder.LITTLE_ENDIAN).putLong(at, number);
    return patched;
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
          messages[message] = patched(whole[message], at, number);
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
    assertRefused(whole[0], field(3, new byte[5]))
        .hasMessageContaining("a message without Arrow data");
  }

  @Test
  void fieldsThatClaimMoreThanTheirMessageAreRefused() {
    byte[] twoGigabytes = {(HEADER << 3) | 2, -1, -1, -1, -1, 7};
    assertRefused(twoGigabytes).hasMessageContaining("claims more than there is");
    byte[] endless = {(HEADER << 3) | 2, -1, -1, -1, -1, -1, -1};
    assertRefused(endless).hasMessageContaining("claims more than there is");
    assertRefused(new byte[] {(HEADER << 3) | 2, -1}).hasMessageContaining("breaks off");
  }

  /** Flight takes the last of several bodies, and one before its header; nobody sends such. */
  @Test
  void fieldsThatComeTwiceAreRefused() {
    byte[][] whole = whole();
    assertRefused(whole[0], joined(whole[1], field(BODY, new byte[8])))
        .hasMessageContaining("one small header and one body");
    assertRefused(joined(whole[0], whole[0])).hasMessageContaining("one small header and one body");
    assertRefused(field(HEADER, new byte[1 << 17]))
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
    server.say(field(1, new byte[5 << 20]));
    assertThatThrownBy(connection::models)
        .isInstanceOf(FlightRuntimeException.class)
        .hasMessageContaining("exceeds maximum size 4194304");
    server.say(field(1, "hello ".repeat(100_000).getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(connection::models)
        .isInstanceOf(EsscherException.class)
        .message()
        .hasSizeLessThan(400);
  }
}
