package org.esscher.runtime.internal.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunListener;

/** A process that runs a recipe, to be killed. */
final class KilledRun {
  private KilledRun() {}

  /**
   * Runs or resumes.
   *
   * @param args the directory, the number of steps
   */
  public static void main(String[] args) {
    Path directory = Path.of(args[0]);
    try (TestHost host = new TestHost()) {
      Recipe recipe =
          host.component(
              Recipe.class, "test-everything", Map.of("steps", Integer.parseInt(args[1])));
      boolean resume = Files.exists(directory.resolve("config.json"));
      host.run(recipe, directory, resume, RunListener.NONE, TestHost.ALWAYS);
    }
  }
}
