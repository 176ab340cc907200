package org.esscher.spitests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Plugins that are compiled from source and packed, each in a jar of its own. */
final class CompiledPlugins {
  private final Map<String, String> sources = new TreeMap<>();
  private final Map<String, List<String>> components = new TreeMap<>();

  /**
   * A plugin of the package {@code third.NAME}, whose components are given as sources.
   *
   * @param name of the jar, and of the package, lower case
   * @param records source of each component's record by its name, without package and imports
   * @return this
   */
  CompiledPlugins with(String name, Map<String, String> records) {
    String header =
        String.format(
            Locale.ROOT,
            "package third.%s;%nimport java.util.*;%nimport jakarta.validation.constraints.*;%n"
                + "import org.esscher.api.*;%n",
            name);
    records.forEach((record, source) -> sources.put(name + "/" + record, header + source));
    String classes =
        String.join(", ", records.keySet().stream().sorted().map(each -> each + ".class").toList());
    sources.put(
        name + "/ThirdPlugin",
        header
            + "public final class ThirdPlugin implements Plugin {\n"
            + "  public String apiVersion() { return API_VERSION; }\n"
            + "  public List<Class<? extends Record>> components() { return List.of("
            + classes
            + "); }\n}\n");
    components.put(name, List.copyOf(records.keySet()));
    return this;
  }

  /** Compiles all of them at once, and packs them: {@code NAME.jar} each. */
  void pack(Path directory) {
    try {
      Path written = Files.createDirectories(directory.resolve("src/third"));
      List<Path> files = new ArrayList<>();
      for (Map.Entry<String, String> source : sources.entrySet()) {
        Path file = written.resolve(source.getKey() + ".java");
        Files.createDirectories(file.getParent());
        files.add(Files.writeString(file, source.getValue()));
      }
      Path classes = Files.createDirectories(directory.resolve("classes"));
      compile(files, classes);
      for (String name : components.keySet()) {
        pack(classes, name, directory.resolve(name + ".jar"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(List<Path> files, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter told = new StringWriter();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-parameters",
              "-proc:none",
              "-nowarn",
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      boolean done =
          compiler
              .getTask(
                  told, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertThat(done).as("%s", told).isTrue();
    }
  }

  private static void pack(Path classes, String name, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out);
        Stream<Path> all = Files.walk(classes.resolve("third").resolve(name))) {
      entry(
          packed,
          "META-INF/services/org.esscher.api.Plugin",
          ("third." + name + ".ThirdPlugin\n").getBytes(StandardCharsets.UTF_8));
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        entry(
            packed,
            classes.relativize(file).toString().replace('\\', '/'),
            Files.readAllBytes(file));
      }
    }
  }

  private static void entry(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(bytes);
    jar.closeEntry();
  }
}
