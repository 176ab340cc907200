package org.esscher.spitests;

import java.util.function.Supplier;
import org.esscher.api.Estimator;
import org.esscher.runtime.internal.load.Components;

/** An estimator on batches as small as it accepts. */
final class GuessedEstimator extends EstimatorVerification implements Guessed {
  private final Supplier<Estimator> made;
  private final Components components;
  private final int rows;
  private final int groupSize;
  private final int tokens;
  private final String unfit;

  private GuessedEstimator(
      Supplier<Estimator> made,
      Components components,
      int rows,
      int groupSize,
      int tokens,
      String unfit) {
    this.made = made;
    this.components = components;
    this.rows = rows;
    this.groupSize = groupSize;
    this.tokens = tokens;
    this.unfit = unfit;
  }

  /** The smallest batches, groups and rows that are accepted are those that it is defined for. */
  static GuessedEstimator of(Supplier<Estimator> made, Components components) {
    String refusal = "";
    for (int smallest = 1; smallest <= 3; smallest++) {
      for (int tokens = 0; tokens <= 1; tokens++) {
        GuessedEstimator guess =
            new GuessedEstimator(made, components, smallest, smallest, tokens, "");
        refusal = guess.fixture().refusal();
        if (refusal.isEmpty()) {
          return guess;
        }
      }
    }
    return new GuessedEstimator(
        made, components, 1, 1, 0, "no batch that was generated is accepted: " + refusal);
  }

  @Override
  protected Estimator estimator() {
    return made.get();
  }

  @Override
  protected int minimumRows() {
    return rows;
  }

  @Override
  protected int minimumGroupSize() {
    return groupSize;
  }

  @Override
  protected int minimumTokens() {
    return tokens;
  }

  @Override
  public String unfit() {
    return unfit;
  }

  @Override
  Workspace workspace(Object subject) {
    return new Workspace(components);
  }
}
