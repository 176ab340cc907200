package org.esscher.runtime.internal.load;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.esscher.api.processing.FieldDescriptionsProcessor;

/** A plugin jar that is compiled while the test runs, so that it can be as broken as one likes. */
final class PluginJar {
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final List<String> services = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private final Manifest manifest = new Manifest();

  PluginJar() {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
  }

  /** A plugin class that declares component classes, and its service entry. */
  PluginJar plugin(String name, String... components) {
    return plugin(name, "API_VERSION", "List.of(" + String.join(", ", components) + ")");
  }

  PluginJar plugin(String name, String version, String components) {
    services.add("demo." + name);
    return source(
        name,
        String.format(
            Locale.ROOT,
            """
        public final class %s implements Plugin {
          public String apiVersion() { return %s; }
          public List<Class<? extends Record>> components() { return %s; }
        }
        """,
            name,
            version,
            components));
  }

  /** A component: a generator, which is the simplest. */
  PluginJar generator(String name, String id, String fields) {
    return source(
        name,
        String.format(
            Locale.ROOT,
            """
        @Component(value = "%s", summary = "generates %s")
        public record %s(%s) implements Generator {
          public Batch generate(Context context) { throw new IllegalStateException(); }
        }
        """,
            id,
            id,
            name,
            fields));
  }

  /** A class of package demo. */
  PluginJar source(String name, String body) {
    sources.put(name, "package demo;\nimport java.util.*;\nimport org.esscher.api.*;\n" + body);
    return this;
  }

  PluginJar service(String name) {
    services.add(name);
    return this;
  }

  PluginJar entry(String name, String content) {
    entries.put(name, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Compiles a class and leaves it out of the jar. */
  PluginJar leaveOut(String name) {
    left.add(name);
    return this;
  }

  PluginJar manifest(String name, String value) {
    manifest.getMainAttributes().putValue(name, value);
    return this;
  }

  /** Compiles and packs it. */
  Path write(Path jar, Path... libraries) {
    try {
      Path classes = Files.createTempDirectory("plugin");
      try {
        compile(classes, libraries);
        pack(classes, jar);
      } finally {
        delete(classes);
      }
      return jar;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream zip = new JarOutputStream(out, manifest);
        Stream<Path> walk = Files.walk(classes)) {
      for (Path file : walk.filter(Files::isRegularFile).filter(this::belongs).toList()) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        put(zip, name, Files.readAllBytes(file));
      }
      if (!services.isEmpty()) {
        String names = String.join("\n", services) + "\n";
        put(
            zip,
            "META-INF/services/org.esscher.api.Plugin",
            names.getBytes(StandardCharsets.UTF_8));
      }
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        put(zip, entry.getKey(), entry.getValue());
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private boolean belongs(Path file) {
    return (file.toString().endsWith(".class") || file.toString().endsWith(".fields"))
        && left.stream().noneMatch(name -> file.endsWith(name + ".class"));
  }

  private void compile(Path classes, Path... libraries) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      files.add(Files.writeString(classes.resolve(source.getKey() + ".java"), source.getValue()));
    }
    if (files.isEmpty()) {
      return;
    }
    // The plugin's own libraries hide those of the class path, as they do when it is loaded.
    StringBuilder path = new StringBuilder();
    for (Path library : libraries) {
      path.append(library).append(File.pathSeparator);
    }
    path.append(System.getProperty("java.class.path"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-d",
              classes.toString(),
              "-cp",
              path.toString(),
              "-processor",
              FieldDescriptionsProcessor.class.getName(),
              "-nowarn",
              "-Xlint:-unchecked");
      StringWriter messages = new StringWriter();
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!compiled) {
        throw new AssertionError("the test's plugin does not compile: " + messages);
      }
    }
  }

  private static void put(JarOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }
}
