package org.esscher.plugins.parl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.esscher.spitests.TrialRuns.metric;
import static org.esscher.spitests.TrialRuns.metricsAt;

import java.io.IOException;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ParlRecipeTest {
  @AutoClose private static final TrialRuns RUNS = new TrialRuns(ParlUpper.class.getClassLoader());

  private RunBuilder run() {
    return RUNS.of("parl")
        .set("environment", "{id: misspecified-mdp, states: 2, actions: 2, horizon: 2}")
        .set("iterations", "6")
        .set("innerSteps", "2")
        .set("trajectories", "16")
        .seed(3);
  }

  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run().set("iterations", "3").set("trajectories", "8").recipe();
    }
  }

  @Test
  void reportsBothTermsApart() {
    RunResult result = run().start();

    assertThat(result.metrics())
        .containsKeys(
            "upper/explicit",
            "upper/implicit",
            "implicit_share",
            "expected_utility",
            "cg_iterations",
            "damping");
    assertThat(metric(result, "implicit_share")).isPositive();
  }

  @Test
  void check6WithoutImplicitTermItIsIteratedRlhf() {
    RunResult result = run().set("implicit", "false").start();

    assertThat(result.metrics()).containsKey("upper/explicit");
    assertThat(result.metrics())
        .doesNotContainKeys("upper/implicit", "implicit_share", "cg_iterations");
  }

  @Test
  void leavesTheImplicitTermOutWhereItIsNotSolved() throws IOException {
    // One product solves no system whose Hessian is not a multiple of the identity.
    RunResult result = run().set("cgIterations", "1").set("iterations", "2").start();

    // In the first iteration all rewards are 0, and so is ∇_θG: nothing is to be solved.
    assertThat(metric(result, "cg_converged")).isEqualTo(0);
    assertThat(metricsAt(result, 2))
        .containsKey("upper/explicit")
        .doesNotContainKey("upper/implicit");
  }

  @Test
  @Tag("slow")
  void bringsAboutTheUtility() {
    RunResult result =
        RUNS.of("parl").set("upper", "utility").set("iterations", "40").seed(1).start();

    // The uniform policy has 1.25; without the implicit term, after 100 iterations, about 2.1.
    assertThat(metric(result, "expected_utility")).isGreaterThan(2.5);
  }

  @Test
  void refusesASingularLowerLevel() {
    refuses(run().set("entropy", "0").set("damping", "0"), "entropy or damping above 0");
  }

  @Test
  void refusesEpisodesWithoutPartner() {
    refuses(run().set("trajectories", "17"), "even");
  }

  @Test
  void refusesUtilityWithoutImplicitTerm() {
    refuses(run().set("upper", "utility").set("implicit", "false"), "implicit: true");
  }

  @Test
  void refusesNegativeDamping() {
    refuses(run().set("damping", "-1"), "damping");
  }

  @Test
  void refusesARewardOfOtherFeatures() {
    refuses(
        run().set("reward", "{id: bradley-terry, features: features, width: 4}"),
        "vectors of 4 numbers");
  }

  private static void refuses(RunBuilder run, String reason) {
    assertThatThrownBy(run::start)
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(reason);
  }
}
