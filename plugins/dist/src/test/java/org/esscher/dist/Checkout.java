package org.esscher.dist;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** The sources of Esscher, as somebody has them who has just checked them out. */
final class Checkout {
  private static final Set<String> NOT_CHECKED_OUT = Set.of("target", "runs", ".git");

  private Checkout() {}

  /** Copies everything but what builds and runs leave behind. */
  static void copyTo(Path copy) throws IOException {
    Files.walkFileTree(
        Pages.ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes ignored)
              throws IOException {
            if (NOT_CHECKED_OUT.contains(directory.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(copied(directory));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes ignored)
              throws IOException {
            Files.copy(file, copied(file), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }

          private Path copied(Path original) {
            return copy.resolve(Pages.ROOT.relativize(original).toString());
          }
        });
  }
}
