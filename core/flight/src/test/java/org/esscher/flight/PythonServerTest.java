package org.esscher.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.RewardModel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program that docs/flight.md prints is a server that is understood. */
@Tag("slow")
@Timeout(120)
class PythonServerTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "flight.md");

  @AutoClose private static final Bench BENCH = new Bench();
  @TempDir private Path files;

  private static Process python(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = "python3";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("REWARD_TOKEN", "from-the-page");
    return builder.start();
  }

  private static boolean hasFlight() throws InterruptedException {
    try {
      return python("-c", "import pyarrow.flight").waitFor() == 0;
    } catch (IOException noPython) {
      return false;
    }
  }

  @Test
  void theProgramOfThePageIsAsked() throws IOException, InterruptedException {
    String page = Files.readString(PAGE);
    int from = page.indexOf("```python\n") + "```python\n".length();
    Path program = files.resolve("reward_server.py");
    Files.writeString(program, page.substring(from, page.indexOf("```", from)));
    Path token = Files.writeString(files.resolve("token"), "from-the-page");
    assumeThat(hasFlight()).as("python3 with pyarrow is installed").isTrue();

    Process server = python(program.toString(), "grpc://localhost:0");
    try (BufferedReader out = server.inputReader()) {
      int port = Integer.parseInt(out.readLine());
      try (RewardModel remote =
          BENCH.remote(port, Map.of("rows", 2, "tokenFile", token.toString()))) {
        // "row ", a line break and "A: 0" are 9 characters; each further row one x more.
        assertThat(BENCH.scores(remote, BENCH.answers(3))).containsExactly(-.009, -.01, -.011);
        assertThat(BENCH.scores(remote, BENCH.answers(0))).isEmpty();
      }
      assertThatThrownBy(() -> BENCH.remote(port, Map.of()).close())
          .hasMessageContaining("doesn't accept questions without a token");
    } finally {
      server.destroyForcibly().waitFor();
    }
  }
}
