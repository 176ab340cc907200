package org.esscher.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pages of the product: those at the root of the checkout, and docs. */
final class Pages {
  /** The checkout; Surefire runs in the module's directory. */
  static final Path ROOT = root();

  private Pages() {}

  static List<Path> all() {
    List<Path> pages = new ArrayList<>();
    for (String name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      pages.add(ROOT.resolve(name));
    }
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pages;
  }

  static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("esscher"))
        || !Files.isDirectory(directory.resolve("docs"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("the tests run outside of a checkout");
      }
    }
    return directory;
  }
}
