package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.junit.jupiter.api.Test;

class DeclarationTest {
  /** The command line names the columns of all slots but the first by their slot. */
  @Test
  void slotsStandInTheOrderInWhichTheyAreRead() {
    Objective objective =
        in -> {
          Expr pairs = in.slot("pairs").output("policy", "logp", Level.ROW).mean(Level.BATCH);
          Expr online =
              in.slot("online")
                  .groupedBy("prompt_id")
                  .output("policy", "logp", Level.ROW)
                  .mean(Level.BATCH);
          return Losses.of(Loss.exact("loss", "policy", pairs.plus(online)));
        };

    assertThat(new Estimation().requirements(objective).slots().keySet())
        .containsExactly("pairs", "online");
    assertThat(new Estimation().requirements(objective).slots().values())
        .extracting(Requirements.SlotRequirements::groupedBy)
        .containsExactly(null, "prompt_id");
  }
}
