package org.esscher.dist;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.esscher.dist.Guide.Commands;
import org.esscher.dist.Guide.Output;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Copies the examples out of the checkout and types what their page says: builds them, runs their
 * tests and them, and compares what they print.
 */
@Tag("slow")
class ExamplesIT {
  private static final Path EXAMPLES = Pages.ROOT.resolve("docs/examples");

  @TempDir Path home;

  @Test
  void theyWorkAsTheirPageSays() throws IOException, InterruptedException {
    Path examples = home.resolve("examples");
    copyTo(examples);
    Path published = Files.createDirectory(home.resolve("published"));
    BuiltArtifacts.copyTo(published, IsolatedMaven.property("esscher.version"));
    Shell shell = new Shell(home, examples);
    shell.command("mvn", IsolatedMaven.command(home, published));
    shell.command("java", Distribution.JAVA);
    shell.command("esscher", Distribution.esscher());
    String printed = "";
    for (Guide.Step step : Guide.of(Pages.text(EXAMPLES.resolve("README.md"))).steps()) {
      if (step instanceof Commands commands) {
        printed = shell.run(commands.script(), IsolatedMaven.ENVIRONMENT);
      } else if (step instanceof Output output) {
        Printed.requireSame(output.text(), printed);
      } else {
        throw new AssertionError("the page of the examples shows no part of a file");
      }
    }
  }

  private static void copyTo(Path copy) throws IOException {
    Files.walkFileTree(
        EXAMPLES,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes ignored)
              throws IOException {
            if (directory.getFileName().toString().equals("target")) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(copy.resolve(EXAMPLES.relativize(directory).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes ignored)
              throws IOException {
            Files.copy(file, copy.resolve(EXAMPLES.relativize(file).toString()));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
