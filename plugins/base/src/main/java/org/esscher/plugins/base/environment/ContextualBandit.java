package org.esscher.plugins.base.environment;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Space;
import org.esscher.api.State;

/**
 * A context x, standard normal in {@code width} components, and actions whose mean reward is linear
 * in it: w_a·x, the weights w_a being drawn once from N(0, I/width). A choice is an episode, and
 * terminates it. A step also gives {@code expected_rewards}, w_a·x of every action.
 *
 * @param actions number of actions, numbered from 0
 * @param width number of components of a context
 * @param deviation standard deviation of the reward about its mean
 * @param instance number of the problem, from which its weights are drawn
 */
@Component(
    value = "contextual-bandit",
    summary = "choices whose mean reward is linear in a context",
    paper = "setting of Li et al. 2010, arXiv 1003.0146")
public record ContextualBandit(
    @Default("5") @Min(2) int actions,
    @Default("4") @Positive int width,
    @Default("0.1") @PositiveOrZero double deviation,
    @Default("0") long instance)
    implements EnvironmentProvider {
  @Override
  public Environment create(int copies, Context context) {
    return new Choices(copies, this);
  }

  private static final class Choices implements Environment {
    private final ContextualBandit bandit;
    private final int width;
    private final double[] weights;
    private final double[] contexts;

    Choices(int copies, ContextualBandit bandit) {
      this.bandit = bandit;
      this.width = bandit.width();
      this.contexts = new double[copies * width];
      RandomGenerator random =
          RandomGeneratorFactory.of("L64X128MixRandom").create(bandit.instance());
      this.weights = normal(random, bandit.actions() * width, 1 / Math.sqrt(width));
    }

    private static double[] normal(RandomGenerator random, int size, double deviation) {
      double[] drawn = new double[size];
      for (int i = 0; i < size; i++) {
        drawn[i] = random.nextGaussian(0, deviation);
      }
      return drawn;
    }

    @Override
    public int copies() {
      return contexts.length / width;
    }

    @Override
    public Optional<Space> actionSpace(String player) {
      return Optional.of(new Space.Discrete(bandit.actions()));
    }

    @Override
    public Optional<Space> observationSpace() {
      return Optional.of(Space.Box.within(width, Double.POSITIVE_INFINITY));
    }

    @Override
    public void reset(int[] copies, Context context) {
      RandomGenerator random = context.random();
      for (int copy : copies) {
        System.arraycopy(normal(random, width, 1), 0, contexts, copy * width, width);
      }
    }

    @Override
    public Batch observe(Context context) {
      return context.columns().batch(Map.of("observation", shown(context.columns())));
    }

    private Column shown(Columns columns) {
      return width == 1 ? columns.numbers(contexts) : columns.vectors(width, contexts);
    }

    @Override
    public Batch step(Batch batch, Context context) {
      Actions chosen = Actions.numbered(batch, bandit.actions());
      RandomGenerator random = context.random();
      double[] means = means();
      double[] reward = new double[copies()];
      boolean[] ends = new boolean[copies()];
      for (int copy = 0; copy < reward.length; copy++) {
        double mean = means[copy * bandit.actions() + chosen.number(copy)];
        reward[copy] = random.nextGaussian(mean, bandit.deviation());
        ends[copy] = true;
      }
      Columns columns = context.columns();
      Map<String, Column> answer = new LinkedHashMap<>();
      answer.put("reward", columns.numbers(reward));
      answer.put("expected_rewards", columns.vectors(bandit.actions(), means));
      answer.put("next_observation", shown(columns));
      answer.put("terminated", columns.booleans(ends));
      answer.put("truncated", columns.booleans(new boolean[ends.length]));
      return columns.batch(answer);
    }

    private double[] means() {
      double[] means = new double[copies() * bandit.actions()];
      for (int i = 0; i < means.length; i++) {
        int copy = i / bandit.actions();
        int action = i % bandit.actions();
        for (int k = 0; k < width; k++) {
          means[i] += weights[action * width + k] * contexts[copy * width + k];
        }
      }
      return means;
    }

    @Override
    public State save() {
      return State.empty().with("contexts", contexts);
    }

    @Override
    public void restore(State saved) {
      System.arraycopy(saved.get("contexts"), 0, contexts, 0, contexts.length);
    }
  }
}
