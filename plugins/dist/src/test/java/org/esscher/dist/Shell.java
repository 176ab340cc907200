package org.esscher.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.opentest4j.AssertionFailedError;

/** A reader's shell: it has commands of the test on its path, and stays where it went. */
final class Shell {
  private final Path home;
  private final Path commands;
  private Path directory;

  /**
   * Opens a shell.
   *
   * @param home an empty directory; the shell starts in {@code work} below it
   */
  Shell(Path home) throws IOException {
    this.home = home;
    this.commands = Files.createDirectory(home.resolve("bin"));
    this.directory = Files.createDirectory(home.resolve("work"));
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
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", script + "pwd > '" + left + "'\n")
            .directory(directory.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    builder.environment().merge("PATH", commands + ":", (path, front) -> front + path);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionFailedError(
          "these commands failed:\n" + script + output + Files.readString(errors));
    }
    directory = Path.of(Files.readString(left).strip());
    // Maven prints codes for colours whatever it is told.
    return output.replaceAll("\u001b\\[[0-9;]*m", "");
  }
}
