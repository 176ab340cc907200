package org.esscher.spitests;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.apache.arrow.memory.ArrowBuf;
import org.esscher.api.Batch;
import org.esscher.api.CalledSerially;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.State;
import org.esscher.api.TabularModel;
import org.junit.jupiter.api.Test;

/**
 * A right environment passes; each broken one fails on the rule that it breaks, and on no other.
 */
class EnvironmentVerificationTest {
  /** Verifies what a function of the number of copies makes. */
  private abstract static class Tiny extends EnvironmentVerification {
    private final IntFunction<Environment> make;

    Tiny(IntFunction<Environment> make) {
      this.make = make;
    }

    @Override
    protected EnvironmentProvider provider() {
      return (copies, context) -> make.apply(copies);
    }
  }

  static class Right extends Tiny {
    Right() {
      super(TinyWalk::new);
    }
  }

  @Test
  void rightEnvironmentPasses() {
    Verdict.of(Right.class).passesSkippingOnly();
  }

  private static class Opaque extends TinyWalk {
    Opaque(int copies) {
      super(copies);
    }

    @Override
    public Optional<TabularModel> tabular() {
      return Optional.empty();
    }
  }

  static class RightOpaque extends Tiny {
    RightOpaque() {
      super(Opaque::new);
    }
  }

  @Test
  void environmentsWithoutExactModelPass() {
    Verdict.of(RightOpaque.class).passesSkippingOnly("ENV-6", "ENV-7", "ENV-8", "ENV-15");
  }

  /** The right end is infinitely far. */
  static class FarEnd extends Tiny {
    FarEnd() {
      super(
          copies ->
              new Opaque(copies) {
                @Override
                Column observation(Context context) {
                  double[] seen = places.clone();
                  for (int i = 0; i < seen.length; i++) {
                    seen[i] = 1 / (PLACES - 1 - seen[i]);
                  }
                  return context.columns().numbers(seen);
                }
              });
    }
  }

  @Test
  void infiniteObservationsFail() {
    Verdict.of(FarEnd.class).failsExactly("ENV-1", "Infinity");
  }

  static class PaysUtility extends Tiny {
    PaysUtility() {
      super(
          copies ->
              new Opaque(copies) {
                @Override
                Map<String, Column> outcome(Map<String, Column> columns) {
                  Map<String, Column> changed = new HashMap<>(columns);
                  Column reward = columns.get("reward");
                  changed.remove("reward");
                  changed.put("utility", Objects.requireNonNull(reward));
                  return changed;
                }
              });
    }
  }

  @Test
  void missingColumnsFail() {
    Verdict.of(PaysUtility.class).failsExactly("ENV-2", "gives reward or rewards");
  }

  static class OwnGenerator extends Tiny {
    private static final Random OWN = new Random(7);

    OwnGenerator() {
      super(
          copies ->
              new TinyWalk(copies) {
                @Override
                int move(int place, int action, RandomGenerator random) {
                  return super.move(place, action, OWN);
                }
              });
    }
  }

  @Test
  void generatorsOfOnesOwnFail() {
    Verdict.of(OwnGenerator.class).failsExactly("ENV-3", "with the same seeds");
  }

  /** Saves where the copies are, and not how old their episodes. */
  static class ForgetsAge extends Tiny {
    ForgetsAge() {
      super(
          copies ->
              new TinyWalk(copies) {
                @Override
                public void restore(State saved) {
                  super.restore(saved.with("ages", ages));
                }
              });
    }
  }

  @Test
  void forgottenAgeFails() {
    Verdict.of(ForgetsAge.class).failsExactly("ENV-4", "restored after");
  }

  /** Starts all copies whenever one of them ends. */
  static class ResetsAll extends Tiny {
    ResetsAll() {
      super(
          copies ->
              new TinyWalk(copies) {
                @Override
                public void reset(int[] started, Context context) {
                  super.reset(new int[] {0, 1, 2}, context);
                }
              });
    }
  }

  @Test
  void resettingOthersFails() {
    Verdict.of(ResetsAll.class).failsExactly("ENV-5", "moved copy");
  }

  static class UnsoundModel extends Tiny {
    UnsoundModel() {
      super(
          copies ->
              new TinyWalk(copies) {
                @Override
                double[] next(int state, int action) {
                  double[] next = super.next(state, action);
                  // Nobody comes here in the episodes' steps: it is the state that is never left.
                  if (state == 0 && action == 0) {
                    next[PLACES - 1] = -0.1;
                    next[0] += 0.1;
                  }
                  return next;
                }
              });
    }
  }

  @Test
  void unsoundModelsFail() {
    Verdict.of(UnsoundModel.class).failsExactly("ENV-6", "-0.1");
  }

  static class SlipsMore extends Tiny {
    SlipsMore() {
      super(
          copies ->
              new TinyWalk(copies) {
                @Override
                int move(int place, int action, RandomGenerator random) {
                  int moved = super.move(place, action, random);
                  return random.nextDouble() < 0.1 ? super.move(place, 1 - action, random) : moved;
                }
              });
    }
  }

  @Test
  void otherTransitionsFail() {
    Verdict.of(SlipsMore.class).failsExactly("ENV-7", "chi-square");
  }

