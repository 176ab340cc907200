package org.esscher.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * What Jazzer calls: {@code --target_args} names the target and a directory for its files. The
 * target {@code all} takes the first byte of each input as the number of one.
 */
public final class FuzzedTarget {
  /** The targets; the first byte of an input chooses one where all are fuzzed at once. */
  static final List<Target> ALL = List.of(Target.values());

  private static final String ALL_OF_THEM = "all";

  private static @Nullable Target only;
  private static Path directory = Path.of("");

  private FuzzedTarget() {}

  /**
   * Takes the target.
   *
   * @param args its id, a directory
   */
  public static void fuzzerInitialize(String[] args) throws IOException {
    only = args[0].equals(ALL_OF_THEM) ? null : Target.of(args[0]);
    directory = Files.createDirectories(Path.of(args[1]));
  }

  /**
   * Tries one input.
   *
   * @param input any bytes
   */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (only != null) {
      attempt(only, input, directory);
    } else if (input.length > 0) {
      attempt(
          ALL.get((input[0] & 0xFF) % ALL.size()),
          Arrays.copyOfRange(input, 1, input.length),
          directory);
    }
  }

  /** A refusal is as good as a result. */
  static void attempt(Target target, byte[] input, Path directory) throws IOException {
    try {
      target.take(input, directory);
    } catch (EsscherException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("a refusal without a message", refused);
      }
    }
  }
}
