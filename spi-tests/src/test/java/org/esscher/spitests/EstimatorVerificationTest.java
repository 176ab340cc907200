package org.esscher.spitests;

import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.ArrowBuf;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
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
import org.esscher.api.Statistic;
import org.junit.jupiter.api.Test;

/** Right estimators pass; each broken one fails on the rule that it breaks, and on no other. */
class EstimatorVerificationTest {
  /** Group-relative advantages, a clipped ratio and a KL term, token by token. */
  static class GroupedTokens extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      Objective objective =
          in -> {
            Slot slot = in.slot("samples").groupedBy("prompt_id");
            Expr reward = slot.column("reward", Level.ROW);
            Expr logp = slot.output("policy", "logp", Level.TOKEN);
            Expr ratio = logp.minus(slot.column("old_logp", Level.TOKEN)).exp();
            Expr advantage = reward.minus(reward.mean(Level.GROUP));
            Expr kl = logp.minus(slot.output("policy@ref", "logp", Level.TOKEN)).square();
            Expr gain = ratio.clip(0.8, 1.2).times(advantage).min(ratio.times(advantage));
            return Losses.of(Loss.exact("policy", "policy", kl.minus(gain).mean(Level.BATCH)));
          };
      return objective;
    }
  }

  @Test
  void groupedTokensPass() {
    Verdict.of(GroupedTokens.class)
        .passesSkippingOnly("EST-9", "EST-10", "EST-11", "EST-14", "EST-19", "EST-21");
  }

  static class RightCode extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SquaredError();
    }
  }

  @Test
  void rightCodePasses() {
    Verdict.of(RightCode.class)
        .passesSkippingOnly(
            "EST-3", "EST-4", "EST-11", "EST-12", "EST-13", "EST-14", "EST-15", "EST-16", "EST-19",
            "EST-20");
  }

  /** A value that the vocabulary doesn't promise: the estimator needs discounts below 1. */
  static class NarrowStatistic extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      Statistic statistic =
          in -> {
            Slot slot = in.slot("steps");
            Expr discount = slot.column("discount", Level.ROW);
            Expr horizon = Expr.of(1).over(Expr.of(0.5).minus(discount).log().exp());
            return Map.of("horizon", horizon.mean(Level.BATCH), "each", horizon);
          };
      return statistic;
    }

    @Override
    protected Batch adjust(String slot, Batch batch, Columns columns) {
      double[] discounts = batch.column("discount").toArray();
      for (int i = 0; i < discounts.length; i++) {
        discounts[i] *= 0.5;
      }
      return batch.with("discount", columns.numbers(discounts));
    }
  }

  @Test
  void adjustedBatchesAreUsed() {
    Verdict.of(NarrowStatistic.class)
        .passesSkippingOnly(
            "EST-3", "EST-4", "EST-9", "EST-10", "EST-11", "EST-12", "EST-13", "EST-14", "EST-15",
            "EST-16", "EST-19", "EST-20", "EST-21");
  }

  static class WrongSign extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SquaredError() {
        @Override
        double cotangent(double factor, double error) {
          return -2 * factor * error;
        }
      };
    }
  }

  @Test
  void wrongSignFails() {
    Verdict.of(WrongSign.class).failsExactly("EST-1", "central difference");
  }

  private static class GroupedError extends SquaredError {
    @Override
    public Split split() {
      return Split.GROUP;
    }

    @Override
    Slot slot(Inputs in) {
      return in.slot("rows").groupedBy("prompt_id");
    }
  }

  /** The first row of a group counts more. */
  static class FirstRowCountsMore extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new GroupedError() {
        @Override
        double factor(int row, int[] groups) {
          boolean first = true;
          for (int before = 0; before < row; before++) {
            first &= groups[before] != groups[row];
          }
          return first ? 2 : 1;
        }
      };
    }
  }

  @Test
  void rowOrderFails() {
    Verdict.of(FirstRowCountsMore.class).failsExactly("EST-2", "rows reordered");
  }

  /** Later groups count more. */
  static class LaterGroupsCountMore extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new GroupedError() {
        @Override
        public Split split() {
          return Split.BATCH;
        }

        @Override
        double factor(int row, int[] groups) {
          return 1 + groups[row];
        }
      };
    }
  }

  @Test
  void groupOrderFails() {
    Verdict.of(LaterGroupsCountMore.class).failsExactly("EST-3", "groups reordered");
  }

  /** The mean log-probability, divided by all stored tokens. */
  private static final class MaskedTokensCounted implements CustomObjective {
    @Override
    public Split split() {
      return Split.ROW;
    }

    @Override
    public Map<String, Expr> reads(Inputs in) {
      Slot slot = in.slot("rows");
      return Map.of("logp", slot.output("policy", "logp", Level.TOKEN), "weight", slot.weight());
    }

    @Override
    public Result estimate(Data data, State state, Context context) {
      Column logp = data.get("logp");
      Column stored = data.batch("rows").column("logp");
      double[] cotangents = new double[logp.start(logp.rows())];
      double sum = 0;
      double total = 0;
      for (int row = 0; row < logp.rows(); row++) {
        double weight = data.get("weight").at(row);
        total += weight * (stored.start(row + 1) - stored.start(row));
        for (int token = logp.start(row); token < logp.start(row + 1); token++) {
          sum += weight * logp.at(token);
          cotangents[token] = weight;
        }
      }
      Column shaped = context.columns().shapedLike(logp, cotangents);
      return Result.of(
          new Part("loss", Set.of("policy"), Loss.Kind.EXACT, sum, total, Map.of("logp", shaped)));
    }
  }

  static class MaskedDenominator extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new MaskedTokensCounted();
    }

    @Override
    protected int minimumTokens() {
      return 1;
    }
  }

  @Test
  void maskedTokensInTheDenominatorFail() {
    Verdict.of(MaskedDenominator.class).failsExactly("EST-4", "masked tokens removed");
  }

  /** A second loss that grows by a trillionth a call. */
  static class RemembersCalls extends EstimatorVerification {
    @Override
    protected boolean followsValue(String loss) {
      return false;
    }

    @Override
    protected Estimator estimator() {
      return new SquaredError() {
        private int calls;

        @Override
        Result result(Data data, double sum, double weight, double[] cotangents, Context context) {
          calls++;
          Result result = super.result(data, sum, weight, cotangents, context);
          Part drift =
              new Part(
                  "drift",
                  Set.of("critic"),
                  Loss.Kind.SURROGATE,
                  1e-12 * calls * weight,
                  weight,
                  Map.of());
          return Result.of(result.parts().get(0), drift);
        }
      };
    }
  }

  @Test
  void rememberedCallsFail() {
    Verdict.of(RemembersCalls.class).failsExactly("EST-5", "loss drift");
  }

  /** Trains the target network too. */
  static class TrainsSnapshot extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SquaredError() {
        @Override
        public Map<String, Expr> reads(Inputs in) {
          Expr snapshot = in.slot("rows").output("critic@target", "value", Level.ROW);
          return with(super.reads(in), "target", snapshot);
        }

        @Override
        Result result(Data data, double sum, double weight, double[] cotangents, Context context) {
          double[] opposite = cotangents.clone();
          for (int i = 0; i < opposite.length; i++) {
            opposite[i] = -opposite[i];
          }
          return Result.of(
              new Part(
                  "error",
                  Set.of("critic", "critic@target"),
                  Loss.Kind.EXACT,
                  sum,
                  weight,
                  Map.of(
                      "value", context.columns().numbers(cotangents),
                      "target", context.columns().numbers(opposite))));
        }
      };
    }
  }

  @Test
  void cotangentsOfSnapshotsFail() {
    Verdict.of(TrainsSnapshot.class).failsExactly("EST-6", "target_value");
  }

  /** Allocates a buffer and forgets it. */
  static class Leaks extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SquaredError() {
        @Override
        Result result(Data data, double sum, double weight, double[] cotangents, Context context) {
          ArrowBuf forgotten = data.get("value").arrow().getAllocator().buffer(64);
          forgotten.setLong(0, 1);
          return super.result(data, sum, weight, cotangents, context);
        }
      };
    }
  }

  @Test
  void leaksFail() {
    Verdict.of(Leaks.class).failsExactly("EST-7", "in use");
  }

  /** Declares a column every other time. */
  static class ChangingDeclaration extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new Objective() {
        private int calls;

        @Override
        public Losses losses(Inputs in) {
          calls++;
          Slot slot = in.slot("rows");
          Expr value = slot.output("critic", "value", Level.ROW).square();
          Expr nothing = slot.columnOr("cost", Level.ROW, 0).times(0);
          Expr loss = calls % 2 == 0 ? value : value.plus(nothing);
          return Losses.of(Loss.exact("loss", "critic", loss.mean(Level.BATCH)));
        }
      };
    }
  }

  @Test
  void changingDeclarationsFail() {
    Verdict.of(ChangingDeclaration.class).failsExactly("EST-8", "cost");
  }

  static class IgnoresWeights extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SquaredError() {
        @Override
        double weight(double stored) {
          return 1;
        }
      };
    }
  }

  @Test
  void ignoredWeightsFail() {
    Verdict.of(IgnoresWeights.class).failsExactly("EST-9", "rows of weight 2");
  }

  /** Divides by the weight itself. */
  static class ReturnsMeans extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      return new SquaredError() {
        @Override
        Result result(Data data, double sum, double weight, double[] cotangents, Context context) {
          double[] divided = cotangents.clone();
          for (int i = 0; i < divided.length; i++) {
            divided[i] /= weight;
          }
          return super.result(data, sum / weight, 1, divided, context);
        }
      };
    }
  }

  @Test
  void meansInsteadOfSumsFail() {
    Verdict.of(ReturnsMeans.class).failsExactly("EST-10", "in parts of");
  }

  /** Undefined where a row has no token, and doesn't say so. */
  static class RefusesEmptyRows extends EstimatorVerification {
    @Override
    protected Estimator estimator() {
      Objective objective =
          in -> {
            Expr logp = in.slot("rows").output("policy", "logp", Level.TOKEN);
            return Losses.of(
                Loss.exact("nll", "policy", logp.mean(Level.ROW).mean(Level.BATCH).negate()));
          };
      return objective;
    }
  }

  @Test
  void refusedBatchesAreToldAsWhatTheyAre() {
    Verdict.of(RefusesEmptyRows.class)
        .failsWherever("refuses a generated batch", "minimumTokens()");
  }
}
