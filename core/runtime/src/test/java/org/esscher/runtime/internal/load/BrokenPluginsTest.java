package org.esscher.runtime.internal.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Generator;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.Kind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A jar can be broken in many ways; none of them hides a good one, and each is told. */
class BrokenPluginsTest {
  /** Compiled once. */
  @TempDir static Path goods;

  @TempDir Path temporary;
  private Path plugins;

  @BeforeAll
  static void compileGoodPlugins() {
    good("a").write(goods.resolve("a.jar"));
    good("z").write(goods.resolve("z.jar"));
  }

  @BeforeEach
  void directory() throws IOException {
    plugins = Files.createDirectory(temporary.resolve("plugins"));
  }

  static Stream<Arguments> brokenJars() {
    return Stream.of(
        broken("no service", new PluginJar().generator("Bad", "bad", ""), "names a plugin"),
        broken(
            "service names a missing class",
            new PluginJar().service("demo.Missing"),
            "demo.Missing: is named in the service file and is not in the plugin's jars"),
        broken(
            "service names another type",
            new PluginJar().service("demo.Other").source("Other", "public class Other {}"),
            "demo.Other: is named as a plugin and does not implement Plugin"),
        broken(
            "constructor throws",
            new PluginJar()
                .service("demo.Throwing")
                .source(
                    "Throwing",
                    """
                    public final class Throwing implements Plugin {
                      public Throwing() { throw new IllegalStateException("no license"); }
                      public String apiVersion() { return API_VERSION; }
                      public List<Class<? extends Record>> components() { return List.of(); }
                    }
                    """),
            "no license"),
        broken(
            "constructor is private",
            new PluginJar()
                .service("demo.Hidden")
                .source(
                    "Hidden",
                    """
                    public final class Hidden implements Plugin {
                      private Hidden() {}
                      public String apiVersion() { return API_VERSION; }
                      public List<Class<? extends Record>> components() { return List.of(); }
                    }
                    """),
            "demo.Hidden: can't be made; a plugin is a public class, not abstract, with a public"
                + " constructor without parameters"),
        broken(
            "constructor wants something",
            new PluginJar()
                .service("demo.Demanding")
                .source(
                    "Demanding",
                    """
                    public record Demanding(String license) implements Plugin {
                      public String apiVersion() { return API_VERSION; }
                      public List<Class<? extends Record>> components() { return List.of(); }
                    }
                    """),
            "demo.Demanding: can't be made"),
        broken(
            "plugin is abstract",
            new PluginJar()
                .service("demo.Abstract")
                .source(
                    "Abstract",
                    "public abstract class Abstract implements Plugin { public Abstract() {} }"),
            "demo.Abstract: can't be made"),
        broken(
            "plugin is not public",
            new PluginJar()
                .service("demo.Inner")
                .source(
                    "Inner",
                    """
                    final class Inner implements Plugin {
                      public Inner() {}
                      public String apiVersion() { return API_VERSION; }
                      public List<Class<? extends Record>> components() { return List.of(); }
                    }
                    """),
            "demo.Inner: can't be made"),
        broken(
            "static initializer throws",
            new PluginJar()
                .service("demo.Static")
                .source("Static", initializing("throw new IllegalStateException(\"no library\")")),
            "demo.Static: java.lang.ExceptionInInitializerError: "
                + "java.lang.IllegalStateException: no library"),
        broken(
            "static initializer throws an error",
            new PluginJar()
                .service("demo.Static")
                .source("Static", initializing("throw new AssertionError(\"no library\")")),
            "demo.Static: java.lang.AssertionError: no library"),
        broken(
            "native library is missing",
            new PluginJar()
                .service("demo.Static")
                .source("Static", initializing("System.loadLibrary(\"no-such-library\")")),
            "java.lang.UnsatisfiedLinkError: no no-such-library in java.library.path"),
        broken(
            "service file is not a list of class names",
            new PluginJar().service("this is not a class name"),
            "this is not a class name: is named in the service file and is not in the plugin's"
                + " jars"),
        broken(
            "service file holds a comment only",
            new PluginJar().service("# demo.Commented"),
            "no META-INF/services/org.esscher.api.Plugin in it names a plugin"),
        broken(
            "component is null",
            new PluginJar().plugin("Null", "API_VERSION", "Arrays.asList((Class<Record>) null)"),
            "null: is declared as a component and is not a record"),
        broken(
            "constants of an enum field can't be made",
            new PluginJar()
                .plugin("Odd", "Bad.class")
                .source(
                    "Mode",
                    """
                    public enum Mode {
                      FAST;
                      static { if (true) throw new IllegalStateException("no mode"); }
                    }
                    """)
                .generator("Bad", "bad", "Mode mode"),
            "demo.Bad: java.lang.ExceptionInInitializerError"),
        broken(
            "class file is damaged",
            new PluginJar().service("demo.Damaged").entry("demo/Damaged.class", "no class"),
            "demo.Damaged: java.lang.ClassFormatError"),
        broken(
            "superclass is missing",
            new PluginJar()
                .service("demo.Derived")
                .source("Library", "public abstract class Library implements Plugin {}")
                .source(
                    "Derived",
                    """
                    public final class Derived extends Library {
                      public String apiVersion() { return API_VERSION; }
                      public List<Class<? extends Record>> components() { return List.of(); }
                    }
                    """)
                .leaveOut("Library"),
            "demo/Library; a library"),
        broken(
            "declared class is missing",
            new PluginJar().plugin("Lost", "Bad.class").generator("Bad", "bad", "").leaveOut("Bad"),
            "demo/Bad; a library"),
        broken(
            "components() throws",
            new PluginJar().plugin("Throwing", "API_VERSION", "List.of((Class<Record>) null)"),
            "NullPointerException"),
        broken(
            "components() never returns",
            new PluginJar().plugin("Endless", "API_VERSION", "components()"),
            "StackOverflowError"),
        broken(
            "components() is null",
            new PluginJar().plugin("Nothing", "API_VERSION", "null"),
            "demo.Nothing: components() is null; return a list, perhaps empty"),
        broken(
            "newer minor version",
            new PluginJar().plugin("Newer", "\"0.2\"", "List.of()"),
            "version 0.2 of the SPI, and this host has 0.1"),
        broken(
            "other major version",
            new PluginJar().plugin("Other", "\"1.0\"", "List.of()"),
            "version 1.0 of the SPI"),
        broken(
            "no version",
            new PluginJar().plugin("None", "null", "List.of()"),
            "version null of the SPI"),
        broken(
            "negative version",
            new PluginJar().plugin("Negative", "\"0.-1\"", "List.of()"),
            "version 0.-1 of the SPI"),
        broken(
            "record without @Component",
            new PluginJar().plugin("Plain", "Bare.class").source("Bare", "public record Bare() {}"),
            "demo.Bare: is declared as a component and lacks @Component"),
        broken(
            "class that is not a record",
            new PluginJar().plugin("Raw", "API_VERSION", "(List) List.of(String.class)"),
            "java.lang.String: is declared as a component and is not a record"),
        broken(
            "record of no kind",
            new PluginJar()
                .plugin("Kindless", "Bare.class")
                .source("Bare", "@Component(\"bare\") public record Bare() {}"),
            "demo.Bare: implements no interface of the SPI"),
        broken(
            "bad id",
            new PluginJar().plugin("Named", "Bad.class").generator("Bad", "Bad_Id", ""),
            "has the id 'Bad_Id'; ids look like [a-z][a-z0-9-]*"),
        broken(
            "field that no configuration can give",
            new PluginJar().plugin("Odd", "Bad.class").generator("Bad", "bad", "Thread worker"),
            "the field worker: its type java.lang.Thread"),
        broken(
            "field called id",
            new PluginJar().plugin("Odd", "Bad.class").generator("Bad", "bad", "String id"),
            "a field is called id"),
        broken(
            "field of a missing class",
            new PluginJar()
                .plugin("Odd", "Bad.class")
                .source("Part", "public record Part(int size) {}")
                .generator("Bad", "bad", "Part part")
                .leaveOut("Part"),
            "demo.Bad: java.lang.NoClassDefFoundError: demo/Part"),
        bundling("org/esscher/api/Batch.class"),
        bundling("org/esscher/runtime/Esscher.class"),
        bundling("org/apache/arrow/vector/FieldVector.class"),
        bundling("org/slf4j/Logger.class"),
        bundling("org/jspecify/annotations/Nullable.class"),
        bundling("jakarta/validation/Validator.class"),
        bundling("ai/djl/Model.class"),
        bundling("META-INF/versions/21/ai/djl/Model.class"));
  }

