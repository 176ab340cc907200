package org.esscher.api.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldDescriptionsProcessorTest {
  @TempDir Path directory;

  @Test
  void keepsWhatTheSourceSaysOfFields() throws Exception {
    compile(
        """
        package com.example;

        /**
         * Tilts.
         *
         * @param beta temperature β, in {@code reward} units a nat;
         *     at most 1
         * @param mode {@link Mode how} it tilts, see {@link com.example.Tilt.Mode#VERY_SOFT} and {@link Mode}
         * @param code {@code List<String>} of {@code {id: role}}, <em>not</em> a &lt; b
         * @since 1
         */
        @org.esscher.api.Component("tilt")
        public record Tilt(double beta, Mode mode, String code) {
          /** Hard or soft. */
          public enum Mode {
            /** As it is. */
            HARD,
            /** KL, e.g. in nats. Or not. */
            VERY_SOFT
          }

          /**
           * Inside.
           *
           * @param n a number
           */
          @org.esscher.api.Component("inside")
          record Inside(int n) {}
        }

        /**
         * No component.
         *
         * @param x a number
         */
        record Other(int x) {}

        /** Says nothing of its field. */
        @org.esscher.api.Component("silent")
        record Silent(int x) {}
        """);
    assertThat(Files.readString(directory.resolve("com/example/Tilt.fields")))
        .isEqualTo(
            """
            beta\ttemperature β, in reward units a nat; at most 1
            mode\thow it tilts, see VERY_SOFT and Mode\thard: As it is\tvery-soft: KL, e.g. in nats
            code\tList<String> of {id: role}, not a < b
            """);
    assertThat(directory.resolve("com/example/Tilt$Inside.fields")).hasContent("n\ta number\n");
    try (Stream<Path> written = Files.list(directory.resolve("com/example"))) {
      assertThat(written.filter(file -> file.toString().endsWith(".fields"))).hasSize(2);
    }
  }

  private void compile(String source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///com/example/Tilt.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavaCompiler.CompilationTask task =
          compiler.getTask(
              said,
              files,
              null,
              List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path")),
              null,
              List.of(file));
      task.setProcessors(List.of(new FieldDescriptionsProcessor()));
      assertThat(task.call()).as(said.toString()).isTrue();
    }
  }
}
