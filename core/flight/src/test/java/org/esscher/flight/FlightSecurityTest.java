package org.esscher.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.arrow.flight.CallStatus;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.RewardModel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask, who is believed, and what is never told. */
@Timeout(120)
class FlightSecurityTest {
  private static final String SECRET = "correct-horse-battery-staple";

  @AutoClose private static final Bench BENCH = new Bench();
  @TempDir private static Path files;

  @BeforeAll
  static void certificates() throws IOException, InterruptedException, GeneralSecurityException {
    Certificates.make(files, "server");
    Certificates.make(files, "client");
    Files.writeString(files.resolve("token"), SECRET + "\n");
    Files.writeString(files.resolve("old-token"), "incorrect\n");
  }

  private static String file(String name) {
    return files.resolve(name).toString();
  }

  private static FlightServing serving(UnaryOperator<FlightServing.Builder> how) {
    return how.apply(
            FlightServing.of(BENCH.host())
                .serve("verifier", BENCH.reward("verifier", Map.of("mode", "gsm8k"))))
        .start();
  }

  private static void ask(FlightServing serving, Map<String, ?> config) {
    try (RewardModel remote = BENCH.remote(serving.port(), config)) {
      assertThat(BENCH.scores(remote, BENCH.answers(3))).containsExactly(1, 0, 0);
    }
  }

  private static void assertRefused(ThrowingCallable asking, String told) {
    assertThatThrownBy(asking)
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
        .hasMessageContaining(told);
  }

  @Test
  void aServerWithATokenAnswersThoseWhoHaveIt() {
    try (FlightServing serving = serving(builder -> builder.token(file("token")))) {
      ask(serving, Map.of("tokenFile", file("token")));
      assertRefused(
          () -> ask(serving, Map.of()), "doesn't accept questions without a token: name it in");
      assertRefused(
          () -> ask(serving, Map.of("tokenFile", file("old-token"))),
          "doesn't accept the token: give the right one");
    }
  }

  @Test
  void aTokenThatIsNowhereIsToldByItsPlace() {
    assertRefused(
        () -> BENCH.remote(1, Map.of("tokenVariable", "ESSCHER_NO_SUCH_TOKEN")).close(),
        "environment variable ESSCHER_NO_SUCH_TOKEN holds no token");
    assertRefused(
        () -> BENCH.remote(1, Map.of("tokenFile", file("none"))).close(),
        "the token can't be read from");
    assertRefused(
        () -> BENCH.remote(1, Map.of("tokenVariable", "PATH", "tokenFile", file("token"))).close(),
        "say where the token is once");
  }

  /** The server says the token back; neither the message nor the trace repeats it. */
  @Test
  void aTokenIsNeverRepeated() {
    try (Scripted server =
            new Scripted(
                (question, rows, out) ->
                    out.listener()
                        .error(
                            CallStatus.INTERNAL
                                .withDescription("Bearer " + SECRET + " is odd")
                                .toRuntimeException()));
        RewardModel remote = BENCH.remote(server.port(), Map.of("tokenFile", file("token")))) {
      assertThatThrownBy(() -> BENCH.scores(remote, BENCH.answers(3)))
          .hasMessageContaining("Bearer *** is odd")
          .satisfies(
              e -> {
                StringWriter trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace));
                assertThat(trace.toString()).doesNotContain(SECRET);
              });
    }
    assertThat(
            BENCH.reward("flight-reward", Bench.connected(1, Map.of("tokenFile", file("token")))))
        .asString()
        .doesNotContain(SECRET);
  }

  @Test
  void anEncryptedServerIsBelievedByItsCertificate() {
    try (FlightServing serving =
        serving(builder -> builder.tls(file("server.crt"), file("server.key"), ""))) {
      String endpoint = "grpc+tls://localhost:" + serving.port();
      ask(serving, Map.of("endpoint", endpoint, "trust", file("server.crt")));
      // Retries would only delay the answer.
      assertRefused(
          () -> ask(serving, Map.of("endpoint", endpoint, "retries", 1_000_000)),
          "name the certificates to trust in 'trust'");
      assertRefused(
          () -> ask(serving, Map.of("endpoint", endpoint, "trust", file("client.crt"))),
          "name the certificates to trust in 'trust'");
    }
  }

  @Test
  void aServerMayWantACertificateToo() {
    try (FlightServing serving =
        serving(
            builder -> builder.tls(file("server.crt"), file("server.key"), file("client.crt")))) {
      Map<String, Object> encrypted =
          Map.of("endpoint", "grpc+tls://localhost:" + serving.port(), "trust", file("server.crt"));
      Map<String, Object> shown = new LinkedHashMap<>(encrypted);
      shown.put("certificate", file("client.crt"));
      shown.put("key", file("client.key"));
      ask(serving, shown);
      assertThatThrownBy(() -> ask(serving, encrypted)).isInstanceOf(EsscherException.class);
    }
  }

  @Test
  void certificatesWithoutEncryptionAreRefused() {
    assertRefused(
        () -> BENCH.remote(1, Map.of("trust", file("server.crt"))).close(), "write grpc+tls://");
    assertRefused(
        () -> BENCH.remote(1, Map.of("certificate", file("client.crt"))).close(),
        "set certificate and key, or neither");
    assertRefused(
        () ->
            BENCH
                .remote(1, Map.of("endpoint", "grpc+tls://localhost:1", "trust", file("token")))
                .close(),
        "can't be used");
  }
}
