package org.esscher.spitests;

import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.OutOfMemoryException;
import org.esscher.api.CalledSerially;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.api.Update;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Estimators of rewards, ratios and values, right and broken, and what broken ones do with state,
 * memory and threads: each fails on the rule that it breaks, and on no other.
 */
class EstimatorStatisticsTest {
  private abstract static class Verified extends EstimatorVerification {
    private final Objective objective;

    Verified(Objective objective) {
      this.objective = objective;
    }

    @Override
    protected Estimator estimator() {
      return objective;
    }
  }

  // ---- EST-11: surrogates

  private static Losses scoreFunction(Slot slot, Expr factor, Expr followed) {
    Expr reward = slot.column("reward", Level.ROW);
    Expr logp = slot.output("policy", "logp", Level.ROW);
    return Losses.of(
        Loss.surrogate(
                "policy",
                "policy",
                reward.mean(Level.BATCH).negate(),
                factor.times(logp).mean(Level.BATCH).negate())
            .following(followed.mean(Level.BATCH).negate()));
  }

  private static Losses scoreFunction(Slot slot, Expr factor) {
    return scoreFunction(slot, factor, slot.column("reward", Level.ROW));
  }

  private static Expr reward(Slot slot) {
    return slot.column("reward", Level.ROW);
  }

  static class LeaveOneOut extends Verified {
    LeaveOneOut() {
      super(
          in -> {
            Slot slot = in.slot("samples").groupedBy("prompt_id");
            return scoreFunction(
                slot, reward(slot).minus(reward(slot).leaveOneOutMean(Level.GROUP)));
          });
    }

    @Override
    protected int minimumGroupSize() {
      return 2;
    }
  }

  @Test
  void leaveOneOutPasses() {
    Verdict.of(LeaveOneOut.class)
        .passesSkippingOnly(
            "EST-4", "EST-9", "EST-10", "EST-12", "EST-13", "EST-14", "EST-19", "EST-21");
  }

  /** The group's mean holds the row's own reward, which takes half of the gradient away. */
  static class OwnRewardInBaseline extends Verified {
    OwnRewardInBaseline() {
      super(
          in -> {
            Slot slot = in.slot("samples").groupedBy("prompt_id");
            return scoreFunction(slot, reward(slot).minus(reward(slot).mean(Level.GROUP)));
          });
    }
  }

  @Test
  void biasedBaselineFails() {
    Verdict.of(OwnRewardInBaseline.class).failsExactly("EST-11", "the expected gradient");
  }

  /** Says what it follows: the reward, but for the share of it that the baseline takes. */
  static class OwnRewardDeclared extends Verified {
    OwnRewardDeclared() {
      super(
          in -> {
            Slot slot = in.slot("samples").groupedBy("prompt_id");
            Expr share = Expr.of(1).minus(slot.weight().over(reward(slot).count(Level.GROUP)));
            return scoreFunction(
                slot,
                reward(slot).minus(reward(slot).mean(Level.GROUP)),
                reward(slot).times(share));
          });
    }
  }

  @Test
  void declaredBiasPasses() {
    Verdict.of(OwnRewardDeclared.class).passes();
  }

  /** Ascends what it should descend. */
  static class WrongSign extends Verified {
    WrongSign() {
      super(in -> scoreFunction(in.slot("samples"), reward(in.slot("samples")).negate()));
    }
  }

  @Test
  void ascendingFails() {
    Verdict.of(WrongSign.class).failsExactly("EST-11", "derivative of the expected value");
  }

  private static Losses divergence(Slot slot, Expr factor) {
    Expr logp = slot.output("policy", "logp", Level.TOKEN);
    Expr ref = slot.output("policy@ref", "logp", Level.TOKEN);
    Expr whole = logp.minus(ref).sum(Level.ROW);
    return Losses.of(
        Loss.surrogate(
            "kl",
            "policy",
            whole.mean(Level.BATCH),
            factor.stop().times(logp.sum(Level.ROW)).mean(Level.BATCH)));
  }

  private static Expr logRatio(Slot slot) {
    return slot.output("policy", "logp", Level.TOKEN)
        .minus(slot.output("policy@ref", "logp", Level.TOKEN))
        .sum(Level.ROW);
  }

  static class ReverseKl extends Verified {
    ReverseKl() {
      super(in -> divergence(in.slot("samples"), logRatio(in.slot("samples"))));
    }
  }

  @Test
  void reverseKlPasses() {
    Verdict.of(ReverseKl.class)
        .passesSkippingOnly(
            "EST-3", "EST-10", "EST-13", "EST-14", "EST-15", "EST-16", "EST-19", "EST-21");
  }

