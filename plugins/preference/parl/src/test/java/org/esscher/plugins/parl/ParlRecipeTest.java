package org.esscher.plugins.parl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParlRecipeTest {
  private static final List<String> FILES =
      List.of("metrics.jsonl", "tables.jsonl", "models/policy.json", "models/reward.json");

  private final Esscher host =
      Esscher.builder().classPath(ParlUpper.class.getClassLoader()).build();
  @TempDir Path temporary;

  @AfterEach
  void close() {
    host.close();
  }

  private RunBuilder run(String directory) {
    return host.run("parl")
        .set("environment", "{id: misspecified-mdp, states: 2, actions: 2, horizon: 2}")
        .set("iterations", "6")
        .set("innerSteps", "2")
        .set("trajectories", "16")
        .seed(3)
        .out(temporary.resolve(directory));
  }

  @Test
  void sameSeedGivesTheSameRun() {
    Path first = run("first").start().directory();
    Path second = run("second").start().directory();

    for (String file : FILES) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void resumesWhereItWasStopped() throws IOException {
    Path whole = run("uninterrupted").start().directory();
    for (int stop : new int[] {1, 3}) {
      String name = "stopped-" + stop;
      RunResult stopped = run(name).listener(new StopAfter(stop)).start();
      assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
      RunResult resumed = run(name).resume(true).start();
      assertThat(resumed.status()).isEqualTo(Status.FINISHED);
      for (String file : FILES) {
        assertThat(resumed.directory().resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  @Test
  void reportsBothTermsApart() {
    RunResult result = run("preference").start();

    assertThat(result.metrics())
        .containsKeys(
            "upper/explicit",
            "upper/implicit",
            "implicit_share",
            "expected_utility",
            "cg_iterations",
            "damping");
    assertThat(result.metrics().get("implicit_share")).isPositive();
  }

  @Test
  void check6WithoutImplicitTermItIsIteratedRlhf() {
    RunResult result = run("rlhf").set("implicit", "false").start();

    assertThat(result.metrics()).containsKey("upper/explicit");
    assertThat(result.metrics())
        .doesNotContainKeys("upper/implicit", "implicit_share", "cg_iterations");
  }

  @Test
  void leavesTheImplicitTermOutWhereItIsNotSolved() throws IOException {
    // One product solves no system whose Hessian is not a multiple of the identity.
    RunResult result = run("unsolved").set("cgIterations", "1").set("iterations", "2").start();

    // In the first iteration all rewards are 0, and so is ∇_θG: nothing is to be solved.
    assertThat(result.metrics().get("cg_converged")).isEqualTo(0);
    List<String> second =
        Files.readAllLines(result.directory().resolve("metrics.jsonl")).stream()
            .filter(line -> line.contains("\"step\":2"))
            .toList();
    assertThat(second).anyMatch(line -> line.contains("upper/explicit"));
    assertThat(second).noneMatch(line -> line.contains("upper/implicit"));
  }

  @Test
  @Tag("slow")
  void bringsAboutTheUtility() {
    RunResult result =
        host.run("parl")
            .set("upper", "utility")
            .set("iterations", "40")
            .seed(1)
            .out(temporary.resolve("utility"))
            .start();

    // The uniform policy has 1.25; without the implicit term, after 100 iterations, about 2.1.
    assertThat(result.metrics().get("expected_utility")).isGreaterThan(2.5);
  }

  @Test
  void refusesASingularLowerLevel() {
    refuses(run("singular").set("entropy", "0").set("damping", "0"), "entropy or damping above 0");
  }

  @Test
  void refusesEpisodesWithoutPartner() {
    refuses(run("odd").set("trajectories", "17"), "even");
  }

  @Test
  void refusesUtilityWithoutImplicitTerm() {
    refuses(run("nothing").set("upper", "utility").set("implicit", "false"), "implicit: true");
  }

  @Test
  void refusesNegativeDamping() {
    refuses(run("negative").set("damping", "-1"), "damping");
  }

  @Test
  void refusesARewardOfOtherFeatures() {
    refuses(
        run("wide").set("reward", "{id: bradley-terry, features: features, width: 4}"),
        "vectors of 4 numbers");
  }

  private static void refuses(RunBuilder run, String reason) {
    assertThatThrownBy(run::start)
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(reason);
  }

  /** Asks the run to stop once it has taken some steps. */
  private static final class StopAfter implements RunListener {
    private final int steps;
    private int taken;

    StopAfter(int steps) {
      this.steps = steps;
    }

    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      taken++;
    }

    @Override
    public boolean cancelled() {
      return taken >= steps;
    }
  }
}
