package org.esscher.runtime.internal.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.Generator;
import org.esscher.runtime.Esscher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that bring versions of a library which don't go together work side by side. */
class PluginLibrariesTest {
  /** The build copies them there. */
  private static final List<Path> OLD =
      List.of(
          Path.of("target", "old-libraries", "guava.jar"),
          Path.of("target", "old-libraries", "jackson-core.jar"));

  @TempDir Path plugins;

  @Test
  void eachPluginSeesItsOwnGuavaAndJackson() throws IOException {
    // Guava has firstNonNull of Objects until 20, and toImmutableList since 21.
    unit("old", "com.google.common.base.Objects.firstNonNull(null, %s)", OLD);
    unit(
        "new",
        "java.util.stream.Stream.of(%s)"
            + ".collect(com.google.common.collect.ImmutableList.toImmutableList()).get(0)",
        List.of(ofTheClassPath("guava-31."), ofTheClassPath("jackson-core-2.21.")));
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(host.failures()).isEmpty();
      assertThat(host.component(Generator.class, "old", Map.of())).hasToString("2.17.2");
      assertThat(host.component(Generator.class, "new", Map.of())).hasToString("2.21.0");
    }
  }

  private void unit(String id, String same, List<Path> libraries) throws IOException {
    Path unit = Files.createDirectory(plugins.resolve(id));
    for (Path library : libraries) {
      Files.copy(library, unit.resolve(library.getFileName().toString()));
    }
    String version = "com.fasterxml.jackson.core.json.PackageVersion.VERSION.toString()";
    new PluginJar()
        .plugin("Versions", "Version.class")
        .source(
            "Version",
            String.format(
                Locale.ROOT,
                """
            @Component("%s")
            public record Version() implements Generator {
              public Batch generate(Context context) { return null; }
              @Override public String toString() { return %s; }
            }
            """,
                id,
                String.format(Locale.ROOT, same, version)))
        .write(unit.resolve("plugin.jar"), libraries.toArray(Path[]::new));
  }

  private static Path ofTheClassPath(String name) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(file -> file.getFileName().toString().startsWith(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " on the class path"));
  }
}
