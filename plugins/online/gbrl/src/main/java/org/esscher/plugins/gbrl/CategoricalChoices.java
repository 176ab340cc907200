package org.esscher.plugins.gbrl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.Space;
import org.esscher.api.State;

/** Copies of {@link CategoricalBandit}. */
final class CategoricalChoices implements Environment {
  private final CategoricalBandit bandit;
  private final int width;
  private final double[] values;

  CategoricalChoices(CategoricalBandit bandit, int copies) {
    this.bandit = bandit;
    this.width = bandit.special().size();
    this.values = new double[copies * width];
  }

  @Override
  public int copies() {
    return values.length / width;
  }

  @Override
  public Optional<Space> actionSpace(String player) {
    return Optional.of(new Space.Discrete(bandit.actions()));
  }

  @Override
  public Optional<Space> observationSpace() {
    return Optional.of(Space.Box.within(width, 1));
  }

  @Override
  public void reset(int[] copies, Context context) {
    RandomGenerator random = context.random();
    for (int copy : copies) {
      for (int feature = 0; feature < width; feature++) {
        values[copy * width + feature] =
            random.nextDouble() < bandit.probability()
                ? bandit.special().get(feature)
                : random.nextInt(bandit.values());
      }
    }
  }

  @Override
  public Batch observe(Context context) {
    Map<String, Column> shown = new LinkedHashMap<>();
    shown.put("observation", observation(context.columns()));
    return context.columns().batch(shown);
  }

  private Column observation(Columns columns) {
    double[] scaled = Arrays.stream(values).map(value -> value / (bandit.values() - 1)).toArray();
    return width == 1 ? columns.numbers(scaled) : columns.vectors(width, scaled);
  }

  private int right(int copy) {
    int feature = 0;
    while (feature < width && values[copy * width + feature] != bandit.special().get(feature)) {
      feature++;
    }
    return feature;
  }

  @Override
  public Batch step(Batch actions, Context context) {
    Column chosen = actions.column("action");
    double[] reward = new double[copies()];
    boolean[] ended = new boolean[copies()];
    for (int copy = 0; copy < reward.length; copy++) {
      double action = chosen.at(copy);
      if (!(action >= 0 && action <= width && action == Math.rint(action))) {
        throw EsscherException.data(
            "row %d: the action is %s; a whole number from 0 to %d is needed", copy, action, width);
      }
      reward[copy] = action == right(copy) ? 1 : 0;
      ended[copy] = true;
    }
    Columns columns = context.columns();
    Map<String, Column> answer = new LinkedHashMap<>();
    answer.put("reward", columns.numbers(reward));
    answer.put("next_observation", observation(columns));
    answer.put("terminated", columns.booleans(ended));
    answer.put("truncated", columns.booleans(new boolean[ended.length]));
    return columns.batch(answer);
  }

  @Override
  public State save() {
    return State.empty().with("values", values);
  }

  @Override
  public void restore(State saved) {
    System.arraycopy(saved.get("values"), 0, values, 0, values.length);
  }
}
