package org.esscher.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the Javadoc of a public type lies in the site. */
final class TypeLinks {
  private final Map<String, String> pages = new LinkedHashMap<>();

  private TypeLinks() {}

  static TypeLinks none() {
    return new TypeLinks();
  }

  /**
   * Looks through packages. A name that two of them have is the first one's.
   *
   * @param packages directories of sources by the package's name
   */
  static TypeLinks of(Map<String, Path> packages) throws IOException {
    TypeLinks links = new TypeLinks();
    for (Map.Entry<String, Path> one : packages.entrySet()) {
      try (Stream<Path> files = Files.list(one.getValue())) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          if (name.endsWith(".java") && isPublic(file, name.replace(".java", ""))) {
            String type = name.replace(".java", "");
            links.pages.putIfAbsent(
                type,
                Apidocs.DIRECTORY + "/" + one.getKey().replace('.', '/') + "/" + type + ".html");
          }
        }
      }
    }
    return links;
  }

  private static boolean isPublic(Path file, String type) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.stream()
        .anyMatch(
            line ->
                line.matches(
                    "public ((abstract|final|sealed|non-sealed) )*(class|interface|record|enum|@interface) "
                        + type
                        + "\\b.*"));
  }

  /** The page of a type's simple name. */
  Optional<String> page(String type) {
    return Optional.ofNullable(pages.get(type));
  }
}
