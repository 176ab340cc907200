package org.esscher.spitests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary directory for runs, which is deleted with all that is in it. */
final class TrialDirectory implements AutoCloseable {
  private final Path path;
  private int runs;

  TrialDirectory() {
    try {
      path = Files.createTempDirectory("esscher-kit");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  /** Where a run may go: a directory that isn't there yet. */
  Path newRun() {
    runs++;
    return path.resolve("run-" + runs);
  }

  @Override
  public void close() {
    delete(path);
  }

  /** Deletes a directory and all that is in it. */
  static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> inward = all.sorted(Comparator.reverseOrder()).toList();
      for (Path file : inward) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
