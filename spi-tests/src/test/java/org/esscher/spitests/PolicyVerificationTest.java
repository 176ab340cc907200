package org.esscher.spitests;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.OutOfMemoryException;
import org.esscher.api.Batch;
import org.esscher.api.CalledSerially;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;
import org.esscher.api.InputGradient;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
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
    Verdict.of(Right.class).passesSkippingOnly("POL-11", "POL-16");
  }

  static class RightInGuessedContexts extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return (context, saved) -> new TinySoftmax(saved);
    }
  }

  @Test
  void contextsAreGuessedFromTheInputs() {
    Verdict.of(RightInGuessedContexts.class).passesSkippingOnly("POL-11", "POL-16");
  }

  static class KnowsNoGuessedPlace extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return (context, saved) ->
          new TinySoftmax(saved) {
            @Override
            double output(Batch batch, int row) {
              throw EsscherException.data("row %d is not a place", row);
            }
          };
    }
  }

  @Test
  void contextsThatCantBeGuessedAreAskedFor() {
    Verdict.of(KnowsNoGuessedPlace.class)
        .failsWherever("row 0 is not a place", "To do: override contexts(Columns).");
  }

  /** Probabilities sum to 1.000001. */
  static class Unnormalized extends Tiny {
    Unnormalized() {
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
    Verdict.of(Unnormalized.class).failsExactly("POL-1", "sum to 1.00000");
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
  static class GroupedMates extends Tiny {
    GroupedMates() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                public Optional<String> groupedBy(Set<String> columns) {
                  return Optional.of("prompt_id");
                }

                @Override
                double output(Batch batch, int row) {
                  return super.output(batch, row) + (batch.rows() == 1 ? 1e-9 : 0);
                }
              });
    }
  }

  @Test
  void rowsOfAGroupStayTogether() {
    Verdict.of(GroupedMates.class).passes();
  }

  /** The test knows of a group, but the host doesn't. */
  static class HidesItsGroup extends Tiny {
    HidesItsGroup() {
      super(TinySoftmax::new);
    }

    @Override
    protected String group() {
      return "prompt_id";
    }
  }

  @Test
  void hiddenGroupsFail() {
    Verdict.of(HidesItsGroup.class).failsExactly("POL-6", "groupedBy()");
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

  /** Grows by a quadrillionth a call. */
  static class Drifts extends Tiny {
    Drifts() {
      super(
          saved ->
              new TinySoftmax(saved) {
                private int calls;

                @Override
                Column column(double[] values, Context context) {
                  calls++;
                  double[] drifted = values.clone();
                  drifted[0] += 1e-15 * calls;
                  return super.column(drifted, context);
                }
              });
    }
  }

  @Test
  void driftingOutputsFail() {
    Verdict.of(Drifts.class).failsExactly("POL-9", "of the same rows");
  }

  static class UndeclaredInput extends Tiny {
    UndeclaredInput() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                public Set<String> inputs() {
                  return Set.of("action");
                }
              });
    }
  }

  @Test
  void undeclaredInputsFail() {
    Verdict.of(UndeclaredInput.class).failsExactly("POL-10", "prompt_id");
  }

  /** Can't list its choices, so that only samples tell what it does. */
  private static class Unlisted extends TinySoftmax {
    Unlisted(@Nullable State saved) {
      super(saved);
    }

    @Override
    public <T> Optional<T> as(Class<T> capability) {
      return capability == Enumerable.class ? Optional.empty() : super.as(capability);
    }
  }

  static class RightUnlisted extends Tiny {
    RightUnlisted() {
      super(Unlisted::new);
    }
  }

  @Test
  void rightPolicyThatListsNothingPasses() {
    Verdict.of(RightUnlisted.class)
        .passesSkippingOnly("POL-1", "POL-2", "POL-3", "POL-13", "POL-14", "POL-16");
  }

  /** Records at temperature 1/2 what logp says at temperature 1. */
  static class OtherTemperature extends Tiny {
    OtherTemperature() {
      super(
          saved ->
              new Unlisted(saved) {
                @Override
                double behavior(Batch contexts, int row, int action) {
                  double normalizer = 0;
                  for (int other = 0; other < ACTIONS; other++) {
                    normalizer += Math.exp(2 * logp(contexts, row, other));
                  }
                  return 2 * logp(contexts, row, action) - Math.log(normalizer);
                }
              });
    }
  }

  @Test
  void ratiosThatAreNotOneFail() {
    Verdict.of(OtherTemperature.class).failsExactly("POL-11", "a ratio of");
  }

  static class Interleaves extends Tiny {
    Interleaves() {
      super(
          saved ->
              new Unlisted(saved) {
                @Override
                public Batch sample(
                    Batch contexts, int each, RandomGenerator random, Context context) {
                  Batch drawn = super.sample(contexts, each, random, context);
                  int[] order = new int[drawn.rows()];
                  Arrays.setAll(order, i -> i % contexts.rows() * each + i / contexts.rows());
                  return drawn.take(order);
                }
              });
    }
  }

  @Test
  void interleavedDrawsFail() {
    Verdict.of(Interleaves.class).failsExactly("POL-12", "is not of context");
  }

  /** exp of the logits as they are. */
  static class Overflows extends Tiny {
    Overflows() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                double largest(int context) {
                  return 0;
                }
              });
    }
  }

  @Test
  void overflowFails() {
    Verdict.of(Overflows.class).failsExactly("POL-13", "±800");
  }

  static class AssignsHalf extends Tiny {
    AssignsHalf() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                double logit(double logp) {
                  return logp / 2;
                }
              });
    }
  }

  @Test
  void wrongAssignmentFails() {
    Verdict.of(AssignsHalf.class).failsExactly("POL-14", "was assigned");
  }

  /** Trust region of its own: parameters beyond ±1.2 are cut. */
  static class CutsParameters extends Tiny {
    CutsParameters() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                public void assign(Vector parameters) {
                  double[] cut = parameters.toArray();
                  Arrays.setAll(cut, i -> Math.max(-1.2, Math.min(1.2, cut[i])));
                  super.assign(Vector.of(cut));
                }
              });
    }
  }

  @Test
  void cutParametersFail() {
    Verdict.of(CutsParameters.class).failsExactly("POL-15", "after assign");
  }

  /** Takes a column that every logit is shifted by: its derivative is 0, whatever is said. */
  private static class Shifted extends TinySoftmax implements InputGradient {
    private final double stated;

    Shifted(@Nullable State saved, double stated) {
      super(saved);
      this.stated = stated;
    }

    @Override
    public Set<String> inputs() {
      return Set.of("prompt_id", "action", "shift");
    }

    @Override
    public Set<String> differentiableInputs() {
      return Set.of("shift");
    }

    @Override
    Map<String, Column> inputs(
        Batch batch, Map<String, Column> cotangents, Set<String> wanted, Context context) {
      double[] constant = new double[batch.rows()];
      Arrays.fill(constant, stated);
      return wanted.isEmpty() ? Map.of() : Map.of("shift", context.columns().numbers(constant));
    }
  }

  private abstract static class TinyShifted extends Tiny {
    TinyShifted(double stated) {
      super(saved -> new Shifted(saved, stated));
    }

    @Override
    protected Batch contexts(Columns columns) {
      return super.contexts(columns).with("shift", columns.numbers(0.5, -1, 2));
    }
  }

  static class RightShift extends TinyShifted {
    RightShift() {
      super(0);
    }
  }

  static class WrongShift extends TinyShifted {
    WrongShift() {
      super(0.01);
    }
  }

  @Test
  void rightInputCotangentsPass() {
    Verdict.of(RightShift.class).passesSkippingOnly("POL-11");
  }

  @Test
  void wrongInputCotangentsFail() {
    Verdict.of(WrongShift.class).failsExactly("POL-16", "input shift");
  }

  static class Leaks extends Tiny {
    Leaks() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                double output(Batch batch, int row) {
                  if (row == 0) {
                    ArrowBuf forgotten =
                        batch.column("prompt_id").arrow().getAllocator().buffer(64);
                    forgotten.setLong(0, row);
                  }
                  return super.output(batch, row);
                }
              });
    }
  }

  @Test
  void leaksFail() {
    Verdict.of(Leaks.class).failsExactly("POL-17", "bytes are in use");
  }

  /** Tries once more where memory is refused. */
  static class HidesRefusal extends Tiny {
    HidesRefusal() {
      super(
          saved ->
              new TinySoftmax(saved) {
                @Override
                Column column(double[] values, Context context) {
                  try {
                    return super.column(values, context);
                  } catch (OutOfMemoryException refused) {
                    return super.column(new double[values.length], context);
                  }
                }
              });
    }
  }

  @Test
  void hiddenRefusalsFail() {
    Verdict.of(HidesRefusal.class).failsExactly("POL-18", "as if nothing had happened");
  }

  static class ClosesOnce extends Tiny {
    ClosesOnce() {
      super(
          saved ->
              new TinySoftmax(saved) {
                private boolean closed;

                @Override
                public void close() {
                  if (closed) {
                    throw new IllegalStateException("closed already");
                  }
                  closed = true;
                }
              });
    }
  }

  @Test
  void closingOnceFails() {
    Verdict.of(ClosesOnce.class).failsExactly("POL-19", "closed already");
  }

  static class BoundToThread extends Tiny {
    BoundToThread() {
      super(
          saved ->
              new TinySoftmax(saved) {
                private final Thread maker = Thread.currentThread();

                @Override
                double output(Batch batch, int row) {
                  double logp = super.output(batch, row);
                  return Thread.currentThread() == maker ? logp : logp - 1e-3;
                }
              });
    }
  }

  @Test
  void otherThreadsFail() {
    Verdict.of(BoundToThread.class).failsExactly("POL-20", "on another thread");
  }

  /** Is wrong where it was made while another one was made. */
  private static final class Meeting extends TinySoftmax {
    private final boolean wrong;

    Meeting(@Nullable State saved, Encounter encounter) {
      super(saved);
      wrong = encounter.met();
    }

    @Override
    double output(Batch batch, int row) {
      double logp = super.output(batch, row);
      return wrong ? logp - 1e-3 : logp;
    }
  }

  static class MeetingUnsaid extends Tiny {
    private static final Encounter ENCOUNTER = new Encounter(60_000);

    MeetingUnsaid() {
      super(saved -> new Meeting(saved, ENCOUNTER));
    }
  }

  /** Says that its policies must not be called at once. */
  @CalledSerially
  private record MeetingNobody(Encounter encounter) implements PolicyProvider {
    @Override
    public Policy create(Context context, @Nullable State saved) {
      return new Meeting(saved, encounter);
    }
  }

  static class MeetingSaid extends PolicyVerification {
    private static final Encounter ENCOUNTER = new Encounter(20);

    @Override
    protected PolicyProvider provider() {
      return new MeetingNobody(ENCOUNTER);
    }

    @Override
    protected Batch contexts(Columns columns) {
      return TinySoftmax.contexts(columns);
    }
  }

  @Test
  void callsAtOnceFailUnlessTheyAreDeclaredSerial() {
    Verdict.of(MeetingUnsaid.class).failsExactly("POL-21", "on several threads at once");
    Verdict.of(MeetingSaid.class).passesSkippingOnly("POL-11", "POL-16");
  }
}
