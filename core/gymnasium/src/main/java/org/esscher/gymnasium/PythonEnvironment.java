package org.esscher.gymnasium;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.Space;
import org.esscher.api.State;

/** Copies in a process, and what they showed last. */
final class PythonEnvironment implements Environment {
  private final String name;
  private final PythonProcess process;
  private final SpokenSpace shows;
  private final SpokenSpace acts;
  private final OpenEpisode[] episodes;
  private double[] shown;

  private PythonEnvironment(
      String name, PythonProcess process, int copies, SpokenSpace shows, SpokenSpace acts) {
    this.name = name;
    this.process = process;
    this.shows = shows;
    this.acts = acts;
    episodes = new OpenEpisode[copies];
    Arrays.setAll(episodes, copy -> new OpenEpisode(acts.width()));
    shown = new double[copies * shows.width()];
  }

  static PythonEnvironment start(Gymnasium made, int copies) {
    Duration deadline = Duration.ofMillis(Math.max(1, Math.round(1000 * made.deadline())));
    PythonProcess process = PythonProcess.start(made.python(), deadline);
    try {
      Message answer = process.ask(new Message(described(made, copies)));
      SpokenSpace shows = SpokenSpace.of(answer.line(1), answer.numbers(), 0);
      SpokenSpace acts = SpokenSpace.of(answer.line(2), answer.numbers(), shows.bounds());
      return new PythonEnvironment(made.name(), process, copies, shows, acts);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static List<String> described(Gymnasium made, int copies) {
    List<String> lines = new ArrayList<>();
    lines.add("make");
    lines.add("copies " + copies);
    lines.add("module " + made.module());
    lines.add("name " + made.name());
    made.path().forEach(directory -> lines.add("path " + directory));
    made.arguments().forEach((key, value) -> lines.add("argument " + key + " " + value));
    for (String line : lines) {
      if (line.indexOf('\n') >= 0) {
        throw EsscherException.user("'%s' holds a line break: write it in one line", line);
      }
    }
    return lines;
  }

  @Override
  public int copies() {
    return episodes.length;
  }

  @Override
  public Optional<Space> actionSpace(String player) {
    return Optional.of(acts.space());
  }

  @Override
  public Optional<Space> observationSpace() {
    return Optional.of(shows.space());
  }

  @Override
  public void reset(int[] copies, Context context) {
    if (copies.length == 0) {
      return;
    }
    double[] seeds = new double[2 * copies.length];
    for (int i = 0; i < copies.length; i++) {
      int seed = context.random().nextInt(Integer.MAX_VALUE);
      episodes[copies[i]].begin(seed);
      seeds[2 * i] = copies[i];
      seeds[2 * i + 1] = seed;
    }
    show(copies, process.ask(new Message(List.of("reset"), seeds)).numbers());
  }

  private void show(int[] copies, double[] observations) {
    requireCount(observations, copies.length * shows.width());
    double[] next = shown.clone();
    for (int i = 0; i < copies.length; i++) {
      for (int k = 0; k < shows.width(); k++) {
        next[copies[i] * shows.width() + k] =
            finite("observation", copies[i], observations[i * shows.width() + k]);
      }
    }
    shown = next;
  }

  private static void requireCount(double[] numbers, int wanted) {
    if (numbers.length != wanted) {
      throw EsscherException.plugin(
          "the process answers by %d numbers, not %d", numbers.length, wanted);
    }
  }

  private double finite(String what, int copy, double value) {
    if (!Double.isFinite(value)) {
      throw EsscherException.data(
          "environment %s, copy %d: the %s is %s; finite numbers are needed",
          name, copy, what, value);
    }
    return value;
  }

  @Override
  public Batch observe(Context context) {
    Columns columns = context.columns();
    return columns.batch(Map.of("observation", shows.column(shown, columns)));
  }

  @Override
  public Batch step(Batch batch, Context context) {
    double[] actions = acts.actions(batch, copies());
    double[] answer = process.ask(new Message(List.of("step"), actions)).numbers();
    int width = shows.width();
    requireCount(answer, copies() * (width + 3));
    double[] next = new double[copies() * width];
    double[] reward = new double[copies()];
    boolean[] terminated = new boolean[copies()];
    boolean[] truncated = new boolean[copies()];
    for (int copy = 0; copy < copies(); copy++) {
      int at = copy * (width + 3);
      for (int k = 0; k < width; k++) {
        next[copy * width + k] = finite("observation", copy, answer[at + k]);
      }
      reward[copy] = finite("reward", copy, answer[at + width]);
      terminated[copy] = answer[at + width + 1] != 0;
      truncated[copy] = answer[at + width + 2] != 0;
      episodes[copy].act(actions, copy);
    }
    shown = next;
    Columns columns = context.columns();
    Map<String, Column> outcome = new LinkedHashMap<>();
    outcome.put("reward", columns.numbers(reward));
    outcome.put("next_observation", shows.column(next, columns));
    outcome.put("terminated", columns.booleans(terminated));
    outcome.put("truncated", columns.booleans(truncated));
    return columns.batch(outcome);
  }

  @Override
  public State save() {
    double[] seeds = new double[copies()];
    double[] steps = new double[copies()];
    DoubleStream actions = DoubleStream.empty();
    for (int copy = 0; copy < copies(); copy++) {
      seeds[copy] = episodes[copy].seed();
      steps[copy] = episodes[copy].steps();
      actions = DoubleStream.concat(actions, Arrays.stream(episodes[copy].actions()));
    }
    return State.empty()
        .with("seeds", seeds)
        .with("steps", steps)
        .with("actions", actions.toArray());
  }

  @Override
  public void restore(State saved) {
    double[] seeds = saved.get("seeds");
    double[] steps = saved.get("steps");
    double[] actions = saved.get("actions");
    List<Integer> begun = new ArrayList<>();
    DoubleStream question = DoubleStream.empty();
    int at = 0;
    for (int copy = 0; copy < copies(); copy++) {
      OpenEpisode episode = episodes[copy];
      episode.restore((int) seeds[copy], (int) steps[copy], actions, at);
      at += episode.steps() * acts.width();
      if (episode.hasBegun()) {
        begun.add(copy);
        question =
            DoubleStream.concat(
                question,
                DoubleStream.concat(
                    DoubleStream.of(copy, episode.seed(), episode.steps()),
                    Arrays.stream(episode.actions())));
      }
    }
    shown = new double[copies() * shows.width()];
    if (!begun.isEmpty()) {
      Message answer = process.ask(new Message(List.of("replay"), question.toArray()));
      show(begun.stream().mapToInt(Integer::intValue).toArray(), answer.numbers());
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
