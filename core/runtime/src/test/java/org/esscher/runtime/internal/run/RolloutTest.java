package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Dataset;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EpisodeReturns;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.RunListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows that an environment gives a run, counted by hand: always forward, or never. */
class RolloutTest {
  private final TestHost host = new TestHost();
  private final Arena arena = host.services().arena().child("test");
  private final ActiveRun run = begun();

  private ActiveRun begun() {
    RunRequest request =
        new RunRequest(new Playground(), Map.of(), Path.of("unused"), 5, false, RunListener.NONE);
    ActiveRun made =
        new ActiveRun(
            host.services(),
            request,
            new Spans(System::nanoTime),
            new Datasets(Map.of(), 5, arena, host.services().components()),
            arena);
    made.begin(1, arena);
    return made;
  }

  @AfterEach
  void closeWithoutLeaks() {
    run.close();
    arena.close();
    host.close();
  }

  private record Playground() implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of(
          "forward", new Coin(1, false),
          "coin", new Coin(0.5, false),
          "resting", new Coin(0, false),
          "counting", new Coin(0.5, true));
    }

    @Override
    public Map<String, EnvironmentProvider> environments() {
      return Map.of(
          "corridor", new Corridor(3, List.of("walker")),
          "pair", new Corridor(2, List.of("first", "second")));
    }

    @Override
    public State step(State state, Run run) {
      throw new AssertionError("this recipe is not run");
    }

    @Override
    public double progress(State state) {
      return 1;
    }
  }

  private static double[] numbers(Batch batch, String column) {
    return batch.column(column).toArray();
  }

  private static List<String> texts(Batch batch, String name) {
    Column column = batch.column(name);
    String[] texts = new String[batch.rows()];
    Arrays.setAll(texts, column::text);
    return List.of(texts);
  }

  /** Two copies of a corridor of length 3, five steps each: an episode of three and two more. */
  @Test
  void stepsOfACopyStandTogetherAndEpisodesGoOn() {
    Rollout rollout = Rollout.of("training", "corridor", "forward", 2);
    Batch rows = run.play(rollout, 5);
    assertThat(numbers(rows, "episode_id")).containsExactly(0, 0, 0, 2, 2, 1, 1, 1, 3, 3);
    assertThat(numbers(rows, "step")).containsExactly(0, 1, 2, 0, 1, 0, 1, 2, 0, 1);
    assertThat(numbers(rows, "observation")).containsExactly(0, 1, 2, 0, 1, 0, 1, 2, 0, 1);
    assertThat(numbers(rows, "next_observation")).containsExactly(1, 2, 3, 1, 2, 1, 2, 3, 1, 2);
    assertThat(numbers(rows, "reward")).containsExactly(0, 0, 1, 0, 0, 0, 0, 1, 0, 0);
    assertThat(numbers(rows, "terminated")).containsExactly(0, 0, 1, 0, 0, 0, 0, 1, 0, 0);
    assertThat(numbers(rows, "truncated")).containsOnly(0);
    assertThat(numbers(rows, "behavior_logp")).containsOnly(0);
    assertThat(texts(rows, "sampled_by")).containsOnly("forward");
    Batch more = run.play(rollout, 1);
    assertThat(numbers(more, "episode_id")).containsExactly(2, 3);
    assertThat(numbers(more, "step")).containsExactly(2, 2);
    assertThat(numbers(more, "terminated")).containsExactly(1, 1);
  }

  /** Nobody moves: episodes end when they are cut, and a value would follow. */
  @Test
  void longEpisodesAreTruncated() {
    Rollout rollout = Rollout.of("training", "corridor", "resting", 1).upTo(2);
    Batch rows = run.play(rollout, 4);
    assertThat(numbers(rows, "episode_id")).containsExactly(0, 0, 1, 1);
    assertThat(numbers(rows, "truncated")).containsExactly(0, 1, 0, 1);
    assertThat(numbers(rows, "terminated")).containsOnly(0);
  }

  /** Cut in the very step that ends it: it has ended. */
  @Test
  void anEpisodeThatEndsByItselfIsNotTruncated() {
    Rollout rollout = Rollout.of("training", "corridor", "forward", 1).upTo(3);
    Batch rows = run.play(rollout, 3);
    assertThat(numbers(rows, "terminated")).containsExactly(0, 0, 1);
    assertThat(numbers(rows, "truncated")).containsOnly(0);
  }

  @Test
  void wholeEpisodesEndAndAreAllThatCount() {
    Rollout rollout = Rollout.of("evaluation", "corridor", "coin", 4);
    Batch rows = run.episodes(rollout, 6);
    double[] episode = numbers(rows, "episode_id");
    double[] step = numbers(rows, "step");
    double[] terminated = numbers(rows, "terminated");
    assertThat(Arrays.stream(episode).distinct().count()).isEqualTo(6);
    for (int row = 0; row < rows.rows(); row++) {
      boolean last = row + 1 == rows.rows() || episode[row + 1] != episode[row];
      assertThat(terminated[row]).as("row %d", row).isEqualTo(last ? 1 : 0);
      boolean first = row == 0 || episode[row - 1] != episode[row];
      assertThat(step[row]).as("row %d", row).isEqualTo(first ? 0 : step[row - 1] + 1);
    }
    assertThat(numbers(rows, "action"))
        .as("three steps forward an episode")
        .satisfies(actions -> assertThat(Arrays.stream(actions).sum()).isEqualTo(18));
  }

  @Test
  void eachPlayerActsByItsRole() {
    Rollout rollout = new Rollout("match", "pair", Map.of("first", "forward", "", "resting"), 2, 9);
    Batch rows = run.play(rollout, 2);
    assertThat(texts(rows, "player"))
        .containsExactly(
            "first", "second", "first", "second", "first", "second", "first", "second");
    assertThat(texts(rows, "sampled_by"))
        .containsExactly(
            "forward", "resting", "forward", "resting", "forward", "resting", "forward", "resting");
    assertThat(numbers(rows, "action")).containsExactly(1, 0, 1, 0, 1, 0, 1, 0);
    assertThat(numbers(rows, "reward")).containsExactly(0, 0, 1, 0, 0, 0, 1, 0);
    assertThat(numbers(rows, "episode_id")).containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
    assertThat(numbers(rows, "terminated")).containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
  }

  /** Two episodes a row begin in two rounds; the round's copies that don't count begin too. */
  @Test
  void policiesWithAMemoryAreToldOfEpisodes() {
    Rollout rollout = Rollout.of("evaluation", "corridor", "counting", 2).upTo(1);
    run.episodes(rollout, 3);
    assertThat(((Coin.Counting) run.model("counting")).begun()).startsWith(2, 2).endsWith(0);
    assertThatThrownBy(() -> run.play(rollout, 1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("counting")
        .hasMessageContaining("whole episodes");
  }

  @Test
  void knobsBelongToTheRollout() {
    Rollout rollout = Rollout.of("training", "corridor", "forward", 1);
    run.environment(rollout).perturb(Map.of("slip", 1.0));
    assertThat(numbers(run.play(rollout, 2), "next_observation")).containsExactly(0, 0);
    Rollout other = Rollout.of("evaluation", "corridor", "forward", 1);
    assertThat(numbers(run.play(other, 2), "next_observation")).containsExactly(1, 2);
  }

  /** An episode goes on where it stood, under the same number and with the same knobs. */
  @Test
  void aResumedRolloutGoesOn() {
    Rollout rollout = Rollout.of("training", "corridor", "forward", 2);
    run.play(rollout, 4);
    State saved = Objects.requireNonNull(run.environments().states().get("training"), "training");
    try (ActiveRun resumed = begun()) {
      resumed.environments().resume(Map.of("training", saved));
      assertThat(resumed.environments().states()).containsEntry("training", saved);
      Batch rows = resumed.play(rollout, 2);
      assertThat(numbers(rows, "episode_id")).containsExactly(2, 2, 3, 3);
      assertThat(numbers(rows, "step")).containsExactly(1, 2, 1, 2);
      assertThat(numbers(rows, "terminated")).containsExactly(0, 1, 0, 1);
    }
  }

  @Test
  void environmentsAreClosed() {
    Rollout rollout = Rollout.of("training", "corridor", "forward", 1);
    Corridor.Walk walk = (Corridor.Walk) run.environment(rollout);
    assertThat(walk.closed()).isFalse();
    run.close();
    assertThat(walk.closed()).isTrue();
  }

  @Test
  void whatCannotBePlayedIsRefused() {
    assertThatThrownBy(() -> run.play(Rollout.of("training", "coridor", "forward", 1), 1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("'coridor'")
        .hasMessageContaining("corridor");
    run.play(Rollout.of("training", "corridor", "forward", 1), 1);
    assertThatThrownBy(() -> run.play(Rollout.of("training", "pair", "forward", 1), 1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("another name");
    assertThatThrownBy(
            () -> run.play(new Rollout("match", "pair", Map.of("first", "forward"), 1, 9), 1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("'second'");
    assertThatThrownBy(() -> run.play(Rollout.of("training", "corridor", "forward", 1), 0))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("0 steps");
    assertThatThrownBy(() -> run.episodes(Rollout.of("training", "corridor", "forward", 1), 0))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("0 episodes");
  }

  /** The corridor's third step pays 1 and ends the episode. */
  @Test
  void anEvaluationTellsWhatEpisodesPaid() {
    EpisodeReturns found = run.evaluate(Rollout.of("test", "corridor", "forward", 2), 3);
    assertThat(found.returns()).containsExactly(1.0, 1.0, 1.0);
    assertThat(found.lengths()).containsExactly(3, 3, 3);
    assertThat(found.standardError()).isZero();
  }

  @Test
  void anEvaluationCountsTheFirstPlayersRewards() {
    Rollout pair =
        new Rollout("pairs", "pair", Map.of("first", "forward", "second", "resting"), 1, 9);
    EpisodeReturns found = run.evaluate(pair, 1);
    double[] rewards = numbers(run.episodes(pair, 1), "reward");
    double first = 0;
    for (int row = 0; row < rewards.length; row += 2) {
      first += rewards[row];
    }
    assertThat(found.returns()).containsExactly(first);
    assertThat(found.lengths()).containsExactly(rewards.length / 2);
  }

  /** A quarter of ten rows is two and a half: three, and seven of the other. */
  @Test
  void datasetsAreDrawnInShares() {
    Dataset demonstrations =
        run.append("demonstrations", arena.batch(Map.of("x", arena.integers(1, 1))), 9);
    Dataset replay =
        run.append(
            "replay",
            arena.batch(Map.of("x", arena.numbers(2, 2, 2), "y", arena.numbers(3, 3, 3))),
            9);
    Map<Dataset, Double> shares = new LinkedHashMap<>();
    shares.put(demonstrations, 0.25);
    shares.put(replay, 0.75);
    Batch drawn = run.draw(shares, 10);
    assertThat(drawn.names()).containsExactly("x");
    assertThat(numbers(drawn, "x")).containsExactly(1, 1, 1, 2, 2, 2, 2, 2, 2, 2);
    shares.put(replay, 0.5);
    assertThatThrownBy(() -> run.draw(shares, 10))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("sum to 1");
  }
}
