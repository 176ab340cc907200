package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing can be written, a run says so and leaves what it found. */
@Tag("slow")
class ReadOnlyDirectoryTest {
  private static final int STEPS = 6;
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  @TempDir Path temporary;

  /** The administrator may write everywhere, unless this is taken from the process. */
  @BeforeEach
  void needsADirectoryThatCantBeWritten() {
    assumeTrue(
        temporary.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "directories can't be made read-only here");
    assumeTrue(
        !isAdministrator() || Files.isExecutable(SETPRIV),
        "the administrator writes everywhere, and there is no setpriv");
  }

  @AfterEach
  void giveBack() throws IOException {
    allow(temporary, "rwxr-xr-x");
  }

  private static boolean isAdministrator() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Test
  void aRunThatCantBeginSaysWhere() throws IOException, InterruptedException {
    Path parent = Files.createDirectory(temporary.resolve("parent"));
    allow(parent, "r-xr-xr-x");
    assertThat(process(parent.resolve("run"))).isNotZero();
    assertThat(output())
        .contains("the run directory " + parent.resolve("run") + " can't be written")
        .contains("choose another with --out");
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aRunThatCantGoOnLosesNothing() throws IOException, InterruptedException {
    Path whole = temporary.resolve("whole");
    Path half = temporary.resolve("half");
    try (TestHost host = new TestHost()) {
      Recipe recipe = host.component(Recipe.class, "test-everything", Map.of("steps", STEPS));
      host.run(recipe, whole, false, RunListener.NONE, TestHost.ALWAYS);
      RunResult stopped = host.run(recipe, half, false, new HalfWay(), TestHost.ALWAYS);
      assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
      Map<String, byte[]> before = TestHost.results(half);
      allow(half, "r-xr-xr-x");
      assertThat(process(half)).isNotZero();
      assertThat(output()).contains("can't be written");
      assertSame(before, TestHost.results(half));
      allow(half, "rwxr-xr-x");
      host.run(recipe, half, true, RunListener.NONE, TestHost.ALWAYS);
      assertSame(TestHost.results(whole), TestHost.results(half));
    }
  }

  private static void assertSame(Map<String, byte[]> wanted, Map<String, byte[]> found) {
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
  }

  private static void allow(Path root, String permissions) throws IOException {
    List<Path> directories = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      files.filter(Files::isDirectory).forEach(directories::add);
    }
    for (Path directory : directories) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }
  }

  private int process(Path directory) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (isAdministrator()) {
      command.addAll(List.of(SETPRIV.toString(), "--bounding-set=-dac_override,-dac_read_search"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            KilledRun.class.getName(),
            directory.toString(),
            Integer.toString(STEPS)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(temporary.resolve("output").toFile())
        .start()
        .waitFor();
  }

  private String output() throws IOException {
    return Files.readString(temporary.resolve("output"));
  }

  /** Stops a run at its half. */
  private static final class HalfWay implements RunListener {
    private boolean half;

    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      half = fraction >= 0.5;
    }

    @Override
    public boolean cancelled() {
      return half;
    }
  }
}
