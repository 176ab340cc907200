package org.esscher.neural;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Trains for 5,000 steps in a process of its own. Java's heap has one size there and is touched
 * before anything runs, so that what else is resident is native memory.
 */
public final class LongTraining {
  /** Where Linux tells what a process holds. */
  static final Path STATUS = Path.of("/proc/self/status");

  private static final int HEAP_MEBIBYTES = 128;
  private static final int STEPS = 50;

  private LongTraining() {}

  /**
   * Writes the native memory after 500 steps and after 5,000, KiB, a line each.
   *
   * @param args the file
   */
  public static void main(String[] args) throws IOException {
    train(500);
    long early = nativeKibibytes();
    train(4500);
    Files.writeString(Path.of(args[0]), early + "\n" + nativeKibibytes() + "\n");
  }

  private static void train(int steps) {
    for (int i = 0; i < steps; i += STEPS) {
      TrainingTest.trained(STEPS);
    }
  }

  private static long nativeKibibytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .map(line -> line.replaceAll("[^0-9]", ""))
            .mapToLong(Long::parseLong)
            .findFirst()
            .orElseThrow()
        - 1024L * HEAP_MEBIBYTES;
  }

  /**
   * Runs {@link #main} in a new process.
   *
   * @param file what it writes
   * @return its lines
   */
  static List<Long> measured(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + HEAP_MEBIBYTES + "m",
                "-Xmx" + HEAP_MEBIBYTES + "m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LongTraining.class.getName(),
                file.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("the training ended with status " + process.exitValue());
    }
    return Files.readAllLines(file).stream().map(Long::valueOf).toList();
  }
}
