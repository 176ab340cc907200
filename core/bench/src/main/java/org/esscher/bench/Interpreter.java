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
      return run(List.of("-c", "import numpy, torch")).code() == 0;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** What a process printed, and how it ended. */
  record Output(int code, String text) {}

  /** Runs the script. */
  Output script(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of(script.toString()));
    all.addAll(arguments);
    return run(all);
  }

  private Output run(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(arguments);
    try {
      Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
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
