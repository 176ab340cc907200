package org.esscher.plugins.cmorl;

import jakarta.validation.constraints.NotEmpty;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.Space;
import org.esscher.api.State;

/**
 * Arms that pay vectors, without noise; an episode is one pull. Policies that mix arms return what
 * lies between them: the front is the upper hull, and a weighted sum finds its corners only.
 *
 * @param arms what each arm pays: a list with a number for each objective
 */
@Component(value = "vector-bandit", summary = "a bandit whose arms pay a vector of objectives")
public record VectorBandit(
    @Default("[[1, 0], [0, 1], [0.6, 0.6]]") @NotEmpty List<List<Double>> arms)
    implements EnvironmentProvider {
  /** Copies and checks. */
  public VectorBandit {
    arms = arms.stream().map(List::copyOf).toList();
    if (arms.get(0).size() < 2
        || arms.stream().mapToInt(List::size).distinct().count() > 1
        || arms.stream().flatMap(List::stream).anyMatch(pay -> !Double.isFinite(pay))) {
      throw EsscherException.user(
          "arms %s: lists of one length, at least 2, of finite numbers are needed", arms);
    }
  }

  @Override
  public Environment create(int copies, Context context) {
    return new Pulls(arms, copies);
  }

  /** Copies. */
  private record Pulls(List<List<Double>> arms, int copies) implements Environment {
    @Override
    public Optional<Space> actionSpace(String player) {
      return Optional.of(new Space.Discrete(arms.size()));
    }

    @Override
    public Optional<Space> observationSpace() {
      return Optional.of(new Space.Discrete(1));
    }

    @Override
    public void reset(int[] copies, Context context) {
      // Every episode begins alike.
    }

    @Override
    public Batch observe(Context context) {
      return context.columns().batch(Map.of("observation", nothing(context.columns())));
    }

    private Column nothing(Columns columns) {
      return columns.integers(new long[copies]);
    }

    @Override
    public Batch step(Batch actions, Context context) {
      Column taken = actions.column("action");
      int width = arms.get(0).size();
      double[] rewards = new double[copies * width];
      for (int copy = 0; copy < copies; copy++) {
        double arm = taken.at(copy);
        if (!(arm >= 0 && arm < arms.size() && arm == Math.rint(arm))) {
          throw EsscherException.data(
              "row %d, column 'action': a whole number from 0 to %d is needed, got %s",
              copy, arms.size() - 1, arm);
        }
        for (int i = 0; i < width; i++) {
          rewards[copy * width + i] = arms.get((int) arm).get(i);
        }
      }
      boolean[] terminated = new boolean[copies];
      Arrays.fill(terminated, true);
      Columns columns = context.columns();
      Map<String, Column> answer = new LinkedHashMap<>();
      answer.put("rewards", columns.vectors(width, rewards));
      answer.put("next_observation", nothing(columns));
      answer.put("terminated", columns.booleans(terminated));
      answer.put("truncated", columns.booleans(new boolean[copies]));
      return columns.batch(answer);
    }

    @Override
    public State save() {
      return State.empty();
    }

    @Override
    public void restore(State saved) {
      // Nothing is remembered.
    }
  }
}