  static class PaysLess extends Tiny {
    PaysLess() {
      super(
          copies ->
              new TinyWalk(copies) {
                @Override
                double reward(int place) {
                  return 0.9 * super.reward(place);
                }
              });
    }
  }

  @Test
  void otherRewardsFail() {
    Verdict.of(PaysLess.class).failsExactly("ENV-7", "on average");
  }

  static class LimitTerminates extends Tiny {
    LimitTerminates() {
      super(
          copies ->
              new TinyWalk(copies) {
                @Override
                boolean limitTerminates() {
                  return true;
                }
              });
    }
  }

  @Test
  void timeLimitsThatTerminateFail() {
    Verdict.of(LimitTerminates.class).failsExactly("ENV-8", "always goes on");
  }

  static class IgnoresKnobs extends Tiny {
    IgnoresKnobs() {
      super(
          copies ->
              new TinyWalk(copies) {
                @Override
                public void perturb(Map<String, Double> knobs) {}
              });
    }
  }

  @Test
  void ignoredKnobsFail() {
    Verdict.of(IgnoresKnobs.class).failsExactly("ENV-9", "no_such_knob");
  }

  static class Leaks extends Tiny {
    Leaks() {
      super(
          copies ->
              new TinyWalk(copies) {
                @Override
                Column observation(Context context) {
                  Column column = super.observation(context);
                  ArrowBuf forgotten = column.arrow().getAllocator().buffer(64);
                  forgotten.setLong(0, 1);
                  return column;
                }
              });
    }
  }

  @Test
  void leaksFail() {
    Verdict.of(Leaks.class).failsExactly("ENV-10", "bytes are in use");
  }

  static class ClosesOnce extends Tiny {
    ClosesOnce() {
      super(
          copies ->
              new TinyWalk(copies) {
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
    Verdict.of(ClosesOnce.class).failsExactly("ENV-11", "closed already");
  }

  static class BoundToThread extends Tiny {
    BoundToThread() {
      super(
          copies ->
              new TinyWalk(copies) {
                private final Thread maker = Thread.currentThread();

                @Override
                double reward(int place) {
                  return Thread.currentThread() == maker ? super.reward(place) : -1;
                }
              });
    }
  }

  @Test
  void otherThreadsFail() {
    Verdict.of(BoundToThread.class).failsExactly("ENV-12", "on another thread");
  }

  /** Counts the environments that were made and not closed; two at once slow each other down. */
  static class SharesState extends Tiny {
    private static int open;

    SharesState() {
      super(
          copies ->
              new TinyWalk(copies) {
                private int previous = -1;

                @Override
                int move(int place, int action, RandomGenerator random) {
                  boolean interrupted = previous >= 0 && open != previous;
                  open++;
                  previous = open;
                  int moved = super.move(place, action, random);
                  return interrupted ? place : moved;
                }
              });
    }
  }

  @Test
  void sharedStateFails() {
    Verdict.of(SharesState.class).failsExactly("ENV-13", "beside another environment");
  }

  /** Starts episodes that ended within the step that ended them. */
  static class ResetsItself extends Tiny {
    ResetsItself() {
      super(
          copies ->
              new TinyWalk(copies) {
                @Override
                public Batch step(Batch actions, Context context) {
                  Batch outcome = super.step(actions, context);
                  for (int copy = 0; copy < copies(); copy++) {
                    if (outcome.column("truncated").at(copy) != 0) {
                      start(copy, context);
                    }
                  }
                  return outcome;
                }
              });
    }
  }

  @Test
  void resettingItselfFails() {
    Verdict.of(ResetsItself.class).failsExactly("ENV-14", "but the step gave next_observation");
  }

  static class WrapsActions extends Tiny {
    WrapsActions() {
      super(
          copies ->
              new TinyWalk(copies) {
                @Override
                void requireAction(double action, int row) {}
              });
    }
  }

  @Test
  void invalidActionsThatAreTakenFail() {
    Verdict.of(WrapsActions.class).failsExactly("ENV-15", "was taken");
  }

  /** Is wrong where it was made while another one was made. */
  private static final class Meeting extends TinyWalk {
    private final boolean wrong;

    Meeting(int copies, Encounter encounter) {
      super(copies);
      wrong = encounter.met();
    }

    @Override
    double reward(int place) {
      return wrong ? -1 : super.reward(place);
    }
  }

  static class MeetingUnsaid extends Tiny {
    private static final Encounter ENCOUNTER = new Encounter(60_000);

    MeetingUnsaid() {
      super(copies -> new Meeting(copies, ENCOUNTER));
    }
  }

  /** Says that its environments must not be called at once. */
  @CalledSerially
  private record MeetingNobody(Encounter encounter) implements EnvironmentProvider {
    @Override
    public Environment create(int copies, Context context) {
      return new Meeting(copies, encounter);
    }
  }

  static class MeetingSaid extends EnvironmentVerification {
    private static final Encounter ENCOUNTER = new Encounter(20);

    @Override
    protected EnvironmentProvider provider() {
      return new MeetingNobody(ENCOUNTER);
    }
  }

  @Test
  void callsAtOnceFailUnlessTheyAreDeclaredSerial() {
    Verdict.of(MeetingUnsaid.class).failsExactly("ENV-16", "on several threads at once");
    Verdict.of(MeetingSaid.class).passesSkippingOnly();
  }
}
