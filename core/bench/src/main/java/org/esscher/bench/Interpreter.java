package org.esscher.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A Python interpreter that runs one of our scripts, and a directory for what they exchange. */
final class Interpreter implements AutoCloseable {
  /** The variable that says how the C library manages memory. */
  static final String TUNABLES = "GLIBC_TUNABLES";

  private final String command;
  private final Path directory;
  private final Path script;

  /**
   * An interpreter.
   *
   * @param command such as {@code python3}
   * @param script a resource of this package
   */
  Interpreter(String command, String script) {
    this.command = command;
    try {
      this.directory = Files.createTempDirectory("esscher-bench");
      this.script = directory.resolve(script);
      try (InputStream in = Objects.requireNonNull(Interpreter.class.getResourceAsStream(script))) {
        Files.copy(in, this.script);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where files are exchanged. */
  Path directory() {
    return directory;
  }

  /** Whether the interpreter is there and has PyTorch. */
  boolean hasPyTorch() {
    try {
      return run(List.of("-c", "import numpy, torch"), true).code() == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** What a process printed, and how it ended. */
  record Output(int code, String text) {}

  /** Runs the script, with the memory managed as this process has it. */
  Output script(List<String> arguments) {
    return script(arguments, true);
  }

  /**
   * Runs the script.
   *
   * @param arguments for it
   * @param tuned whether it inherits {@link #TUNABLES}
   * @return what it printed
   */
  Output script(List<String> arguments, boolean tuned) {
    List<String> all = new ArrayList<>(List.of(script.toString()));
    all.addAll(arguments);
    return run(all, tuned);
  }

  private Output run(List<String> arguments, boolean tuned) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(arguments);
    try {
      ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
      if (!tuned) {
        builder.environment().remove(TUNABLES);
      }
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Output(process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PyTorch ran", e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
