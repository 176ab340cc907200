package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReaderTest {
  @TempDir Path directory;

  @Test
  void readsWhatARunRecorded() {
    RecordedRun run =
        RunFixture.in(directory, "a")
            .metric("loss", 3, 2)
            .row("top", "{\"item\":\"shoes\",\"share\":0.25,\"new\":true}")
            .read();

    assertThat(run.name()).isEqualTo("a");
    assertThat(run.recipe()).isEqualTo("tilt");
    assertThat(run.status()).isEqualTo("finished");
    assertThat(run.lastStep()).isEqualTo(1);
    assertThat(run.metrics())
        .isEqualTo(Map.of("loss", List.of(new Reading(0, 3), new Reading(1, 2))));
    assertThat(run.tables())
        .isEqualTo(Map.of("top", List.of(Map.of("item", "shoes", "share", 0.25, "new", true))));
  }

  @Test
  void aRunThatRecordedNothingYetIsReadToo() {
    RecordedRun run = RunFixture.in(directory, "a").status("running", "").read();

    assertThat(run.metrics()).isEmpty();
    assertThat(run.tables()).isEmpty();
  }

  @Test
  void ofAKilledRunTheHalfWrittenLineIsLeftOut() throws IOException {
    RunFixture run = RunFixture.in(directory, "a").metric("loss", 3, 2);
    byte[] half = {'{', '"', 's', 't', (byte) 0xCF};
    Files.write(run.directory().resolve("metrics.jsonl"), half, StandardOpenOption.APPEND);

    assertThat(run.read().metrics().get("loss")).hasSize(2);
  }

  @Test
  void aDamagedLineIsNamed() {
    RunFixture run = RunFixture.in(directory, "a").metric("loss", 3);
    run.append("metrics.jsonl", "{\"step\":1,\"na\n");
    run.metric("loss", 2);

    assertThatThrownBy(run::read)
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA))
        .hasMessageContaining("metrics.jsonl line 2 is damaged");
  }

  @Test
  void aLineOfAnotherShapeIsNamed() {
    RunFixture run = RunFixture.in(directory, "a");
    run.append("metrics.jsonl", "{\"step\":1,\"name\":\"loss\",\"value\":\"high\"}\n");

    assertThatThrownBy(run::read)
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("metrics.jsonl line 1 is damaged")
        .hasMessageContaining("\"value\":\"high\"");
  }

  @Test
  void aDamagedStatusIsNamed() {
    RunFixture run = RunFixture.in(directory, "a");
    run.write("status.json", "{");

    assertThatThrownBy(run::read)
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA))
        .hasMessageContaining("status.json");
  }

  @Test
  void aDirectoryOfSomethingElseIsRefused() {
    assertThatThrownBy(() -> RecordedRun.read(directory, WorkListener.NONE))
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
        .hasMessageContaining("config.json")
        .hasMessageContaining(directory.toString());
  }
}
