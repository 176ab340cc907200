package org.esscher.runtime.internal.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Generator;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PluginFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only jars that are on the list are loaded, and as they were when they were checked. */
class AllowedDigestsTest {
  @TempDir Path temporary;
  @TempDir Path plugins;

  @Test
  void onlyJarsOfAllowedDigestsAreLoaded() throws Exception {
    Path known = jar("known", "1").write(plugins.resolve("known.jar"));
    Path unknown = jar("unknown", "1").write(plugins.resolve("unknown.jar"));
    try (Esscher host = host(sha256(known).toUpperCase(Locale.ROOT))) {
      assertThat(host.component(Generator.class, "known", Map.of())).isNotNull();
      assertThat(host.failures())
          .containsExactly(
              new PluginFailure(
                  unknown.toString(),
                  "unknown.jar has the SHA-256 digest "
                      + sha256(unknown)
                      + ", which is not on the list of allowed ones; add it there if you trust the"
                      + " jar"));
    }
  }

  @Test
  void everyJarOfADirectoryMustBeOnTheList() throws Exception {
    Path unit = Files.createDirectory(plugins.resolve("unit"));
    Path known = jar("known", "1").write(unit.resolve("known.jar"));
    new PluginJar().source("Other", "public class Other {}").write(unit.resolve("other.jar"));
    try (Esscher host = host(sha256(known))) {
      assertThat(host.failures())
          .singleElement()
          .satisfies(failure -> assertThat(failure.message()).startsWith("other.jar has the"));
    }
  }

  @Test
  void aJarThatChangesAfterTheCheckIsLoadedAsItWasChecked() throws Exception {
    Path jar = jar("steady", "checked").write(plugins.resolve("steady.jar"));
    Path evil = jar("steady", "exchanged").write(temporary.resolve("evil.jar"));
    try (Esscher host = host(sha256(jar))) {
      Files.write(jar, Files.readAllBytes(evil));
      // Its class Library is loaded only now.
      assertThat(host.component(Generator.class, "steady", Map.of())).hasToString("checked");
    }
  }

  @Test
  void theCopiesAreDeletedInTheEnd() throws Exception {
    Path jar = jar("known", "1").write(plugins.resolve("known.jar"));
    Path copy;
    try (AllowedDigests digests = new AllowedDigests(Set.of(sha256(jar)))) {
      copy = digests.copy(jar);
      assertThat(copy).hasSameBinaryContentAs(jar);
    }
    assertThat(copy).doesNotExist();
    assertThat(copy.getParent()).doesNotExist();
  }

  @Test
  void aJarThatLeadsToOthersIsRefused() throws Exception {
    Path jar =
        jar("leading", "1")
            .manifest("Class-Path", "elsewhere.jar")
            .write(plugins.resolve("leading.jar"));
    try (Esscher host = host(sha256(jar))) {
      assertThat(host.failures())
          .singleElement()
          .satisfies(
              failure ->
                  assertThat(failure.message())
                      .startsWith("leading.jar has a Class-Path in its manifest"));
      assertThatThrownBy(() -> host.component(Generator.class, "leading", Map.of()))
          .isInstanceOfSatisfying(
              EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
          .hasMessageContaining("leading.jar has a Class-Path");
    }
  }

  private Esscher host(String allowed) {
    return Esscher.builder().plugins(plugins).allowDigests(Set.of(allowed)).build();
  }

  private static String sha256(Path jar) throws IOException, NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
  }

  /** A component whose text comes from another class of its jar. */
  private static PluginJar jar(String id, String text) {
    return new PluginJar()
        .plugin("Plug", "Texted.class")
        .source(
            "Library",
            String.format(
                Locale.ROOT,
                "public final class Library { public static String text() { return \"%s\"; } }",
                text))
        .source(
            "Texted",
            String.format(
                Locale.ROOT,
                """
            @Component("%s")
            public record Texted() implements Generator {
              public Batch generate(Context context) { return null; }
              @Override public String toString() { return Library.text(); }
            }
            """,
                id));
  }
}
