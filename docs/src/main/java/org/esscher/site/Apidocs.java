package org.esscher.site;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Javadoc of what embedders, plugin authors and users of the kit call. */
final class Apidocs {
  /** Where it lies in the site. */
  static final String DIRECTORY = "apidocs";

  /** Source directories of the modules, and what of them is public. */
  private static final Map<String, List<String>> PACKAGES = packages();

  private final Path checkout;

  Apidocs(Path checkout) {
    this.checkout = checkout;
  }

  private static Map<String, List<String>> packages() {
    Map<String, List<String>> packages = new LinkedHashMap<>();
    packages.put("api", List.of("org.esscher.api", "org.esscher.api.control"));
    packages.put("core/runtime", List.of("org.esscher.runtime", "org.esscher.runtime.guice"));
    packages.put("core/data", List.of("org.esscher.data"));
    packages.put("core/trackers", List.of("org.esscher.trackers"));
    packages.put("spi-tests", List.of("org.esscher.spitests"));
    return packages;
  }

  /** Directories of sources by package. */
  Map<String, Path> directories() {
    Map<String, Path> directories = new LinkedHashMap<>();
    PACKAGES.forEach(
        (module, names) ->
            names.forEach(
                name -> directories.put(name, sources(module).resolve(name.replace('.', '/')))));
    return directories;
  }

  private Path sources(String module) {
    return checkout.resolve(module).resolve("src/main/java");
  }

  /** Runs the JDK's own tool. What it complains of ends the build. */
  void write(Path site) throws IOException {
    ToolProvider javadoc =
        ToolProvider.findFirst("javadoc")
            .orElseThrow(() -> new IllegalStateException("javadoc is missing: use a whole JDK"));
    List<String> arguments = new ArrayList<>(options(site));
    for (Path directory : directories().values()) {
      try (Stream<Path> files = Files.list(directory)) {
        files
            .map(Path::toString)
            .filter(file -> file.endsWith(".java"))
            .sorted()
            .forEach(arguments::add);
      }
    }
    StringWriter told = new StringWriter();
    PrintWriter out = new PrintWriter(told, true);
    if (javadoc.run(out, out, arguments.toArray(new String[0])) != 0) {
      throw new IllegalStateException("javadoc failed:\n" + told);
    }
  }

  private List<String> options(Path site) {
    return List.of(
        "-quiet",
        // The modules' own builds check the comments.
        "-Xdoclint:none",
        "-notimestamp",
        "--release",
        "17",
        "-encoding",
        "UTF-8",
        "-docencoding",
        "UTF-8",
        "-locale",
        "en",
        "-windowtitle",
        "Esscher",
        "-doctitle",
        "Esscher",
        "-header",
        "<a href=\"{@docRoot}/../index.html\">Esscher</a>",
        "-sourcepath",
        PACKAGES.keySet().stream()
            .map(module -> sources(module).toString())
            .collect(Collectors.joining(File.pathSeparator)),
        "-classpath",
        System.getProperty("java.class.path"),
        "-d",
        site.resolve(DIRECTORY).toString());
  }
}
