package org.esscher.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.opentest4j.AssertionFailedError;

/** A reader's shell: it has commands of the test on its path, and stays where it went. */
final class Shell {
  private final Path home;
  private final Path commands;
  private Path directory;
  private String path;

  /**
   * Opens a shell.
   *
   * @param home where it keeps its commands
   * @param start where it starts
   */
  Shell(Path home, Path start) throws IOException {
    this.home = home;
    this.commands = Files.createDirectory(home.resolve("bin"));
    this.directory = start;
    this.path = commands + ":" + System.getenv("PATH");
  }

  /** Puts a command on the path. */
  void command(String name, String script) throws IOException {
    Path file =
        Files.writeString(commands.resolve(name), "#!/bin/sh\nexec " + script + " \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path directory() {
    return directory;
  }

  /** Runs commands, and gives what they print. */
  String run(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path left = home.resolve("left-in");
    Path errors = home.resolve("errors");
    String leaving = "printf '%s\\n' \"$PWD\" \"$PATH\" > '" + left + "'\n";
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", script + leaving)
            .directory(directory.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("PATH", path);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionFailedError(
          "these commands failed:\n" + script + output + Files.readString(errors));
    }
    List<String> where = Files.readAllLines(left);
    directory = Path.of(where.get(0));
    path = where.get(1);
    // Maven prints codes for colors whatever it is told.
    return output.replaceAll("\u001b\\[[0-9;]*m", "");
  }
}
