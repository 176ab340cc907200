package org.esscher.runtime.internal.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.esscher.api.Recipe;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.internal.config.ConfigTree;

/** A process that runs or resumes a recipe, writing a checkpoint after every step, to be killed. */
public final class KilledRecipe {
  private KilledRecipe() {}

  /**
   * Runs or resumes.
   *
   * @param args the directory; the recipe, {@code population} before it for a population of it; the
   *     data or nothing; settings {@code key=value}
   */
  public static void main(String[] args) {
    Path directory = Path.of(args[0]);
    boolean population = args[1].equals("population");
    String[] rest = Arrays.copyOfRange(args, population ? 2 : 1, args.length);
    try (Esscher host = Esscher.builder().classPath(KilledRecipe.class.getClassLoader()).build()) {
      Map<String, Object> settings = Map.of();
      for (int i = 2; i < rest.length; i++) {
        String[] setting = rest[i].split("=", 2);
        settings = ConfigTree.with(settings, setting[0], setting[1]);
      }
      Recipe recipe = host.component(Recipe.class, rest[0], settings);
      new RunLoop(
              host.services(),
              new RunRequest(
                  population ? new Population(recipe, 8) : recipe,
                  rest[1].isEmpty() ? Map.of() : Map.of("data", rest[1]),
                  directory,
                  5,
                  Files.exists(directory.resolve("config.json")),
                  RunListener.NONE),
              Duration.ZERO,
              System::nanoTime)
          .run();
    }
  }
}
