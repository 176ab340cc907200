package org.esscher.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.RewardModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that sends what is no question is told so, and others are answered as before. */
@Timeout(120)
class FlightServingDamageTest {
  private static final int DESCRIPTOR = 1;
  private static final int COMMAND = 2;

  @AutoClose private static final Bench BENCH = new Bench();

  @AutoClose
  private final FlightServing serving =
      FlightServing.of(BENCH.host())
          .serve("verifier", BENCH.reward("verifier", Map.of("mode", "gsm8k")))
          .start();

  @AutoClose private final RawClient client = new RawClient(serving.port());

  private byte[][] whole;

  /** The messages of a right question: its descriptor with a schema, and three rows. */
  @BeforeEach
  void question() {
    Question question =
        new Question("id", "verifier", serving.fingerprint("verifier"), List.of("score"), 0, 0);
    // That the descriptor is a command, and the command.
    byte[] descriptor =
        FlightBytes.joined(
            new byte[] {DESCRIPTOR << 3, COMMAND}, FlightBytes.field(COMMAND, question.written()));
    whole = FlightBytes.messages(BENCH.answers(3));
    whole[0] = FlightBytes.joined(FlightBytes.field(DESCRIPTOR, descriptor), whole[0]);
    assertThat(client.ask(false, whole)).isEqualTo(Status.OK);
  }

  /** Whatever was asked before. */
  @AfterEach
  void othersAreAnswered() {
    try (RewardModel remote = BENCH.remote(serving.port(), Map.of())) {
      assertThat(BENCH.scores(remote, BENCH.answers(4))).containsExactly(1, 0, 0, 1);
    }
  }

  private void assertRefused(String told, byte[]... messages) {
    Status status = client.ask(false, messages);
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription())
        .startsWith("the question: its Arrow data is ")
        .contains(told);
    assertThat(status.getDescription()).endsWith("; correct the client");
  }

  /** Every number of the question is 2^33 + 1 once, 2^31 - 1 once, 2^24 once, and -1 once. */
  @Test
  void noNumberOfAQuestionEndsTheServer() {
    Map<Status.Code, Integer> codes = new HashMap<>();
    int refused = 0;
    for (int message = 0; message < whole.length; message++) {
      for (int at = 0; at + Long.BYTES <= whole[message].length; at += Integer.BYTES) {
        for (long number : new long[] {(1L << 33) + 1, Integer.MAX_VALUE, 1 << 24, -1}) {
          byte[][] messages = whole.clone();
          messages[message] = FlightBytes.patched(whole[message], at, number);
          Status status = client.ask(false, messages);
          codes.merge(status.getCode(), 1, Integer::sum);
          boolean told = String.valueOf(status.getDescription()).startsWith("the question: ");
          refused += told ? 1 : 0;
        }
      }
    }
    // Names and values are others then, and the question may be none in JSON.
    assertThat(codes).containsOnlyKeys(Status.Code.OK, Status.Code.INVALID_ARGUMENT);
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void offsetsThatLeadElsewhereAreRefused() {
    // The offsets of three texts come after their bits of validity.
    byte[] batch = whole[1];
    int text = indexOf(batch, "row \nA: 0");
    int offsets = indexOf(batch, "\0\0\0\0\t\0\0\0");
    assertThat(offsets).isPositive().isLessThan(text);
    byte[][] descending = whole.clone();
    descending[1] = FlightBytes.patched(batch, offsets + 4, (1L << 32) + 9);
    assertRefused("column 'completion' claims offset 1 after 9", descending);
    byte[][] beyond = whole.clone();
    beyond[1] = FlightBytes.patched(batch, offsets + 8, (1L << 50) + 19);
    assertRefused("bytes of text where there are", beyond);
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  @Test
  void messagesOutOfOrderAreRefused() {
    assertRefused("the schema is of another kind", whole[1]);
    assertRefused("the record batch is of another kind", whole[0], whole[0]);
    assertRefused("a message without Arrow data", whole[0], FlightBytes.field(3, new byte[5]));
    assertRefused(
        "one small header and one body",
        whole[0],
        FlightBytes.joined(whole[1], FlightBytes.field(FlightBytes.BODY, new byte[8])));
    byte[] twoGigabytes = {(FlightBytes.HEADER << 3) | 2, -1, -1, -1, -1, 7};
    assertRefused("claims more than there is", twoGigabytes);
  }

  /** Packed bytes claim little and are much. */
  @Test
  void nothingPackedIsTaken() {
    assertThat(client.ask(true, whole).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }
}
