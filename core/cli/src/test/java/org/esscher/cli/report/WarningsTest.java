package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarningsTest {
  @TempDir Path directory;

  @Test
  void aSoundRunHasNone() {
    RunFixture run =
        RunFixture.in(directory, "a")
            .metric("effective_sample_size", 2, 656)
            .metric("largest_weight_share", 0.9, 0.02)
            .metric("clip_fraction", 0.5);

    assertThat(Warnings.of(List.of(run.read()))).isEmpty();
  }

  @Test
  void badDiagnosticsAreExplained() {
    RunFixture run =
        RunFixture.in(directory, "a")
            .metric("gold/effective_sample_size", 656, 2.08)
            .metric("largest_weight_share", 0.69)
            .metric("tilt/clip_fraction", 0.75)
            .metric("zero_weight_fraction", 0.9);

    assertThat(Warnings.of(List.of(run.read())))
        .containsExactly(
            "a: gold/effective_sample_size is 2.08 at the end: importance-weighted numbers rest on"
                + " a handful of rows; their intervals mean little.",
            "a: largest_weight_share is 0.69 at the end: importance-weighted numbers rest on a"
                + " single row; their intervals mean little.",
            "a: tilt/clip_fraction is 0.75 at the end: most rows had no say in the last"
                + " gradients.",
            "a: zero_weight_fraction is 0.9 at the end: most rows have no say in"
                + " importance-weighted numbers.");
  }

  @Test
  void aSmallPartOfManyRowsIsExplained() {
    RunFixture run =
        RunFixture.in(directory, "a")
            .metric("gold/effective_sample_size", 99)
            .metric("gold/weighted_rows", 10000);

    assertThat(Warnings.of(List.of(run.read())))
        .containsExactly(
            "a: gold/effective_sample_size is 99 at the end: less than 1% of the 10000 rows bear"
                + " importance-weighted numbers; their intervals are too narrow.");
  }

  @Test
  void aGoldRewardThatFallsAwayFromTheReferenceIsOverOptimization() {
    RunFixture run =
        RunFixture.in(directory, "a")
            .metric("gold_reward", 0, 1, 5, 6, 9, 8, 6, 5, 3, 2)
            .metric("policy/kl", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    // Fifths: .5, 5.5, 8.5, 5.5, 2.5, of two readings that lie ½ to either side: five squares of
    // ½ with 10 − 5 degrees of freedom. The fall of 6 is more than 4 · √(½ · (½ + ½)) = 2.8.
    assertThat(Warnings.of(List.of(run.read())))
        .containsExactly(
            "a: gold_reward falls while policy/kl grows: the policy is over-optimized, and an"
                + " earlier one is better.");
  }

  @Test
  void aFallWithinTheNoiseOrTowardsTheReferenceIsNone() {
    RunFixture noise =
        RunFixture.in(directory, "a")
            .metric("gold_reward", 0, 4, 1, 5, 2, 6, 1, 5, 1, 4)
            .metric("kl", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    RunFixture nearer =
        RunFixture.in(directory, "b")
            .metric("gold_reward", 0, 1, 5, 6, 9, 8, 6, 5, 3, 2)
            .metric("kl", 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

    assertThat(Warnings.of(List.of(noise.read()))).isEmpty();
    assertThat(Warnings.of(List.of(nearer.read()))).isEmpty();
  }

  /** Fifths: 5, 6, 5, 5, 5. The best and the last scatter least, but not less than the others. */
  @Test
  void readingsThatAgreeByChanceMakeNoFall() {
    RunFixture run =
        RunFixture.in(directory, "a")
            .metric("gold_reward", 2, 8, 6, 6, 1, 9, 3, 7, 5, 5)
            .metric("kl", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    assertThat(Warnings.of(List.of(run.read()))).isEmpty();
  }

  @Test
  void aFallIsNotLaidToTheDivergenceOfAnotherLoss() {
    RunFixture run =
        RunFixture.in(directory, "a")
            .metric("dpo/gold_reward", 0, 1, 5, 6, 9, 8, 6, 5, 3, 2)
            .metric("ipo/kl", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    assertThat(Warnings.of(List.of(run.read()))).isEmpty();
  }

  @Test
  void runsThatDidNotEndAreTold() {
    RecordedRun failed =
        RunFixture.in(directory, "a").metric("loss", 1, 2).status("failed", "loss is NaN").read();
    RecordedRun stopped = RunFixture.in(directory, "b").status("cancelled", "resume it").read();
    RecordedRun running = RunFixture.in(directory, "c").status("running", "").read();

    assertThat(Warnings.of(List.of(failed, stopped, running)))
        .containsExactly(
            "a failed (loss is NaN): its numbers go to step 1 only.",
            "b was stopped before its end: its numbers go to step 0 only.",
            "c still runs, or was killed: its numbers go to step 0 only.");
  }

  @Test
  void runsOverDifferentDataOrVersionsAreTold() {
    RunFixture a = RunFixture.in(directory, "a");
    RunFixture b = RunFixture.in(directory, "b");
    b.write("environment.json", RunFixture.environment("cd34", "25"));

    assertThat(Warnings.of(List.of(a.read(), b.read())))
        .containsExactly(
            "Comparing a with b: the runs read different data; their numbers are not comparable"
                + " row by row.",
            "Comparing a with b: the runs used different Java versions; equal settings need not"
                + " give equal bits.");
  }
}
