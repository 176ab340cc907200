package org.esscher.spitests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Divergence;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.Learner;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.RewardModelProvider;
import org.esscher.runtime.ComponentInfo;
import org.esscher.runtime.ComponentInfo.Field;
import org.esscher.runtime.internal.load.Components;

/**
 * Verifies a component without a verification class: made from its defaults, on rows that are drawn
 * from what it declares.
 *
 * @param info the component
 * @param verifications that were found to fit it
 * @param unfit why there is none
 */
record Guess(ComponentInfo info, List<Verification> verifications, String unfit) {
  /** Rules that do with a component what a host does: pass, pull back, draw, step, run. */
  private static final Set<String> USES =
      Set.of("EST-5", "POL-7", "REW-5", "DIV-1", "ENV-3", "REC-1");

  static Guess of(ComponentInfo info, Components components) {
    List<String> missing =
        info.fields().stream()
            .filter(field -> field.defaultValue() == null)
            .map(Field::name)
            .toList();
    if (!missing.isEmpty()) {
      return new Guess(
          info, List.of(), missing + " has no default: write a verification class, which sets it");
    }
    try {
      List<Verification> fitting = fitting(info, components);
      String reason = fitting.isEmpty() ? "there are no rules for " + info.kind().id() + "s" : "";
      return new Guess(info, fitting, reason);
    } catch (EsscherException refused) {
      return new Guess(info, List.of(), "it can't be made: " + refused.getMessage());
    } catch (LinkageError incomplete) {
      return new Guess(info, List.of(), "it can't be made: " + incomplete);
    }
  }

  private static List<Verification> fitting(ComponentInfo info, Components components) {
    List<Verification> fitting = new ArrayList<>();
    switch (info.kind()) {
      case ESTIMATOR -> {
        if (!(made(Estimator.class, info, components) instanceof Learner)) {
          fitting.add(
              GuessedEstimator.of(() -> made(Estimator.class, info, components), components));
        }
      }
      case DIVERGENCE ->
          fitting.add(new GuessedDivergence(made(Divergence.class, info, components), components));
      case POLICY ->
          fitting.add(new GuessedPolicy(made(PolicyProvider.class, info, components), components));
      case REWARD_MODEL ->
          fitting.add(
              new GuessedReward(made(RewardModelProvider.class, info, components), components));
      case ENVIRONMENT ->
          fitting.add(
              new GuessedEnvironment(
                  made(EnvironmentProvider.class, info, components), components));
      case RECIPE ->
          fitting.add(new GuessedRecipe(() -> made(Recipe.class, info, components), components));
      default -> {}
    }
    return fitting;
  }

  private static <T> T made(Class<T> kind, ComponentInfo info, Components components) {
    return components.create(kind, info.id(), Map.of());
  }

  /** What became of each rule; empty where there is none. */
  List<RuleResult> results() {
    List<RuleResult> results = new ArrayList<>();
    for (Verification verification : verifications) {
      String reason = unfit(verification);
      results.addAll(
          reason.isEmpty()
              ? RuleRun.of(verification)
              : RuleRun.none(verification.getClass(), reason));
    }
    return results;
  }

  /** Uses the component as a host does, whatever becomes of it. */
  void use() {
    for (Verification verification : verifications) {
      if (unfit(verification).isEmpty()) {
        RuleRun.of(verification, USES::contains);
      }
    }
  }

  private static String unfit(Verification verification) {
    return verification instanceof Guessed guessed ? guessed.unfit() : "";
  }
}
