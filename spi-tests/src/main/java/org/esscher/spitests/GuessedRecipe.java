package org.esscher.spitests;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.wiring.HostModule;

/**
 * A recipe that needs no data, as far as its first steps: from its defaults it may run for long.
 */
final class GuessedRecipe extends RecipeVerification implements Guessed {
  private static final int STEPS = 3;

  private final Supplier<Recipe> made;
  private final Components components;

  GuessedRecipe(Supplier<Recipe> made, Components components) {
    this.made = made;
    this.components = components;
  }

  @Override
  protected Recipe recipe() {
    return made.get();
  }

  @Override
  public String unfit() {
    Recipe recipe;
    try {
      recipe = made.get();
    } catch (EsscherException refused) {
      return "it can't be made: " + refused.getMessage();
    }
    List<String> required =
        recipe.sources().entrySet().stream()
            .filter(Map.Entry::getValue)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return required.isEmpty()
        ? ""
        : "it needs data for " + required + ": write a verification class, which gives it some";
  }

  @Override
  RecipeRuns runs(Map<String, String> sources, TrialDirectory directory) {
    return RecipeRuns.beginning(
        HostModule.wire(components, 1), this::recipe, sources, directory, STEPS);
  }

  @Override
  Workspace workspace(Object subject) {
    return new Workspace(components);
  }
}
