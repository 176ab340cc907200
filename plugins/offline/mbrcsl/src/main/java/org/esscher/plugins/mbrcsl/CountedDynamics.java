package org.esscher.plugins.mbrcsl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/** What {@link TabularDynamics} counted. It computes no outputs, and draws what comes next. */
final class CountedDynamics implements Model {
  private static final int NUMBERS = 6;

  private final State fitted;
  private final Map<Taken, List<Outcome>> outcomes = new LinkedHashMap<>();

  /** A state and an action. */
  private record Taken(double state, double action) {}

  /** What came next, and the mean reward then. */
  record Outcome(double next, boolean ends, double count, double reward) {}

  CountedDynamics(State fitted) {
    this.fitted = fitted;
    double[] table = fitted.get("transitions");
    for (int i = 0; i < table.length; i += NUMBERS) {
      outcomes
          .computeIfAbsent(new Taken(table[i], table[i + 1]), ignored -> new ArrayList<>())
          .add(new Outcome(table[i + 2], table[i + 3] == 1, table[i + 4], table[i + 5]));
    }
  }

  /** Draws what comes next in proportion to the counts; null where this was never done. */
  @Nullable Outcome draw(double state, double action, RandomGenerator random) {
    List<Outcome> seen = outcomes.get(new Taken(state, action));
    if (seen == null) {
      return null;
    }
    double left = random.nextDouble() * seen.stream().mapToDouble(Outcome::count).sum();
    for (Outcome outcome : seen) {
      left -= outcome.count();
      if (left < 0) {
        return outcome;
      }
    }
    return seen.get(seen.size() - 1);
  }

  @Override
  public Set<String> inputs() {
    return Set.of();
  }

  @Override
  public Set<String> outputs() {
    return Set.of();
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    throw EsscherException.user("counted dynamics have no outputs; %s was asked for", outputs);
  }

  @Override
  public State save() {
    return fitted;
  }
}
