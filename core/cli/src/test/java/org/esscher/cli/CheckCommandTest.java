package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.esscher.plugins.base.BasePlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb over the jar of the standard components, and over jars that are none. */
class CheckCommandTest {
  @TempDir Path directory;

  /** The standard components, packed as a plugin. */
  private String base() throws Exception {
    Path classes =
        Path.of(BasePlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isRegularFile(classes)) {
      return classes.toString();
    }
    Path jar = directory.resolve("base.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out);
        Stream<Path> all = Files.walk(classes)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        packed.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        packed.write(Files.readAllBytes(file));
        packed.closeEntry();
      }
    }
    return jar.toString();
  }

  @Test
  void tellsWhatHoldsAndWhatWasNotRun() throws Exception {
    Invocation plain = Invocation.of("check", base(), "--id", "reverse-kl", "--quiet");
    assertThat(plain.err()).isEmpty();
    assertThat(plain.out().lines())
        .containsExactly(
            "divergence reverse-kl: 11 rules hold, 0 fail, 0 warn, 0 not run", "passed");
    assertThat(plain.code()).isZero();
  }

  @Test
  void tellsWhatHoldsInJson() throws Exception {
    Invocation json = Invocation.of("check", base(), "--id", "total-variation", "--json");
    assertThat(json.code()).isZero();
    assertThat(json.out())
        .contains("\"passed\" : true")
        .contains("\"rule\" : \"DIV-4\"")
        .contains("\"outcome\" : \"not-run\"")
        .contains("\"message\" : \"f′ has no inverse\"");
  }

  /** Of order 2 and without a class that says so, it is held to joint convexity, and breaks it. */
  @Test
  void failsWhereARuleIsBroken() throws Exception {
    Invocation plain = Invocation.of("check", base(), "--id", "renyi");
    assertThat(plain.code()).isEqualTo(1);
    assertThat(plain.out()).contains("FAILED DIV-10: ").contains("To do: ").endsWith("failed\n");
  }

  @Test
  void failsWhereNothingCanBeLoaded() throws IOException {
    Path broken = Files.writeString(directory.resolve("broken.jar"), "no jar");
    Invocation invocation = Invocation.of("check", broken.toString());
    assertThat(invocation.code()).isEqualTo(1);
    assertThat(invocation.out()).startsWith("could not load ");
  }

  @Test
  void refusesWhatIsNotThere() throws Exception {
    Invocation absent = Invocation.of("check", directory.resolve("absent.jar").toString());
    assertThat(absent.code()).isEqualTo(2);
    assertThat(absent.err()).contains("there is no jar");
    Invocation unknown = Invocation.of("check", base(), "--id", "reverse-lk");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("has no component 'reverse-lk'");
    assertThat(Invocation.of("check").code()).isEqualTo(2);
  }

  @Test
  void whatHoldsNoPluginPassesNothing() {
    Invocation empty = Invocation.of("check", directory.toString(), "-q");
    assertThat(empty.code()).isEqualTo(2);
    assertThat(empty.out()).isEmpty();
    assertThat(empty.err()).contains("holds no plugin to check");
  }
}
