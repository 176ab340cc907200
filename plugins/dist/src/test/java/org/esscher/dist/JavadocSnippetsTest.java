package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The code that the Javadoc of the public modules shows is code that the build compiles: each part
 * of it, between empty lines, stands in some source, but for its indentation and the braces that
 * close it.
 */
class JavadocSnippetsTest {
  private static final Pattern SNIPPET =
      Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n *\\* \\}</pre>");
  private static final List<String> MODULES =
      List.of("api", "core/runtime", "core/data", "core/trackers", "core/flight", "spi-tests");

  @Test
  void everySnippetIsCompiled() throws IOException {
    String compiled = String.join("\n", sources(Pages.ROOT));
    List<String> parts = new ArrayList<>();
    for (String module : MODULES) {
      for (String source : sources(Pages.ROOT.resolve(module).resolve("src/main"))) {
        Matcher snippet = SNIPPET.matcher(source);
        while (snippet.find()) {
          parts.addAll(List.of(snippet.group(1).replaceAll("(?m)^ *\\* ?", "").split("\n\n")));
        }
      }
    }
    assertThat(parts).hasSizeGreaterThan(10);
    String flat = flattened(compiled);
    assertThat(parts.stream().filter(part -> !flat.contains(opened(part)))).isEmpty();
  }

  /** A part without the closing braces at its end: a snippet may leave out what follows. */
  private static String opened(String part) {
    return flattened(part).replaceAll("(\n})+$", "");
  }

  /** Lines without their indentation, and without comments of one line. */
  private static String flattened(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("/**") || !line.endsWith("*/"))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(JavadocSnippetsTest::isCompiled)
          .map(Pages::text)
          .collect(Collectors.toList());
    }
  }

  private static boolean isCompiled(Path file) {
    String name = file.toString().replace('\\', '/');
    return name.endsWith(".java") && !name.contains("/target/") && !name.contains("-resources/");
  }
}