  private static Arguments broken(String how, PluginJar jar, String message) {
    return Arguments.of(how, jar, message);
  }

  private static String initializing(String statement) {
    return String.format(
        Locale.ROOT,
        """
        public final class Static implements Plugin {
          static { if (true) %s; }
          public String apiVersion() { return API_VERSION; }
          public List<Class<? extends Record>> components() { return List.of(); }
        }
        """,
        statement);
  }

  private static Arguments bundling(String entry) {
    return broken(
        "bundles " + entry,
        new PluginJar().plugin("Fat").entry(entry, "x"),
        "bad.jar bundles " + entry + ", which belongs to the host");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenJars")
  void isToldAndHidesNoGoodJar(String how, PluginJar bad, String message) throws IOException {
    Path jar = bad.write(plugins.resolve("bad.jar"));
    // Sorted before and after the broken one.
    Files.copy(goods.resolve("a.jar"), plugins.resolve("a.jar"));
    Files.copy(goods.resolve("z.jar"), plugins.resolve("z.jar"));
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(generators(host)).containsExactly("good-a", "good-z");
      assertThat(host.failures())
          .singleElement()
          .satisfies(
              failure -> {
                assertThat(failure.origin()).isEqualTo(jar.toString());
                assertThat(failure.message()).contains(message);
              });
      assertThatThrownBy(() -> host.component(Generator.class, "good-b", Map.of()))
          .isInstanceOfSatisfying(
              EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
          .hasMessageStartingWith(
              "there is no generator 'good-b'; did you mean 'good-a'?; these could not be loaded:")
          .hasMessageContaining(jar.toString())
          .hasMessageContaining(message);
    }
  }

  @Test
  void corruptedZipIsToldAndHidesNoGoodJar() throws IOException {
    Files.writeString(plugins.resolve("bad.jar"), "this is not a zip");
    good("a").write(plugins.resolve("z.jar"));
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(generators(host)).containsExactly("good-a");
      assertThat(host.failures())
          .singleElement()
          .satisfies(failure -> assertThat(failure.message()).contains("ZipException"));
    }
  }

