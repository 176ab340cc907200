package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.esscher.dist.Guide.Commands;
import org.esscher.dist.Guide.Output;
import org.esscher.dist.Guide.Saved;
import org.esscher.dist.Guide.Shown;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Follows the guide for plugin authors to the letter, in a copy of the checkout and beside it:
 * installs Esscher, generates the project from the archetype, types what the page shows, builds
 * with what was installed, runs the kit, and uses the jar from the command line.
 *
 * <p>It installs into a local repository of its own. What else Maven needs comes from that of this
 * build, and from where this build gets it where that has not got it.
 */
@Tag("slow")
class PluginAuthorGuideIT {
  private static final Guide GUIDE =
      Guide.of(Pages.text(Pages.ROOT.resolve("docs/plugin-author.md")));

  @TempDir Path home;

  @Test
  void theGuideCanBeFollowedToTheLetter() throws IOException, InterruptedException {
    Path checkout = home.resolve("esscher");
    Checkout.copyTo(checkout);
    Shell shell = new Shell(home, checkout);
    shell.command("mvn", IsolatedMaven.command(home));
    String printed = "";
    for (Guide.Step step : GUIDE.steps()) {
      if (step instanceof Commands commands) {
        printed = shell.run(commands.script(), IsolatedMaven.ENVIRONMENT);
      } else if (step instanceof Output output) {
        Printed.requireSame(output.text(), printed);
      } else if (step instanceof Saved saved) {
        Files.writeString(shell.directory().resolve(saved.file()), saved.content());
      } else if (step instanceof Shown shown) {
        assertThat(sources(shell.directory())).anyMatch(text -> text.contains(shown.content()));
      }
    }
  }

  @Test
  void aFirstDivergenceOrEstimatorIsARecordOfUnderFortyLines() {
    List<Saved> records =
        GUIDE.steps().stream()
            .filter(Saved.class::isInstance)
            .map(Saved.class::cast)
            .filter(
                saved ->
                    saved.content().contains(" implements FDivergence")
                        || saved.content().contains(" implements Objective"))
            .toList();
    assertThat(records).hasSize(2);
    for (Saved saved : records) {
      String body = saved.content().substring(saved.content().indexOf("@Component"));
      assertThat(body.lines().count()).as(saved.file().toString()).isLessThan(40);
    }
  }

  private static List<String> sources(Path project) throws IOException {
    try (Stream<Path> files = Files.walk(project.resolve("src"))) {
      return files.filter(Files::isRegularFile).map(Pages::text).toList();
    }
  }
}
