package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts Java without --add-opens, as embedders do. */
class ArrowWithoutFlagTest {
  private static final String FLAG = "--add-opens=java.base/java.nio=ALL-UNNAMED";

  @TempDir Path directory;

  @Test
  void arrowIpcNamesTheFlagAndTextWorks() throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    try (Arena arena = Arena.root("test")) {
      Sinks.write(directory.resolve("old.arrow"), arena.batch(Map.of("a", arena.numbers(1))));
      Sinks.write(directory.resolve("old.arrows"), arena.batch(Map.of("a", arena.numbers(1))));
    }
    Process java =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    WithoutFlag.class.getName(),
                    directory.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(java.waitFor()).as(() -> text(output)).isZero();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** What runs without the flag. */
  static final class WithoutFlag {
    private WithoutFlag() {}

    public static void main(String[] args) {
      Path directory = Path.of(args[0]);
      try (Arena arena = Arena.root("without flag")) {
        var batch = arena.batch(Map.of("a", arena.numbers(1, 2)));
        for (String name : List.of("a.arrow", "a.arrows")) {
          assertThatThrownBy(() -> Sinks.write(directory.resolve(name), batch))
              .isInstanceOf(EsscherException.class)
              .hasMessageContaining(FLAG);
        }
        for (String name : List.of("old.arrow", "old.arrows")) {
          assertThatThrownBy(() -> BatchRows.read(directory.resolve(name), ReadOptions.defaults()))
              .isInstanceOf(EsscherException.class)
              .hasMessageContaining(FLAG);
        }
        for (String name : List.of("a.csv", "a.jsonl")) {
          Sinks.write(directory.resolve(name), batch);
          assertThat(BatchRows.read(directory.resolve(name), ReadOptions.defaults()))
              .containsExactly("a:number", "a=1.0", "a=2.0");
        }
      }
    }
  }
}
