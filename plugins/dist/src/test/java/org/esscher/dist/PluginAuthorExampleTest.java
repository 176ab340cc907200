package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.esscher.api.Plugin;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.junit.jupiter.api.Test;

/** The classes that the guide for plugin authors shows. */
class PluginAuthorExampleTest {
  @Test
  void thePageShowsTheClassesThatAreTested() throws IOException {
    String page = Pages.text(Pages.ROOT.resolve("docs/plugin-author.md"));
    for (String name : new String[] {"ExamplePlugin", "SquaredError"}) {
      Path file = Path.of("plugins/dist/src/test/java/org/esscher/dist", name + ".java");
      String source = Files.readString(Pages.ROOT.resolve(file));
      String body = source.substring(source.lastIndexOf(";\n\n", source.indexOf(" {\n")) + 3);
      assertThat(page).contains("```java\n" + body + "```");
    }
  }

  @Test
  void thePluginNamesItsComponent() {
    Plugin plugin = new ExamplePlugin();
    assertThat(plugin.components()).containsExactly(SquaredError.class);
    assertThat(plugin.apiVersion()).isEqualTo(Plugin.API_VERSION);
  }

  @Test
  void theObjectiveIsTheMeanOfSquaredErrors() {
    // Errors (1 − 3)/2 = −1 and (8 − 2)/2 = 3: mean square 5, mean 1.
    try (Esscher host = Esscher.builder().build();
        Arena arena = host.arena("test")) {
      Batch rows = arena.batch(Map.of("value", arena.numbers(1, 8), "target", arena.numbers(3, 2)));
      Estimate estimate =
          host.estimate(new SquaredError(2), Map.of("rows", rows), State.empty(), 1, arena);
      assertThat(estimate.value("error")).isEqualTo(5);
      assertThat(estimate.metrics()).containsEntry("bias", 1.0);
    }
  }
}
