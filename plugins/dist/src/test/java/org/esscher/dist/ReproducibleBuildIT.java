package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds some modules once more, elsewhere, in another time zone and language and without the
 * checks, and compares their jars with this build's, byte by byte. The runtime is among them: its
 * jar is a multi-release one, with classes of another compiler. {@code .ci/reproduce} does so for
 * the whole.
 */
@Tag("slow")
class ReproducibleBuildIT {
  private static final List<String> MODULES = List.of("api", "core/data", "core/runtime");

  @TempDir Path home;

  @Test
  void aSecondBuildGivesTheSameBytes() throws IOException, InterruptedException {
    Shell shell = new Shell(home, Files.createDirectory(home.resolve("again")));
    copySources(shell.directory());
    String repository = System.getProperty("maven.repo.warm");
    boolean offline = "offline: true".equals(System.getProperty("maven.offline"));
    shell.run(
        String.join(
            " ",
            "'" + Path.of(System.getProperty("maven.home"), "bin", "mvn") + "'",
            offline ? "-o" : "",
            "-B -q -Dlauncher -Dmaven.test.skip=true",
            "'-Dmaven.repo.local=" + repository + "'",
            "-pl core/runtime -am package\n"),
        Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            "MAVEN_OPTS",
            "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Duser.language=tr -Duser.country=TR",
            "TZ",
            "Pacific/Apia"));
    for (String module : MODULES) {
      Path first = jar(Pages.ROOT.resolve(module).resolve("target"));
      Path second = jar(shell.directory().resolve(module).resolve("target/launcher"));
      assertThat(Files.mismatch(first, second))
          .as("%s: entries that differ: %s", module, differing(first, second))
          .isEqualTo(-1);
    }
  }

  /** All POMs, which Maven reads to find its way, and the sources of what is built. */
  private static void copySources(Path to) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> poms = Files.walk(Pages.ROOT, 4)) {
      poms.filter(file -> file.endsWith("pom.xml")).forEach(files::add);
    }
    List<Path> folders = new ArrayList<>(List.of(Pages.ROOT.resolve(".mvn")));
    MODULES.forEach(module -> folders.add(Pages.ROOT.resolve(module).resolve("src/main")));
    for (Path folder : folders) {
      try (Stream<Path> sources = Files.walk(folder)) {
        sources.filter(Files::isRegularFile).forEach(files::add);
      }
    }
    for (Path file : files) {
      Path copy = to.resolve(Pages.ROOT.relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }

  private static Path jar(Path target) throws IOException {
    String version = System.getProperty("esscher.version");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-" + version + ".jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no jar in " + target + ": build the whole"));
    }
  }

  private static List<String> differing(Path first, Path second) throws IOException {
    Map<String, byte[]> others = entries(second);
    List<String> names = new ArrayList<>();
    entries(first)
        .forEach(
            (name, bytes) -> {
              if (!Arrays.equals(bytes, others.remove(name))) {
                names.add(name);
              }
            });
    names.addAll(others.keySet());
    return names;
  }

  private static Map<String, byte[]> entries(Path jar) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      zip.stream().forEach(entry -> entries.put(entry.getName(), bytes(zip, entry)));
    }
    return entries;
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry) {
    try (var in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