  @Test
  void aDirectoryWithoutJarsIsNoPlugin() throws IOException {
    Path notes = Files.createDirectories(plugins.resolve("notes/more"));
    Files.writeString(notes.resolve("README.txt"), "no jar");
    good("a").write(plugins.resolve("a.jar"));
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(generators(host)).containsExactly("good-a");
      assertThat(host.failures()).isEmpty();
    }
  }

  @Test
  void goodPluginBesideBadOnesInTheSameJarLoads() {
    good("a")
        .service("demo.Missing")
        .plugin("Newer", "\"0.2\"", "List.of()")
        .write(plugins.resolve("mixed.jar"));
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(generators(host)).containsExactly("good-a");
      assertThat(host.failures()).hasSize(2);
    }
  }

  @Test
  void goodComponentBesideBadOnesOfTheSamePluginLoads() {
    new PluginJar()
        .plugin("Mixed", "First.class", "Good.class", "Last.class")
        .source("First", "public record First() {}")
        .generator("Good", "good", "")
        .generator("Last", "LAST", "")
        .write(plugins.resolve("mixed.jar"));
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(generators(host)).containsExactly("good");
      assertThat(host.failures()).hasSize(2);
    }
  }

  @Test
  void missingPluginDirectoryIsTheCallersError() {
    Path missing = temporary.resolve("missing");
    assertThatThrownBy(() -> Esscher.builder().plugins(missing).build())
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
        .hasMessageContaining(missing.toString());
  }

  @Test
  void twoComponentsOfOneKindAndIdAreRefusedNamingBothJars() {
    Path first = good("a").write(plugins.resolve("first.jar"));
    Path second = good("a").write(plugins.resolve("second.jar"));
    assertThatThrownBy(() -> Esscher.builder().plugins(plugins).build())
        .isInstanceOfSatisfying(
            EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLUGIN))
        .hasMessageContaining("generator")
        .hasMessageContaining("'good-a'")
        .hasMessageContaining(first.toString())
        .hasMessageContaining(second.toString());
  }

  @Test
  void oneIdMayServeTwoKinds() {
    good("a").write(plugins.resolve("first.jar"));
    new PluginJar()
        .plugin("Filters", "Keep.class")
        .source(
            "Keep",
            """
            @Component("good-a")
            public record Keep() implements Filter {
              public Result filter(Batch batch, Context context) { return new Result(batch, 0); }
            }
            """)
        .write(plugins.resolve("second.jar"));
    try (Esscher host = Esscher.builder().plugins(plugins).build()) {
      assertThat(host.describe("good-a"))
          .extracting(ComponentInfo::kind)
          .containsExactly(Kind.FILTER, Kind.GENERATOR);
      assertThat(host.component(Generator.class, "good-a", Map.of())).isNotNull();
    }
  }

  private static PluginJar good(String name) {
    return new PluginJar()
        .plugin("Good" + name, "Good.class")
        .generator("Good", "good-" + name, "");
  }

  private static List<String> generators(Esscher host) {
    return host.components().stream()
        .filter(info -> info.kind() == Kind.GENERATOR)
        .map(ComponentInfo::id)
        .toList();
  }
}
