package org.esscher.runtime.internal.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugin directories load what lies in them, and unpack nothing. */
class ContainmentTest {
  @TempDir Path temporary;
  private Path plugins = Path.of("");
  private Path outside = Path.of("");

  @BeforeEach
  void directories() throws IOException {
    plugins = Files.createDirectory(temporary.resolve("plugins"));
    outside = Files.createDirectory(temporary.resolve("outside"));
  }

  private static PluginJar jar(String id) {
    return new PluginJar().plugin("Plug", "Made.class").generator("Made", id, "");
  }

  private void assertRefused(String told) {
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(host.components()).noneMatch(component -> component.id().equals("far"));
      assertThat(host.failures())
          .singleElement()
          .satisfies(failure -> assertThat(failure.message()).contains("is a link to", told));
    }
  }

  @Test
  void aJarBehindALinkOutOfTheDirectoryIsNotLoaded() throws IOException {
    Path far = jar("far").write(outside.resolve("far.jar"));
    Files.createSymbolicLink(plugins.resolve("near.jar"), far);
    assertRefused("far.jar, which is outside");
  }

  @Test
  void aDirectoryBehindALinkOutOfTheDirectoryIsNotLoaded() throws IOException {
    jar("far").write(outside.resolve("far.jar"));
    Files.createSymbolicLink(plugins.resolve("unit"), outside);
    assertRefused("outside");
  }

  @Test
  void aLibraryBehindALinkOutOfItsUnitIsNotLoaded() throws IOException {
    Path unit = Files.createDirectory(plugins.resolve("unit"));
    jar("near").write(unit.resolve("near.jar"));
    Files.createSymbolicLink(
        unit.resolve("library.jar"), jar("far").write(outside.resolve("far.jar")));
    assertRefused("far.jar, which is outside");
  }

  /** As mounts do that swap whole directories. */
  @Test
  void aLinkWithinTheDirectoryIsFollowed() throws IOException {
    Path hidden = Files.createDirectory(plugins.resolve("..data"));
    jar("kept").write(hidden.resolve("kept.file"));
    Files.createSymbolicLink(plugins.resolve("kept.jar"), hidden.resolve("kept.file"));
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(host.failures()).isEmpty();
      assertThat(host.components()).anyMatch(component -> component.id().equals("kept"));
    }
  }

  /** Entries are read where they are, never unpacked: their names lead nowhere. */
  @Test
  void namesInAJarThatLeadOutWriteNothing() throws IOException {
    jar("steady")
        .entry("../outside/evil.txt", "out")
        .entry("/evil.txt", "out")
        .write(plugins.resolve("steady.jar"));
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(host.components()).anyMatch(component -> component.id().equals("steady"));
    }
    try (Stream<Path> files = Files.walk(temporary)) {
      assertThat(files.filter(Files::isRegularFile)).containsExactly(plugins.resolve("steady.jar"));
    }
  }

  @Test
  void anyLinkOfADirectoryThatLeadsOutIsTold() throws IOException {
    Path deep = Files.createDirectories(plugins.resolve("a/b"));
    Containment.requireAll(plugins);
    Path file = Files.writeString(plugins.resolve("file"), "in");
    Files.createSymbolicLink(deep.resolve("in"), file);
    Containment.requireAll(plugins);
    Files.createSymbolicLink(deep.resolve("out"), outside);
    assertThatThrownBy(() -> Containment.requireAll(plugins))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("a/b/out is a link to");
    Files.delete(deep.resolve("out"));
    Files.createSymbolicLink(deep.resolve("gone"), outside.resolve("nothing"));
    assertThatThrownBy(() -> Containment.requireAll(plugins))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("which is not there");
  }
}
