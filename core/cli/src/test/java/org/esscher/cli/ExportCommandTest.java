package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.esscher.cli.report.RecordedRun;
import org.esscher.cli.report.WorkListener;
import org.esscher.cli.tracking.CsvMetrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  @TempDir Path directory;
  private Path run = Path.of("");

  @BeforeEach
  void record() throws IOException {
    run = Files.createDirectory(directory.resolve("tilt"));
    Files.writeString(run.resolve("config.json"), "{\"recipe\":{\"id\":\"tilt\"},\"seed\":1}");
    Files.writeString(run.resolve("environment.json"), "{}");
    Files.writeString(run.resolve("status.json"), "{\"status\":\"finished\",\"message\":\"\"}");
    Files.writeString(
        run.resolve("metrics.jsonl"),
        """
        {"step":1,"name":"a,\\"b","value":0.5}
        {"step":300,"name":"l","value":2}
        """);
  }

  @Test
  void csvHoldsARowForEachReading() throws IOException {
    Path file = directory.resolve("metrics.csv");

    Invocation told =
        Invocation.of("export", run.toString(), "--to", "csv", "--out", file.toString());

    assertThat(told.code()).as(told.err()).isZero();
    assertThat(Files.readAllLines(file))
        .containsExactly("step,name,value", "1,\"a,\"\"b\",0.5", "300,l,2.0");
  }

  /**
   * The bytes of the record format and of its protocol buffers, which TensorBoard 2.21 reads as
   * these two scalars. The first record, in which step is 0, is the same in every event file but
   * for its time: {@code 18} bytes of length with their masked checksum, then {@code 09} (field 1,
   * eight bytes), {@code 10} (field 2, varint), {@code 1a} (field 3, bytes).
   */
  @Test
  void anEventFileHoldsTheVersionAndAScalarForEachReading() throws IOException {
    Path events = directory.resolve("board");

    Invocation told =
        Invocation.of("export", run.toString(), "--to", "tensorboard", "--out", events.toString());

    assertThat(told.code()).as(told.err()).isZero();
    byte[] written = Files.readAllBytes(events.resolve("events.out.tfevents.0.tilt"));
    String hex = HexFormat.of().formatHex(written);
    assertThat(hex)
        .startsWith("1a00000000000000")
        .contains("09" + "0000000000000000" + "1000" + "1a0d" + hex("brain.Event:2"))
        // wall time 1.0; step 1; a summary of 13 bytes, its value of 11: tag of 4, float 0.5
        .contains(
            "09"
                + "000000000000f03f"
                + "1001"
                + "2a0d"
                + "0a0b"
                + "0a04"
                + hex("a,\"b")
                + "15"
                + "0000003f")
        // 300 = 0b10_0101100: ac 02
        .contains(
            "09"
                + "0000000000c07240"
                + "10ac02"
                + "2a0a"
                + "0a08"
                + "0a01"
                + hex("l")
                + "15"
                + "00000040");
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void whoWaitsIsToldOfReadings() {
    List<String> told = new ArrayList<>();

    CsvMetrics.write(
        RecordedRun.read(run, WorkListener.NONE),
        directory.resolve("metrics.csv"),
        (task, unit, done, all) -> told.add(task + " " + done + " of " + all + " " + unit));

    assertThat(told)
        .containsExactly("write 0 of 2 readings", "write 1 of 2 readings", "write 2 of 2 readings");
  }

  /** The run isn't even looked at. */
  @Test
  void whereToIsAskedFirst() {
    Invocation told = Invocation.of("export", directory.toString(), "--to", "csv");

    assertThat(told.code()).isEqualTo(2);
    assertThat(told.err()).contains("--to csv needs --out");
  }

  @Test
  void whatCannotBeWrittenIsBadInput() {
    Path missing = directory.resolve("none").resolve("metrics.csv");

    Invocation told =
        Invocation.of("export", run.toString(), "--to", "csv", "--out", missing.toString());

    assertThat(told.code()).isEqualTo(2);
    assertThat(told.err()).contains(missing + " can't be written", "choose another file");
  }

  /** What the server is asked is tested in esscher-trackers: here, that the run gets there. */
  @Test
  void mlflowIsSentTheConfigurationAndEachReading() throws IOException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            requests.add(
                exchange.getRequestURI()
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer =
                "{\"experiment\":{\"experiment_id\":\"7\"},\"run\":{\"info\":{\"run_id\":\"r1\"}}}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    server.start();
    try {
      String address =
          "http://"
              + server.getAddress().getAddress().getHostAddress()
              + ":"
              + server.getAddress().getPort();
      Files.writeString(
          run.resolve("timings.jsonl"),
          """
          {"step":0,"seconds":{"recipe":1}}
          {"step":300,"seconds":{"train":2.5,"recipe":0.5}}
          """);
      Files.setLastModifiedTime(run.resolve("config.json"), FileTime.fromMillis(4000));

      Invocation told =
          Invocation.of("export", run.toString(), "--to", "mlflow", "--server", address, "--json");

      assertThat(told.code()).as(told.err()).isZero();
      assertThat(told.out()).contains("\"id\" : \"r1\"");
    } finally {
      server.stop(0);
    }
    String all = String.join("\n", requests).replaceAll("\\s+", " ");
    assertThat(all)
        .contains("experiment_name=tilt", "\"key\": \"recipe.id\", \"value\": \"tilt\"")
        // Step 1 of 300 is 10 ms of the three seconds.
        .contains("\"value\": 0.5, \"timestamp\": \"5010\", \"step\": \"1\"")
        .contains("\"value\": 2.0, \"timestamp\": \"8000\", \"step\": \"300\"")
        .contains("\"status\": \"FINISHED\"", "\"end_time\": \"8000\"");
  }

  @Test
  void whatAFormatNeedsIsAskedFor() {
    Invocation told = Invocation.of("export", run.toString(), "--to", "csv");

    assertThat(told.code()).isEqualTo(2);
    assertThat(told.err()).contains("--to csv needs --out");
  }
}
