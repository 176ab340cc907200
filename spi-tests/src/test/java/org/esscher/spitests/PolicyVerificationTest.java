package org.esscher.spitests;

import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Gradient;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A right policy passes; each broken one fails on the rule that it breaks, and on no other. */
class PolicyVerificationTest {
  /** Verifies what a function of the saved state makes. */
  private abstract static class Tiny extends PolicyVerification {
    private final Function<@Nullable State, Policy> make;

    Tiny(Function<@Nullable State, Policy> make) {
      this.make = make;
    }

    @Override
    protected PolicyProvider provider() {
      return (context, saved) -> make.apply(saved);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return TinySoftmax.contexts(columns);
    }
  }

  static class Right extends Tiny {
    Right() {
      super(TinySoftmax::new);
    }
  }

  @Test
  void rightPolicyPasses() {
    Verdict.of(Right.class).passesSkippingOnly();
  }

  /** Probabilities sum to 1.000001. */
  static class Unnormalised extends Tiny {
    Unnormalised() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                double excess() {
                  return 1e-6;
                }
              });
    }
  }

  @Test
  void probabilitiesThatDontSumToOneFail() {
    Verdict.of(Unnormalised.class).failsExactly("POL-1", "sum to 1.00000");
  }

  static class TwoLogps extends Tiny {
    TwoLogps() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                double output(Batch batch, int row) {
                  return super.output(batch, row) - 1e-6;
                }
              });
    }
  }

  @Test
  void disagreeingLogpsFail() {
    Verdict.of(TwoLogps.class).failsExactly("POL-2", "enumerate says");
  }

  /** Draws uniformly, and says that it didn't. */
  static class SamplesUniformly extends Tiny {
    SamplesUniformly() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                int draw(Batch contexts, int row, RandomGenerator random) {
                  return random.nextInt(ACTIONS);
                }
              });
    }
  }

  @Test
  void samplesThatDontFollowFail() {
    Verdict.of(SamplesUniformly.class).failsExactly("POL-3", "chi-square");
  }

  static class WrongSign extends Tiny {
    WrongSign() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                double sign() {
                  return -1;
                }
              });
    }
  }

  @Test
  void wrongGradientFails() {
    Verdict.of(WrongSign.class).failsExactly("POL-4", "central difference");
  }

  static class Forgets extends Tiny {
    Forgets() {
      super(saved -> new TinySoftmax(null));
    }
  }

  @Test
  void forgottenStateFails() {
    Verdict.of(Forgets.class).failsExactly("POL-5", "restored");
  }

  /** A billionth more in a batch of one row. */
  static class SeesBatchMates extends Tiny {
    SeesBatchMates() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                double output(Batch batch, int row) {
                  return super.output(batch, row) + (batch.rows() == 1 ? 1e-9 : 0);
                }
              });
    }
  }

  @Test
  void batchMatesFail() {
    Verdict.of(SeesBatchMates.class).failsExactly("POL-6", "alone");
  }

  /** The same, declaring that the rows of a prompt belong together: never one row. */
  static class GroupedMates extends SeesBatchMates {
    @Override
    protected String group() {
      return "prompt_id";
    }
  }

  @Test
  void rowsOfAGroupStayTogether() {
    Verdict.of(GroupedMates.class).passes();
  }

  static class StepsInPullback extends Tiny {
    StepsInPullback() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                Gradient gradient(Batch batch, Map<String, Column> cotangents) {
                  Gradient gradient = super.gradient(batch, cotangents);
                  assign(parameters().plus(vector(gradient).times(0.01)));
                  return gradient;
                }
              });
    }
  }

  @Test
  void steppingFails() {
    Verdict.of(StepsInPullback.class).failsExactly("POL-7", "after pullback");
  }

  static class OwnGenerator extends Tiny {
    OwnGenerator() {
      super(
          saved ->
              new TinySoftmax(saved) {
                private final Random own = new Random(5);

                @Override
                int draw(Batch contexts, int row, RandomGenerator random) {
                  return super.draw(contexts, row, own);
                }
              });
    }
  }

  @Test
  void generatorsOfOnesOwnFail() {
    Verdict.of(OwnGenerator.class).failsExactly("POL-8", "with the same seed");
  }
}
