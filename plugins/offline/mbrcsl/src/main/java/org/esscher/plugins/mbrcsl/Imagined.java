package org.esscher.plugins.mbrcsl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;

/** Copies of {@link LearnedDynamics}. */
final class Imagined implements Environment {
  private final LearnedDynamics roles;
  private final int copies;
  private double[] observations = new double[0];

  Imagined(LearnedDynamics roles, int copies) {
    this.roles = roles;
    this.copies = copies;
  }

  @Override
  public int copies() {
    return copies;
  }

  private LogRange range(Context context) {
    return context
        .role(roles.initial())
        .as(LogRange.class)
        .orElseThrow(
            () ->
                EsscherException.user(
                    "learned-dynamics: the role %s holds no initial states; fit initial-states",
                    roles.initial()));
  }

  @Override
  public void reset(int[] ended, Context context) {
    LogRange range = range(context);
    if (observations.length == 0) {
      observations = new double[copies * range.width()];
    }
    RandomGenerator random = context.random();
    for (int copy : ended) {
      range.draw(observations, copy * range.width(), random);
    }
  }

  @Override
  public Batch observe(Context context) {
    Map<String, Column> shown = new LinkedHashMap<>();
    shown.put("observation", shown(context.columns()));
    return context.columns().batch(shown);
  }

  private Column shown(Columns columns) {
    return observations.length == copies
        ? columns.numbers(observations)
        : columns.vectors(observations.length / copies, observations);
  }

  @Override
  public Batch step(Batch acted, Context context) {
    LogRange range = range(context);
    Model model = context.role(roles.dynamics());
    Step step = new Step(copies);
    if (model instanceof CountedDynamics counted) {
      count(counted, acted.column("action"), step, context.random());
    } else {
      predict(model, acted, step, context);
    }
    int width = range.width();
    for (int copy = 0; copy < copies; copy++) {
      step.reward[copy] = range.within(step.reward[copy]);
      if (range.left(observations, copy * width)) {
        step.diverged[copy] = true;
        Arrays.fill(observations, copy * width, (copy + 1) * width, 0);
      }
    }
    Columns columns = context.columns();
    Map<String, Column> answer = new LinkedHashMap<>();
    answer.put("reward", columns.numbers(step.reward));
    answer.put("next_observation", shown(columns));
    answer.put("terminated", columns.booleans(step.terminated));
    answer.put("truncated", columns.booleans(step.diverged));
    answer.put("diverged", columns.booleans(step.diverged));
    return columns.batch(answer);
  }

  private void count(CountedDynamics counted, Column actions, Step step, RandomGenerator random) {
    for (int copy = 0; copy < copies; copy++) {
      CountedDynamics.Outcome outcome = counted.draw(observations[copy], actions.at(copy), random);
      if (outcome == null) {
        step.diverged[copy] = true;
      } else {
        observations[copy] = outcome.next();
        step.reward[copy] = outcome.reward();
        step.terminated[copy] = outcome.ends();
      }
    }
  }

  /** s′ = s + Δ and r, from the Gaussian of an elite. */
  private void predict(Model model, Batch acted, Step step, Context context) {
    RandomGenerator random = context.random();
    double[] elites = elites(acted, context);
    double[] member = new double[copies];
    Arrays.setAll(member, copy -> elites[random.nextInt(elites.length)]);
    Batch rows =
        acted
            .with("observation", shown(context.columns()))
            .with("member", context.columns().numbers(member));
    int width = observations.length / copies;
    try (Forward forward = model.forward(rows, Set.of("mean", "log_var"), context)) {
      Column mean = forward.output("mean");
      Column logVariance = forward.output("log_var");
      if (mean.width() != width + 1) {
        throw EsscherException.user(
            "learned-dynamics: the model of %s predicts %d numbers; the observation's %d and the"
                + " reward are needed",
            roles.dynamics(), mean.width(), width);
      }
      for (int copy = 0; copy < copies; copy++) {
        for (int i = 0; i <= width; i++) {
          long at = (long) copy * (width + 1) + i;
          double drawn = random.nextGaussian(mean.at(at), Math.exp(0.5 * logVariance.at(at)));
          if (i < width) {
            observations[copy * width + i] += drawn;
          } else {
            step.reward[copy] = drawn;
          }
        }
      }
    }
  }

  private double[] elites(Batch acted, Context context) {
    try (Forward forward =
        context.role(roles.elites()).forward(acted.take(0), Set.of("elites"), context)) {
      return forward.output("elites").toArray();
    }
  }

  /** What a step gives, copy by copy. */
  private static final class Step {
    private final double[] reward;
    private final boolean[] terminated;
    private final boolean[] diverged;

    Step(int copies) {
      reward = new double[copies];
      terminated = new boolean[copies];
      diverged = new boolean[copies];
    }
  }

  @Override
  public State save() {
    return State.empty().with("observations", observations);
  }

  @Override
  public void restore(State saved) {
    observations = saved.get("observations");
  }
}
