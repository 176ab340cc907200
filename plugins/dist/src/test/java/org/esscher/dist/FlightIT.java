package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.dist.Guide.Commands;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types what docs/flight.md says: a process serves a reward from the packed libraries, and a run in
 * another is scored by it, with Flight, gRPC and Netty under the names that packing gave them.
 */
@Tag("slow")
@Timeout(300)
class FlightIT {
  private static final Path PAGE = Pages.ROOT.resolve("docs/flight.md");

  /** Small, and patient while the server starts. */
  private static final String SMALL =
      " --set divergences=[reverse-kl] --set betas=[0.3] --set referenceEpochs=2 --set epochs=2"
          + " --set batch=4 --seed 1";

  @TempDir Path home;

  @Test
  void theRunOfThePageIsThatOfTheRewardItself() throws IOException, InterruptedException {
    String page = Pages.text(PAGE);
    List<String> commands =
        Guide.of(page.substring(page.indexOf("## Try it"), page.indexOf("## Configuration")))
            .steps()
            .stream()
            .map(step -> ((Commands) step).script().replace("\\\n", "").strip())
            .toList();
    assertThat(commands).hasSize(2);
    String port = freePort();
    Shell shell = new Shell(home, Pages.ROOT);
    shell.command("esscher", Distribution.esscher());
    String run =
        commands
            .get(1)
            .replace("./esscher", "esscher")
            .replace("path/to/example_model_solutions.jsonl", IsolatedMaven.quoted(questions()))
            .concat(SMALL);
    Process server = served(commands.get(0).replace("HOST", "localhost").replace("8815", port));
    try {
      shell.run(
          run.replace("HOST", "localhost").replace("8815", port)
              + " --set reward.retries=8 --out "
              + IsolatedMaven.quoted(home.resolve("served"))
              + "\n",
          Map.of());
    } finally {
      server.destroy();
      server.waitFor();
    }
    shell.run(
        run.replace(
                "--set reward.id=flight-reward --set reward.endpoint=grpc://HOST:8815",
                "--set reward.id=verifier --set reward.mode=gsm8k")
            + " --out "
            + IsolatedMaven.quoted(home.resolve("here"))
            + "\n",
        Map.of());
    assertThat(recorded("here")).contains("expected_reward");
    assertThat(recorded("served")).isEqualTo(recorded("here"));
  }

  private static String freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return String.valueOf(free.getLocalPort());
    }
  }

  private Process served(String command) throws IOException {
    return new ProcessBuilder(
            "bash", "-c", "exec " + Distribution.JAVA + command.substring("java".length()))
        .directory(Pages.ROOT.toFile())
        .redirectErrorStream(true)
        .redirectOutput(home.resolve("server").toFile())
        .start();
  }

  private String recorded(String run) throws IOException {
    return Files.readString(home.resolve(run).resolve("metrics.jsonl"))
        + Files.readString(home.resolve(run).resolve("tables.jsonl"));
  }

  private Path questions() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int question = 0; question < 12; question++) {
      for (int candidate = 0; candidate < 3; candidate++) {
        int said = question + candidate % 2;
        lines
            .append("{\"prompt_id\":")
            .append(question)
            .append(",\"completion\":\"")
            .append(List.of("surely", "perhaps", "never").get(candidate))
            .append("\\nA: ")
            .append(said)
            .append("\",\"answer\":\"")
            .append(question + question % 2)
            .append("\"}\n");
      }
    }
    return Files.writeString(home.resolve("questions.jsonl"), lines);
  }
}