  /** Reports KL(π‖ref) and descends k3 of it, whose gradient is that of KL(ref‖π). */
  static class ForwardGradientOfReverseKl extends Verified {
    ForwardGradientOfReverseKl() {
      super(
          in ->
              divergence(
                  in.slot("samples"), logRatio(in.slot("samples")).negate().expm1().negate()));
    }
  }

  @Test
  void gradientOfAnotherDivergenceFails() {
    Verdict.of(ForwardGradientOfReverseKl.class).failsExactly("EST-11", "loss kl");
  }

  // ---- EST-12: broadcasting

  /** Squared distance of each token's log-probability from a value of its row. */
  static class TokenError implements CustomObjective {
    @Override
    public Split split() {
      return Split.ROW;
    }

    @Override
    public Map<String, Expr> reads(Inputs in) {
      Slot slot = in.slot("rows");
      return Map.of(
          "logp", slot.output("policy", "logp", Level.TOKEN),
          "target", slot.column("target", Level.ROW),
          "weight", slot.weight());
    }

    /** The value that a token is compared with. */
    double target(Column target, int row, int place, boolean square) {
      return target.at(row);
    }

    private static boolean square(Column logp) {
      for (int row = 0; row < logp.rows(); row++) {
        if (logp.start(row + 1) - logp.start(row) != logp.rows()) {
          return false;
        }
      }
      return logp.rows() > 0;
    }

    @Override
    public Result estimate(Data data, State state, Context context) {
      Column logp = data.get("logp");
      Column target = data.get("target");
      double[] cotangents = new double[logp.start(logp.rows())];
      double sum = 0;
      double total = 0;
      for (int row = 0; row < logp.rows(); row++) {
        double weight = data.get("weight").at(row);
        total += weight;
        for (int token = logp.start(row); token < logp.start(row + 1); token++) {
          double wanted = target(target, row, token - logp.start(row), square(logp));
          double error = logp.at(token) - wanted;
          sum += weight * error * error;
          cotangents[token] = 2 * weight * error;
        }
      }
      Column shaped = context.columns().shapedLike(logp, cotangents);
      return Result.of(
          new Part("error", Set.of("policy"), Loss.Kind.EXACT, sum, total, Map.of("logp", shaped)));
    }
  }

