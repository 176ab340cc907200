package org.esscher.api.control;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.esscher.api.Transform;

/** Advantages of played steps under the critic as it is, which a policy gradient is weighted by. */
public final class Advantages {
  private Advantages() {}

  /**
   * Values both ends of each step by the role {@code value}, and has the host's component {@code
   * generalized-advantages} add up what its steps were worth.
   *
   * @param run with the role
   * @param steps whole or cut episodes in their order, as {@link Run#play} gives them
   * @param discount γ, from 0 to 1
   * @param lambda λ, from 0 to 1
   * @return the steps with {@code value}, {@code next_value}, {@code advantage} and {@code
   *     return_to_go}, numbers or, where there are several rewards, vectors
   */
  public static Batch added(Run run, Batch steps, double discount, double lambda) {
    Context context = run.context();
    Batch now = run.score("value", steps, "value", "value");
    Batch ends = steps.with("observation", steps.column("next_observation"));
    Batch later = run.score("value", ends, "value", "value");
    return context
        .component(
            Transform.class,
            "generalized-advantages",
            Map.of("discount", discount, "lambda", lambda))
        .apply(now.with("next_value", later.column("value")), State.empty(), context);
  }
}
