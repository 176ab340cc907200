package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is not a number is refused wherever code could give it. */
class NotANumberTest {
  private final Arena arena = Arena.root("test");

  @AfterEach
  void close() {
    arena.close();
  }

  /**
   * An objective in code that gives what it is told.
   *
   * @param sum of the loss
   * @param cotangent of every row
   * @param counted the change of a state
   */
  private record Given(double sum, double cotangent, double counted) implements CustomObjective {
    @Override
    public Split split() {
      return Split.ROW;
    }

    @Override
    public Map<String, Expr> reads(Inputs in) {
      return Map.of("value", in.slot("rows").output("critic", "value", Level.ROW));
    }

    @Override
    public Result estimate(Data data, State state, Context context) {
      return new Result(
          List.of(
              new Part(
                  "loss",
                  Set.of("critic"),
                  Loss.Kind.EXACT,
                  sum,
                  1,
                  Map.of("value", context.columns().numbers(cotangent)))),
          State.empty().with("count", counted));
    }
  }

  /** A fit of one number. */
  private record Fit(double number) implements Learner {
    @Override
    public Map<String, Expr> reads(Inputs in) {
      return Map.of("value", in.slot("rows").column("value", Level.ROW));
    }

    @Override
    public State fit(Data data, State previous, Context context) {
      return State.empty().with("mean", 1, number);
    }

    @Override
    public Model load(State fitted, Context context) {
      throw new AssertionError("a fit that is not a number is refused before it is loaded");
    }
  }

  private Map<String, Batch> rows() {
    return Map.of("rows", arena.batch(Map.of("value", arena.numbers(1))));
  }

  private void assertRefused(Estimator estimator, String told) {
    assertThatThrownBy(
            () ->
                new Estimation()
                    .estimate(
                        estimator, rows(), State.empty(), null, new OutsideARun(arena), false))
        .isInstanceOfSatisfying(
            EsscherException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.DATA);
              assertThat(refused).hasMessageContaining(told);
            });
  }

  @Test
  void aSumOfALoss() {
    assertRefused(new Given(Double.NaN, 0, 0), "loss loss is not a number");
  }

  @Test
  void aCotangent() {
    assertRefused(new Given(1, Double.NaN, 0), "the cotangent of value is NaN at element 0");
    assertRefused(new Given(1, Double.POSITIVE_INFINITY, 0), "is Infinity at element 0");
  }

  @Test
  void theChangeOfAState() {
    assertRefused(new Given(1, 0, Double.NaN), "the update of state count is not a number");
  }

  @Test
  void aFittedState() {
    assertThatThrownBy(
            () ->
                new Estimation()
                    .fit(new Fit(Double.NaN), rows(), State.empty(), null, new OutsideARun(arena)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("the fit of Fit holds mean, which is not a number");
  }
}
