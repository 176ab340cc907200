package org.esscher.plugins.submodularrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.esscher.spitests.TrialRuns.metric;
import static org.esscher.spitests.TrialRuns.rows;

import java.io.IOException;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The recipe, and check 8 of the paper's card. */
class SubmodularRlRecipeTest {
  @AutoClose private static final TrialRuns RUNS = new TrialRuns(SubPo.class.getClassLoader());

  private RunBuilder run() {
    return RUNS.of("submodular-rl")
        .set("width", "3")
        .set("height", "3")
        .set("horizon", "4")
        .set("episodes", "20")
        .set("iterations", "15")
        .seed(4);
  }

  private static double function(RunResult result, String mode) {
    return metric(result, mode + "/function");
  }

  /**
   * Five seeds of the card came to 31.8 ± 1.3 by gains and to 13.9 ± .7 by modular rewards, from
   * 17.7; three of those spreads are allowed for one seed.
   */
  @Test
  @Tag("slow")
  void check8GainsSeeTheGridAndModularRewardsDoNot() throws IOException {
    RunResult result = RUNS.of("submodular-rl").seed(1).start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(rows(result, "function").get(0).number("function"))
        .isGreaterThanOrEqualTo(17)
        .isLessThan(19);
    assertThat(function(result, "marginal")).isBetween(31.8 - 3.9, 31.8 + 3.9);
    assertThat(function(result, "modular")).isBetween(13.9 - 2.1, 13.9 + 2.1);
    assertThat(function(result, "marginal"))
        .isGreaterThanOrEqualTo(1.8 * function(result, "modular"));
  }

  @Test
  void gainsSeeMoreThanAnyOtherPayment() throws IOException {
    RunResult result =
        run().set("modes", "[modular, final-only, marginal]").set("iterations", "40").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(rows(result, "function")).hasSize(6);
    // The start sees five of the nine cells; up, back and down sees the corners too.
    assertThat(function(result, "marginal")).isBetween(8.0, 9.0);
    assertThat(function(result, "marginal")).isGreaterThan(function(result, "modular"));
    assertThat(result.directory().resolve("models/policy@modular.json")).exists();
    assertThat(result.directory().resolve("models/policy@final-only.json")).exists();
  }

  /** Two steps a mode. */
  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run().set("iterations", "11").set("episodes", "10").recipe();
    }
  }

  @Test
  void policiesMaySeeThePast() {
    RunResult result =
        run()
            .set("policyInput", "history")
            .set("modes", "[marginal]")
            .set("optimizer", "{id: adam, rate: 0.1}")
            .set("iterations", "30")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(function(result, "marginal")).isBetween(8.0, 9.0);
  }

  @Test
  void otherFunctionsOfStates() {
    RunResult result =
        run()
            .set(
                "function",
                "{id: item-cover, itemKind: [0, 0, 0, 0, 1, 0, 0, 0, 2], caps: [1, 1, 1]}")
            .set("modes", "[marginal]")
            .set("iterations", "40")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // One of each kind: the start, any neighbor, and the last corner, two moves away.
    assertThat(function(result, "marginal")).isBetween(2.0, 3.0);
  }

  @Test
  void refusesACriticThatItDoesNotTrain() {
    assertThatThrownBy(() -> run().set("baseline", "critic").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("batch-mean");
  }
}
