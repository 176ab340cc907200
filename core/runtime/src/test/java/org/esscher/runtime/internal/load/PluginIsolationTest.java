package org.esscher.runtime.internal.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.esscher.api.EsscherException;
import org.esscher.api.Generator;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plugin sees, what it is loaded by, and when that is let go. */
class PluginIsolationTest {
  @TempDir Path temporary;
  private Path plugins;

  @BeforeEach
  void directory() throws IOException {
    plugins = Files.createDirectory(temporary.resolve("plugins"));
  }

  @Test
  void aComponentIsDescribedWithoutMakingIt() {
    Path jar =
        new PluginJar()
            .plugin("Explosives", "Bomb.class")
            .source(
                "Bomb",
                """
                /**
                 * Must not be touched.
                 *
                 * @param fuel what burns,
                 *     {@code oil} for one
                 * @param heat how much it takes
                 */
                @Component(value = "bomb", summary = "must not be touched", paper = "Nobel 1867")
                public record Bomb(@Default("0.5") double fuse, String fuel, Heat heat) implements Generator {
                  public enum Heat {
                    /** None. */
                    COLD,
                    HOT
                  }
                  static { if (true) throw new IllegalStateException("boom"); }
                  public Batch generate(Context context) { return null; }
                }
                """)
            .write(plugins.resolve("bomb.jar"));
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(host.failures()).isEmpty();
      assertThat(host.describe("bomb"))
          .containsExactly(
              new ComponentInfo(
                  Kind.GENERATOR,
                  "bomb",
                  "must not be touched",
                  "Nobel 1867",
                  "demo.Bomb",
                  jar.toString(),
                  List.of(
                      new ComponentInfo.Field("fuse", "double", "0.5", "", ""),
                      new ComponentInfo.Field("fuel", "text", null, "", "what burns, oil for one"),
                      new ComponentInfo.Field(
                          "heat", "cold|hot", null, "", "how much it takes\ncold: None"))));
      assertThatThrownBy(
              () -> host.component(Generator.class, "bomb", Map.of("fuel", "oil", "heat", "hot")))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("demo.Bomb")
          .hasRootCauseMessage("boom");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.google.inject.Guice",
        "tools.jackson.core.JsonParser",
        "org.hibernate.validator.HibernateValidator",
        "org.esscher.runtime.Esscher",
        "org.esscher.data.Arena",
        "org.junit.jupiter.api.Test"
      })
  void aPluginSeesNothingElseOfTheHost(String name) throws ClassNotFoundException {
    seeing(name).write(plugins.resolve("seeing.jar"));
    // It is there for the host.
    assertThat(Class.forName(name)).isNotNull();
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThatThrownBy(() -> host.component(Generator.class, "seeing", Map.of()))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("ClassNotFoundException: " + name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.esscher.api.Plugin",
        "org.apache.arrow.vector.FieldVector",
        "org.slf4j.LoggerFactory",
        "org.jspecify.annotations.Nullable",
        "jakarta.validation.constraints.Positive",
        "java.sql.Connection"
      })
  void aPluginSharesWhatTheSpiIsMadeOf(String name) {
    seeing(name).write(plugins.resolve("seeing.jar"));
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(host.component(Generator.class, "seeing", Map.of())).isNotNull();
    }
  }

  private static PluginJar seeing(String name) {
    return new PluginJar()
        .plugin("Sight", "Seeing.class")
        .source(
            "Seeing",
            String.format(
                Locale.ROOT,
                """
            @Component("seeing")
            public record Seeing() implements Generator {
              public Seeing {
                try {
                  Class.forName("%s");
                } catch (ClassNotFoundException e) {
                  throw new IllegalStateException(e);
                }
              }
              public Batch generate(Context context) { return null; }
            }
            """,
                name));
  }

  @Test
  void onlyPluginsThatSaySoSeeTheNeuralPackages() throws IOException {
    List<String> asked = new ArrayList<>();
    ClassLoader host =
        new ClassLoader(null) {
          @Override
          public Class<?> loadClass(String name) {
            asked.add(name);
            return Object.class;
          }
        };
    List<String> names =
        List.of("ai.djl.Model", "org.esscher.neural.api.Network", "org.esscher.neural.Inside");
    try (PluginClassLoader plain =
            new PluginClassLoader("plain", List.of(), List.of(), host, false);
        PluginClassLoader neural =
            new PluginClassLoader("neural", List.of(), List.of(), host, true)) {
      assertThat(names).noneMatch(name -> loads(plain, name));
      assertThat(asked).isEmpty();
      assertThat(names).filteredOn(name -> loads(neural, name)).isEqualTo(names.subList(0, 2));
      assertThat(asked).isEqualTo(names.subList(0, 2));
    }
  }

  @Test
  void theManifestSaysWhetherAPluginIsNeural() throws IOException {
    Path jar =
        new PluginJar()
            .plugin("Neural")
            .manifest("Esscher-Neural", "true")
            .write(plugins.resolve("neural.jar"));
    Path other = new PluginJar().plugin("Plain").write(plugins.resolve("plain.jar"));
    PluginDirectory units = new PluginDirectory(null);
    try (PluginClassLoader neural = units.open(jar);
        PluginClassLoader plain = units.open(other)) {
      assertThat(neural.seesNeural()).isTrue();
      assertThat(plain.seesNeural()).isFalse();
    }
  }

  private static boolean loads(ClassLoader loader, String name) {
    try {
      return loader.loadClass(name) != null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Test
  void aDirectoryOfJarsIsOnePluginWithLibrariesOfItsOwn() throws IOException {
    for (String version : List.of("1", "2")) {
      Path unit = Files.createDirectory(plugins.resolve("unit" + version));
      Path library =
          new PluginJar()
              .source(
                  "Library",
                  String.format(
                      Locale.ROOT,
                      "public final class Library { public static String version() { return \"%s\"; } }",
                      version))
              .write(temporary.resolve("plugins/unit" + version + "/library.jar"));
      new PluginJar()
          .plugin("Uses" + version, "Using.class")
          .source(
              "Using",
              String.format(
                  Locale.ROOT,
                  """
              @Component("using-%s")
              public record Using() implements Generator {
                public Batch generate(Context context) { return null; }
                @Override public String toString() { return Library.version(); }
              }
              """,
                  version))
          .write(unit.resolve("plugin.jar"), library);
      Files.writeString(unit.resolve("README.txt"), "no jar");
    }
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(host.failures()).isEmpty();
      assertThat(host.component(Generator.class, "using-1", Map.of())).hasToString("1");
      assertThat(host.component(Generator.class, "using-2", Map.of())).hasToString("2");
    }
  }

  @Test
  void aClassPathIsScannedAndStaysTheCallers() throws IOException {
    Path jar = good().write(plugins.resolve("good.jar"));
    ClassLoader parent = PluginIsolationTest.class.getClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, parent);
        URLClassLoader child = new URLClassLoader(new URL[0], loader)) {
      // Asked twice, the second time through a child: it is one plugin all the same.
      Esscher host = Esscher.builder().classPath(loader).classPath(child).build();
      assertThat(host.describe("good"))
          .singleElement()
          .satisfies(info -> assertThat(info.origin()).isEqualTo("class path"));
      host.close();
      assertThat(loader.getResource("demo/Good.class")).isNotNull();
    }
  }

  @Test
  void twoHostsLiveSideBySide() {
    good().write(plugins.resolve("good.jar"));
    Esscher first = Esscher.builder().plugins(plugins).build();
    try (Esscher second = Esscher.builder().plugins(plugins).build()) {
      Object ofFirst = first.component(Generator.class, "good", Map.of());
      first.close();
      Object ofSecond = second.component(Generator.class, "good", Map.of());
      assertThat(ofFirst.getClass().getName()).isEqualTo(ofSecond.getClass().getName());
      assertThat(ofFirst.getClass()).isNotSameAs(ofSecond.getClass());
    }
  }

  @Test
  void closingTwiceIsHarmlessAndAClosedHostSaysSo() {
    good().write(plugins.resolve("good.jar"));
    Esscher host = Esscher.builder().plugins(plugins).build();
    host.close();
    host.close();
    assertThatThrownBy(() -> host.component(Generator.class, "good", Map.of()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("this host is closed");
    assertThatThrownBy(host::components)
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("this host is closed");
  }

  @Test
  void aHostKeepsNoThread() {
    good().write(plugins.resolve("good.jar"));
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(host.component(Generator.class, "good", Map.of())).isNotNull();
      Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
      started.removeAll(before);
      assertThat(started).isEmpty();
    }
  }

  private static PluginJar good() {
    return new PluginJar()
        .plugin("Goods", "Good.class")
        .generator(
            "Good",
            "good",
            "@Default(\"1\") @jakarta.validation.constraints.Positive double weight");
  }
}
