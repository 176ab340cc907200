package org.esscher.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Jars of plugins that nobody wrote. */
final class GeneratedPlugins {
  private static final String SERVICE = "META-INF/services/org.esscher.api.Plugin";

  private static final String PLUGIN =
      """
      package PACKAGE;

      import java.util.List;
      import org.esscher.api.*;

      public final class GeneratedPlugin implements Plugin {
        @Override
        public String apiVersion() {
          return API_VERSION;
        }

        @Override
        public List<Class<? extends Record>> components() {
          return List.of(SquaredError.class, AbsoluteError.class, Chi.class);
        }

        @Component(value = "PACKAGE-squared", summary = "squared error")
        public record SquaredError(@Default("1") @jakarta.validation.constraints.Positive double scale)
            implements Objective {
          @Override
          public Losses losses(Inputs in) {
            Slot rows = in.slot("rows");
            Expr value = rows.output("critic", "value", Level.ROW);
            Expr error = value.minus(rows.column("target", Level.ROW)).over(scale);
            return Losses.of(Loss.exact("error", "critic", error.square().mean(Level.BATCH)));
          }
        }

        @Component(value = "PACKAGE-absolute", summary = "absolute error")
        public record AbsoluteError(@Default("1") double scale, @Default("reverse-kl") String name)
            implements Objective {
          @Override
          public Losses losses(Inputs in) {
            Slot rows = in.slot("rows");
            Expr value = rows.output("critic", "value", Level.ROW);
            Expr error = value.minus(rows.column("target", Level.ROW)).over(scale);
            return Losses.of(Loss.exact("error", "critic", error.abs().mean(Level.BATCH)));
          }
        }

        @Component(value = "PACKAGE-chi", summary = "a divergence")
        public record Chi(@Default("2") double power) implements DistributionDivergence {
          @Override
          public Expr between(Expr logPolicy, Expr logTarget, Level to) {
            return logPolicy.minus(logTarget).expm1().square().times(logTarget.exp()).sum(to);
          }
        }
      }
      """;

  private final Path directory;

  GeneratedPlugins(Path directory) {
    this.directory = directory;
  }

  /** Writes {@code plugin0.jar} and on. */
  void write(int count) throws IOException {
    Path work = Files.createTempDirectory("esscher-generated");
    try {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "-proc:none",
                  "-nowarn",
                  "-d",
                  work.resolve("classes").toString(),
                  "-cp",
                  System.getProperty("java.class.path")));
      for (int i = 0; i < count; i++) {
        Path source =
            Files.createDirectories(work.resolve("p" + i)).resolve("GeneratedPlugin.java");
        Files.writeString(source, PLUGIN.replace("PACKAGE", "p" + i));
        arguments.add(source.toString());
      }
      compile(arguments);
      for (int i = 0; i < count; i++) {
        pack(work.resolve("classes").resolve("p" + i), "p" + i);
      }
    } finally {
      delete(work);
    }
  }

  private static void compile(List<String> arguments) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("a JDK is needed, this is a runtime without its compiler");
    }
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("the generated plugins don't compile");
    }
  }

  private void pack(Path classes, String name) throws IOException {
    try (OutputStream file = Files.newOutputStream(directory.resolve(name + ".jar"));
        JarOutputStream jar = new JarOutputStream(file);
        Stream<Path> all = Files.list(classes)) {
      jar.putNextEntry(new JarEntry(SERVICE));
      jar.write((name + ".GeneratedPlugin").getBytes(StandardCharsets.UTF_8));
      for (Path each : all.sorted().toList()) {
        jar.putNextEntry(new JarEntry(name + "/" + each.getFileName()));
        jar.write(Files.readAllBytes(each));
      }
    }
  }

  /** Deletes a directory and all in it. */
  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
