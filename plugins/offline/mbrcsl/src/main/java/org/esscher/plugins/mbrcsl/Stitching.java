package org.esscher.plugins.mbrcsl;

import jakarta.validation.constraints.Min;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Generator;

/**
 * A process whose best episode no log has whole, and such a log. States: 0 the start S, 1 another
 * start S₂, 2 the middle M. From S action 0 leads to M, action 1 to a dead end that pays 0.2; from
 * S₂ both lead to M; from M action 0 ends with nothing, action 1 with 1. Played, episodes start in
 * S. The log has three episodes in turn: S to M to nothing; S to the dead end; S₂ to M to 1. So the
 * best return from S in it is 0.2, where 1 can be had.
 *
 * @param logged episodes in the log
 */
@Component(
    value = "stitching",
    summary = "a process whose best episode has to be stitched, and its log",
    paper = "made for Zhou et al. 2024, arXiv 2310.19308")
public record Stitching(@Default("100") @Min(3) int logged)
    implements EnvironmentProvider, Generator {
  private static final int START = 0;
  private static final int OTHER_START = 1;
  private static final int MIDDLE = 2;
  private static final double DEAD_END = 0.2;

  /** A step: state, action, reward; the next state is that of the next step of the episode. */
  private record Step(int state, int action, double reward) {}

  private static final List<List<Step>> EPISODES =
      List.of(
          List.of(new Step(START, 0, 0), new Step(MIDDLE, 0, 0)),
          List.of(new Step(START, 1, DEAD_END)),
          List.of(new Step(OTHER_START, 0, 0), new Step(MIDDLE, 1, 1)));

  @Override
  public Environment create(int copies, Context context) {
    List<Double> toMiddle = List.of(0.0, 0.0, 1.0);
    List<Double> ends = List.of(0.0, 0.0, 0.0);
    Map<String, ?> config =
        Map.of(
            "transitions",
            List.of(List.of(toMiddle, ends), List.of(toMiddle, toMiddle), List.of(ends, ends)),
            "rewards",
            List.of(List.of(0, DEAD_END), List.of(0, 0), List.of(0, 1)),
            "initial",
            List.of(1, 0, 0));
    return context.component(EnvironmentProvider.class, "tabular", config).create(copies, context);
  }

  @Override
  public Batch generate(Context context) {
    int rows = 0;
    for (int episode = 0; episode < logged; episode++) {
      rows += EPISODES.get(episode % EPISODES.size()).size();
    }
    long[] episodeId = new long[rows];
    long[] step = new long[rows];
    long[] observation = new long[rows];
    long[] action = new long[rows];
    double[] reward = new double[rows];
    boolean[] terminated = new boolean[rows];
    int row = 0;
    for (int episode = 0; episode < logged; episode++) {
      List<Step> steps = EPISODES.get(episode % EPISODES.size());
      for (int i = 0; i < steps.size(); i++, row++) {
        episodeId[row] = episode;
        step[row] = i;
        observation[row] = steps.get(i).state();
        action[row] = steps.get(i).action();
        reward[row] = steps.get(i).reward();
        terminated[row] = i == steps.size() - 1;
      }
    }
    long[] next = new long[rows];
    Arrays.setAll(next, i -> terminated[i] ? observation[i] : observation[i + 1]);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("episode_id", context.columns().integers(episodeId));
    columns.put("step", context.columns().integers(step));
    columns.put("observation", context.columns().integers(observation));
    columns.put("action", context.columns().integers(action));
    columns.put("reward", context.columns().numbers(reward));
    columns.put("next_observation", context.columns().integers(next));
    columns.put("terminated", context.columns().booleans(terminated));
    return context.columns().batch(columns);
  }
}
