package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
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
  void whatCannotBeWrittenIsBadInput() {
    Path missing = directory.resolve("none").resolve("metrics.csv");

    Invocation told =
        Invocation.of("export", run.toString(), "--to", "csv", "--out", missing.toString());

    assertThat(told.code()).isEqualTo(2);
    assertThat(told.err()).contains(missing + " can't be written", "choose another file");
  }
}
