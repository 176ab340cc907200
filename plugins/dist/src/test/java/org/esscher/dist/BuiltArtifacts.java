package org.esscher.dist;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The artifacts that this build has made, laid out as a Maven repository. */
final class BuiltArtifacts {
  private static final Set<String> NO_MODULES = Set.of("target", "src", "docs", ".git");

  private final Path repository;
  private final String version;

  private BuiltArtifacts(Path repository, String version) {
    this.repository = repository;
    this.version = version;
  }

  /** Copies the POM of each module of the checkout, and its jar where it has one. */
  static void copyTo(Path repository, String version) throws IOException {
    BuiltArtifacts artifacts = new BuiltArtifacts(repository, version);
    Files.walkFileTree(
        Pages.ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes ignored) {
            return NO_MODULES.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes ignored)
              throws IOException {
            if (file.getFileName().toString().equals("pom.xml")) {
              artifacts.copy(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void copy(Path pom) throws IOException {
    String name = artifactId(pom);
    String file = name + "-" + version;
    Path folder =
        Files.createDirectories(
            repository.resolve("org").resolve("esscher").resolve(name).resolve(version));
    Files.copy(pom, folder.resolve(file + ".pom"));
    Path jar = pom.resolveSibling("target").resolve(file + ".jar");
    if (Files.exists(jar)) {
      Files.copy(jar, folder.resolve(file + ".jar"));
    }
  }

  private static String artifactId(Path pom) throws IOException {
    try {
      Element project =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(pom.toFile())
              .getDocumentElement();
      for (Node node = project.getFirstChild(); node != null; node = node.getNextSibling()) {
        if (node.getNodeName().equals("artifactId")) {
          return node.getTextContent();
        }
      }
      throw new AssertionError(pom + " has no artifactId");
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(pom.toString(), e);
    }
  }
}
