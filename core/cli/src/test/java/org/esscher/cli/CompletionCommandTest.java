package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
  @TempDir Path directory;

  /** Bash itself is asked what may follow. */
  @Test
  void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no /bin/bash");
    Path script = directory.resolve("completion");
    Files.writeString(script, Invocation.of("completion").out());

    assertThat(completions(script, "esscher de")).isEqualTo("describe");
    assertThat(completions(script, "esscher run --re")).isEqualTo("--resume");
    assertThat(completions(script, "esscher export --to te")).isEqualTo("tensorboard");
    assertThat(completions(script, "esscher list --kind est")).isEqualTo("estimator");
  }

  private static String completions(Path script, String line)
      throws IOException, InterruptedException {
    int words = line.split(" ").length;
    String ask =
        "source "
            + script
            + "; COMP_WORDS=("
            + line
            + "); COMP_CWORD="
            + (words - 1)
            + "; _complete_esscher; echo -n ${COMPREPLY[@]}";
    // Outside a completion bash grumbles at some commands of the script, to standard error.
    Process bash = new ProcessBuilder("/bin/bash", "-c", ask).start();
    String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    bash.waitFor();
    return answer.strip();
  }
}
