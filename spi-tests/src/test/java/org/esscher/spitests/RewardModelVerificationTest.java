package org.esscher.spitests;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.OutOfMemoryException;
import org.esscher.api.Batch;
import org.esscher.api.CalledSerially;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A right reward model passes; each broken one fails on the rule that it breaks, and on no other.
 */
class RewardModelVerificationTest {
  /** Verifies what a function of the saved state makes. */
  private abstract static class Tiny extends RewardModelVerification {
    private final Function<@Nullable State, RewardModel> make;

    Tiny(Function<@Nullable State, RewardModel> make) {
      this.make = make;
    }

    @Override
    protected RewardModelProvider provider() {
      return (context, saved) -> make.apply(saved);
    }

    @Override
    protected Batch rows(Columns columns) {
      return TinyReward.rows(columns);
    }
  }

  static class Right extends Tiny {
    Right() {
      super(TinyReward::new);
    }
  }

  @Test
  void rightRewardPasses() {
    Verdict.of(Right.class).passesSkippingOnly();
  }

  static class RightOnGuessedRows extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return (context, saved) -> new TinyReward(saved);
    }
  }

  @Test
  void rowsAreGuessedFromTheInputs() {
    Verdict.of(RightOnGuessedRows.class).passesSkippingOnly();
  }

  static class KnowsNoGuessedRow extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return (context, saved) ->
          new TinyReward(saved) {
            @Override
            public Forward forward(Batch batch, Set<String> outputs, Context context) {
              throw EsscherException.data("row 0 can't be judged");
            }
          };
    }
  }

  @Test
  void rowsThatCantBeGuessedAreAskedFor() {
    Verdict.of(KnowsNoGuessedRow.class)
        .failsWherever("row 0 can't be judged", "To do: override rows(Columns).");
  }

  /** 0/0 for a row of features 0.5 and −1. */
  static class NotANumber extends Tiny {
    NotANumber() {
      super(saved -> new Constant(Double.NaN));
    }
  }

  /** No parameters, one score. */
  private static final class Constant extends TinyReward {
    private final double value;

    Constant(double value) {
      super(null);
      this.value = value;
    }

    @Override
    double score(Batch batch, int row) {
      return value;
    }

    @Override
    public <T> Optional<T> as(Class<T> capability) {
      return Optional.empty();
    }
  }

  @Test
  void scoresThatAreNoNumbersFail() {
    Verdict.of(NotANumber.class).failsExactly("REW-1", "is NaN");
  }

  /** −∞ is a reward: impossible. */
  static class Impossible extends Tiny {
    Impossible() {
      super(saved -> new Constant(Double.NEGATIVE_INFINITY));
    }
  }

  @Test
  void impossibleRowsPass() {
    Verdict.of(Impossible.class).passes();
  }

  /** A billionth more in a batch of one row. */
  static class SeesBatchMates extends Tiny {
    SeesBatchMates() {
      super(
          saved ->
              new TinyReward(saved) {
                @Override
                double score(Batch batch, int row) {
                  return super.score(batch, row) + (batch.rows() == 1 ? 1e-9 : 0);
                }
              });
    }
  }

  @Test
  void batchMatesFail() {
    Verdict.of(SeesBatchMates.class).failsExactly("REW-2", "alone");
  }

  static class WrongFactor extends Tiny {
    WrongFactor() {
      super(
          saved ->
              new TinyReward(saved) {
                @Override
                double factor() {
                  return 0.5;
                }
              });
    }
  }

  @Test
  void wrongGradientFails() {
    Verdict.of(WrongFactor.class).failsExactly("REW-3", "central difference");
  }

  static class Forgets extends Tiny {
    Forgets() {
      super(saved -> new TinyReward(null));
    }
  }

  @Test
  void forgottenStateFails() {
    Verdict.of(Forgets.class).failsExactly("REW-4", "restored");
  }

  static class StepsInPullback extends Tiny {
    StepsInPullback() {
      super(
          saved ->
              new TinyReward(saved) {
                @Override
                void pulled(Set<String> wantedInputs) {
                  if (wantedInputs.isEmpty()) {
                    assign(parameters().times(0.99));
                  }
                }
              });
    }
  }

  @Test
  void steppingFails() {
    Verdict.of(StepsInPullback.class).failsExactly("REW-5", "after pullback");
  }

  /** The first one named has an advantage. */
  static class FavorsTheFirst extends Tiny {
    FavorsTheFirst() {
      super(
          saved ->
              new TinyReward(saved) {
                @Override
                public Column compare(Batch first, Batch second, Context context) {
                  double[] fair = super.compare(first, second, context).toArray();
                  Arrays.setAll(fair, i -> 0.99 * fair[i] + 0.01);
                  return context.columns().numbers(fair);
                }
              });
    }
  }

  @Test
  void unfairComparisonsFail() {
    Verdict.of(FavorsTheFirst.class).failsExactly("REW-6", "together 1.01");
  }

  /** Grows by a quadrillionth a call. */
  static class Drifts extends Tiny {
    Drifts() {
      super(
          saved ->
              new TinyReward(saved) {
                private int calls;

                @Override
                Column column(double[] scores, Context context) {
                  calls++;
                  double[] drifted = scores.clone();
                  drifted[drifted.length - 1] += 1e-15 * calls;
                  return super.column(drifted, context);
                }
              });
    }
  }

  @Test
  void driftingScoresFail() {
    Verdict.of(Drifts.class).failsExactly("REW-7", "of the same rows");
  }

  static class UndeclaredInput extends Tiny {
    UndeclaredInput() {
      super(
          saved ->
              new TinyReward(saved) {
                @Override
                double score(Batch batch, int row) {
                  return super.score(batch, row) + batch.column("prompt_id").at(row);
                }
              });
    }
  }

  @Test
  void undeclaredInputsFail() {
    Verdict.of(UndeclaredInput.class).failsExactly("REW-8", "prompt_id");
  }

  /**
   * Scores the other row of the prompt, where there are two: right only in each one's own place.
   */
  static class SwapsRowsOfAPrompt extends Tiny {
    SwapsRowsOfAPrompt() {
      super(
          saved ->
              new TinyReward(saved) {
                @Override
                public Set<String> inputs() {
                  return Set.of("features", "prompt_id");
                }

                @Override
                public Optional<String> groupedBy(Set<String> columns) {
                  return Optional.of("prompt_id");
                }

                @Override
                double score(Batch batch, int row) {
                  boolean first = true;
                  for (int other = 0; other < row; other++) {
                    first &=
                        batch.column("prompt_id").at(other) != batch.column("prompt_id").at(row);
                  }
                  return super.score(batch, row) + (first ? 0.5 : 0);
                }
              });
    }

    @Override
    protected String group() {
      return "prompt_id";
    }
  }

  @Test
  void scoresThatDependOnPlaceFail() {
    Verdict.of(SwapsRowsOfAPrompt.class).failsExactly("REW-9", "reversed");
  }

  /** Weights beyond ±1.2 are cut. */
  static class CutsParameters extends Tiny {
    CutsParameters() {
      super(
          saved ->
              new TinyReward(saved) {
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
    Verdict.of(CutsParameters.class).failsExactly("REW-10", "after assign");
  }

  static class WrongInputFactor extends Tiny {
    WrongInputFactor() {
      super(
          saved ->
              new TinyReward(saved) {
                @Override
                double inputFactor() {
                  return -1;
                }
              });
    }
  }

  @Test
  void wrongInputCotangentsFail() {
    Verdict.of(WrongInputFactor.class).failsExactly("REW-11", "input features");
  }

  static class Leaks extends Tiny {
    Leaks() {
      super(
          saved ->
              new TinyReward(saved) {
                @Override
                double score(Batch batch, int row) {
                  if (row == 0) {
                    ArrowBuf forgotten = batch.column("features").arrow().getAllocator().buffer(64);
                    forgotten.setLong(0, row);
                  }
                  return super.score(batch, row);
                }
              });
    }
  }

  @Test
  void leaksFail() {
    Verdict.of(Leaks.class).failsExactly("REW-12", "bytes are in use");
  }

  /** Scores 0 where memory is refused. */
  static class HidesRefusal extends Tiny {
    HidesRefusal() {
      super(
          saved ->
              new TinyReward(saved) {
                @Override
                Column column(double[] scores, Context context) {
                  try {
                    return super.column(scores, context);
                  } catch (OutOfMemoryException refused) {
                    return super.column(new double[scores.length], context);
                  }
                }
              });
    }
  }

  @Test
  void hiddenRefusalsFail() {
    Verdict.of(HidesRefusal.class).failsExactly("REW-13", "as if nothing had happened");
  }

  static class ClosesOnce extends Tiny {
    ClosesOnce() {
      super(
          saved ->
              new TinyReward(saved) {
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
    Verdict.of(ClosesOnce.class).failsExactly("REW-14", "closed already");
  }

  static class BoundToThread extends Tiny {
    BoundToThread() {
      super(
          saved ->
              new TinyReward(saved) {
                private final Thread maker = Thread.currentThread();

                @Override
                double score(Batch batch, int row) {
                  double score = super.score(batch, row);
                  return Thread.currentThread() == maker ? score : score + 1;
                }
              });
    }
  }

  @Test
  void otherThreadsFail() {
    Verdict.of(BoundToThread.class).failsExactly("REW-15", "on another thread");
  }

  /** Is wrong where it was made while another one was made. */
  private static class Meeting extends TinyReward {
    private final boolean wrong;

    Meeting(@Nullable State saved, Encounter encounter) {
      super(saved);
      wrong = encounter.met();
    }

    @Override
    double score(Batch batch, int row) {
      double score = super.score(batch, row);
      return wrong ? score + 1 : score;
    }
  }

  static class MeetingUnsaid extends Tiny {
    private static final Encounter ENCOUNTER = new Encounter(60_000);

    MeetingUnsaid() {
      super(saved -> new Meeting(saved, ENCOUNTER));
    }
  }

  /** Says that it must not be called while another one is; its provider is a function. */
  @CalledSerially
  private static final class MeetingNobody extends Meeting {
    MeetingNobody(@Nullable State saved, Encounter encounter) {
      super(saved, encounter);
    }
  }

  static class MeetingSaid extends Tiny {
    private static final Encounter ENCOUNTER = new Encounter(20);

    MeetingSaid() {
      super(saved -> new MeetingNobody(saved, ENCOUNTER));
    }
  }

  @Test
  void callsAtOnceFailUnlessTheyAreDeclaredSerial() {
    Verdict.of(MeetingUnsaid.class).failsExactly("REW-16", "on several threads at once");
    Verdict.of(MeetingSaid.class).passesSkippingOnly();
  }
}