  static class RightTokens extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new TokenError();
    }
  }

  @Test
  void tokensInCodePass() {
    Verdict.of(RightTokens.class)
        .passesSkippingOnly("EST-3", "EST-11", "EST-13", "EST-14", "EST-15", "EST-16", "EST-19");
  }

  /** Takes (B,) against (B, T) along the tokens wherever that fits. */
  static class BroadcastsAlongTokens extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new TokenError() {
        @Override
        double target(Column target, int row, int place, boolean square) {
          return target.at(square ? place : row);
        }
      };
    }
  }

  @Test
  void wrongBroadcastFails() {
    Verdict.of(BroadcastsAlongTokens.class).failsExactly("EST-12", "rows reordered");
  }

  // ---- EST-13: ratios

  private static Losses ratio(Inputs in, double temperature, double bound) {
    Slot slot = in.slot("samples");
    Expr logp = slot.output("policy", "logp", Level.TOKEN);
    Expr old = slot.column("old_logp", Level.TOKEN);
    Expr logRatio = logp.over(temperature).minus(old);
    Expr gain = logRatio.times(slot.column("advantage", Level.ROW));
    return Losses.of(Loss.exact("ratio", "policy", gain.negate().mean(Level.BATCH)))
        .metric("clip_fraction", logRatio.abs().greaterThan(bound).mean(Level.BATCH));
  }

  static class RightRatio extends Verified {
    RightRatio() {
      super(in -> ratio(in, 1, 0.2));
    }
  }

  @Test
  void ratiosPass() {
    Verdict.of(RightRatio.class)
        .passesSkippingOnly("EST-3", "EST-10", "EST-11", "EST-14", "EST-19", "EST-21");
  }

  static class RatioOfTemperatures extends Verified {
    RatioOfTemperatures() {
      super(in -> ratio(in, 0.9, 0.2));
    }
  }

  @Test
  void ratioOfTwoTemperaturesFails() {
    Verdict.of(RatioOfTemperatures.class).failsExactly("EST-13", "0.7 added");
  }

  /** Counts a ratio of 1 as clipped. */
  static class ClipsAtOne extends Verified {
    ClipsAtOne() {
      super(in -> ratio(in, 1, -1));
    }
  }

  @Test
  void clippingOnPolicyFails() {
    Verdict.of(ClipsAtOne.class).failsExactly("EST-13", "clip_fraction");
  }

  // ---- EST-14: ends and cuts

  private static Losses temporalDifference(Inputs in, Expr goesOn) {
    Slot slot = in.slot("steps");
    Expr next = slot.column("next_value", Level.ROW).times(slot.column("discount", Level.ROW));
    Expr target = slot.column("reward", Level.ROW).plus(next.times(goesOn));
    Expr error = target.minus(slot.output("critic", "value", Level.ROW));
    return Losses.of(Loss.exact("td", "critic", error.square().mean(Level.BATCH)));
  }

  private static Expr flag(Inputs in, String name) {
    return in.slot("steps").column(name, Level.ROW);
  }

  static class RightBootstrap extends Verified {
    RightBootstrap() {
      super(in -> temporalDifference(in, Expr.of(1).minus(flag(in, "terminated"))));
    }
  }

  @Test
  void temporalDifferencePasses() {
    Verdict.of(RightBootstrap.class)
        .passesSkippingOnly(
            "EST-3", "EST-4", "EST-10", "EST-11", "EST-12", "EST-13", "EST-19", "EST-20", "EST-21");
  }

  /** Takes 'done' for an end. */
  static class TruncatedIsTerminated extends Verified {
    TruncatedIsTerminated() {
      super(
          in ->
              temporalDifference(
                  in, Expr.of(1).minus(flag(in, "terminated").max(flag(in, "truncated")))));
    }
  }

  @Test
  void truncationTakenForAnEndFails() {
    Verdict.of(TruncatedIsTerminated.class).failsExactly("EST-14", "the cut is taken for an end");
  }

  /** Adds a value after the end, half of it. */
  static class ValueAfterTheEnd extends Verified {
    ValueAfterTheEnd() {
      super(in -> temporalDifference(in, Expr.of(1).minus(flag(in, "terminated").times(0.5))));
    }
  }

  @Test
  void valueAfterTheEndFails() {
    Verdict.of(ValueAfterTheEnd.class).failsExactly("EST-14", "after terminated steps");
  }

  // ---- EST-15 and EST-16: variance

  private static Losses standardized(Inputs in, double epsilon) {
    Slot slot = in.slot("samples").groupedBy("prompt_id");
    Expr reward = slot.column("reward", Level.ROW);
    Expr logp = slot.output("policy", "logp", Level.ROW);
    Expr deviation = reward.populationStd(Level.GROUP).plus(epsilon);
    Expr advantage = reward.minus(reward.mean(Level.GROUP)).over(deviation);
    return Losses.of(
        Loss.exact("policy", "policy", advantage.times(logp).mean(Level.BATCH).negate()));
  }

  static class RightVariance extends Verified {
    RightVariance() {
      super(in -> standardized(in, 1e-4));
    }
  }

  @Test
  void boundedAdvantagesPass() {
    Verdict.of(RightVariance.class)
        .passesSkippingOnly(
            "EST-4", "EST-9", "EST-10", "EST-11", "EST-12", "EST-13", "EST-14", "EST-19", "EST-21");
  }

  /** Undefined where all rewards of a group are equal. */
  static class DividesByZero extends Verified {
    DividesByZero() {
      super(in -> standardized(in, 0));
    }

    @Override
    protected int minimumGroupSize() {
      return 2;
    }
  }

  @Test
  void zeroVarianceFails() {
    Verdict.of(DividesByZero.class).failsExactly("EST-15", "not a number");
  }

  static class MagnifiesRounding extends Verified {
    MagnifiesRounding() {
      super(in -> standardized(in, 1e-30));
    }
  }

  @Test
  void magnifiedRoundingFails() {
    Verdict.of(MagnifiesRounding.class).failsExactly("EST-16", "differ by 1e-15");
  }

  // ---- EST-17: nothing

  /** Reads the first row that weighs something, which there may not be. */
  static class NeedsAWeighingRow extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SquaredError() {
        @Override
        public Result estimate(Data data, State state, Context context) {
          double[] weights = data.get("weight").toArray();
          int first = 0;
          while (weights[first] == 0) {
            first++;
          }
          return super.estimate(data, state, context);
        }
      };
    }
  }

  @Test
  void indexOutOfBoundsFails() {
    Verdict.of(NeedsAWeighingRow.class).failsExactly("EST-17", "rows all weigh 0");
  }

  // ---- EST-18 and EST-19: state

  /** A running sum in the state: right, with changes that add up. */
  static class Remembering extends SquaredError {
    /** The change of the state by a batch. */
    double change(double sum, double weight) {
      return sum;
    }

    @Override
    Result result(Data data, double sum, double weight, double[] cotangents, Context context) {
      Result result = super.result(data, sum, weight, cotangents, context);
      return new Result(result.parts(), State.empty().with("sum", change(sum, weight)));
    }
  }

  static class RightState extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Remembering();
    }
  }

  @Test
  void rememberedSumsPass() {
    Verdict.of(RightState.class)
        .passesSkippingOnly(
            "EST-3", "EST-4", "EST-11", "EST-12", "EST-13", "EST-14", "EST-15", "EST-16", "EST-20");
  }

  static class RightUpdates extends Verified {
    RightUpdates() {
      super(
          in -> {
            Slot slot = in.slot("samples");
            Expr past = in.windowMean("baseline", 0);
            Expr factor = reward(slot).minus(past);
            return scoreFunction(slot, factor).update(Update.window(past, 5, reward(slot)));
          });
    }
  }

  @Test
  void rememberedBaselinesPass() {
    Verdict.of(RightUpdates.class)
        .passesSkippingOnly(
            "EST-3", "EST-4", "EST-10", "EST-12", "EST-13", "EST-14", "EST-19", "EST-21");
  }

  /** Adds what the first batch that it saw had, whatever the state says. */
  static class RemembersInField extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SquaredError() {
        private @Nullable Double first;

        @Override
        Result result(Data data, double sum, double weight, double[] cotangents, Context context) {
          if (first == null) {
            first = sum / weight;
          }
          return super.result(data, sum + weight * first, weight, cotangents, context);
        }
      };
    }
  }

  @Test
  void fieldsInsteadOfStateFail() {
    Verdict.of(RemembersInField.class).failsExactly("EST-18", "a new instance");
  }

  static class MeansAsChanges extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Remembering() {
        @Override
        double change(double sum, double weight) {
          return weight > 0 ? sum / weight : 0;
        }
      };
    }
  }

  @Test
  void changesThatDontAddUpFail() {
    Verdict.of(MeansAsChanges.class).failsExactly("EST-19", "state sum");
  }

  // ---- EST-20 to EST-22: extremes, memory, threads

  /** π/π_old as a quotient of probabilities. */
  static class QuotientOfProbabilities extends Verified {
    QuotientOfProbabilities() {
      super(
          in -> {
            Slot slot = in.slot("samples");
            Expr logp = slot.output("policy", "logp", Level.ROW);
            Expr ratio = logp.exp().over(slot.column("behavior_logp", Level.ROW).exp());
            return Losses.of(Loss.exact("ratio", "policy", ratio.mean(Level.BATCH)));
          });
    }
  }

  @Test
  void quotientOfProbabilitiesFails() {
    Verdict.of(QuotientOfProbabilities.class).failsExactly("EST-20", "not a number");
  }

  /** Leaves the cotangents out where there is no memory for them. */
  static class HidesRefusal extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SquaredError() {
        @Override
        Result result(Data data, double sum, double weight, double[] cotangents, Context context) {
          try {
            return super.result(data, sum, weight, cotangents, context);
          } catch (OutOfMemoryException refused) {
            return super.result(data, sum, weight, new double[cotangents.length], context);
          }
        }
      };
    }
  }

  @Test
  void hiddenRefusalsFail() {
    Verdict.of(HidesRefusal.class).failsExactly("EST-21", "as if nothing had happened");
  }

  static class BoundToThread extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SquaredError() {
        private final Thread maker = Thread.currentThread();

        @Override
        Result result(Data data, double sum, double weight, double[] cotangents, Context context) {
          double here = Thread.currentThread() == maker ? sum : sum + weight;
          return super.result(data, here, weight, cotangents, context);
        }
      };
    }
  }

  @Test
  void otherThreadsFail() {
    Verdict.of(BoundToThread.class).failsExactly("EST-22", "on another thread");
  }

  /** It goes wrong where it meets another call. */
  static class Meeting extends SquaredError {
    private final Encounter encounter;

    Meeting(long milliseconds) {
      encounter = new Encounter(milliseconds);
    }

    @Override
    Result result(Data data, double sum, double weight, double[] cotangents, Context context) {
      double told = encounter.met() ? sum + weight : sum;
      return super.result(data, told, weight, cotangents, context);
    }
  }

  /** Says nothing. */
  static class MeetingUnsaid extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Meeting(60_000);
    }
  }

  /** Says that it must not be called so. */
  @CalledSerially
  static final class MeetingNobody extends Meeting {
    MeetingNobody() {
      super(20);
    }
  }

  /** Says so. */
  static class MeetingSaid extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new MeetingNobody();
    }
  }

  @Test
  void callsAtOnceFailUnlessTheyAreDeclaredSerial() {
    Verdict.of(MeetingUnsaid.class).failsExactly("EST-22", "on another thread");
    Verdict.of(MeetingSaid.class).passes();
  }
}
