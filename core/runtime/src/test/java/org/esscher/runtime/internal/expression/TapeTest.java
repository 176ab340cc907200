package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.OutsideARun;
import org.esscher.runtime.internal.expression.Instruction.Operation;
import org.junit.jupiter.api.Test;

/** What a sweep's tape has kernels compute. */
class TapeTest {
  /** Hears of plans, and computes nothing: every block is left to plain Java. */
  private static final class Plans implements KernelCompiler {
    private final List<KernelPlan> plans = new ArrayList<>();

    @Override
    public Kernel compile(KernelPlan plan) {
      plans.add(plan);
      return (arrays, singles, scalars, count) -> false;
    }

    @Override
    public String name() {
      return "none";
    }

    private long count(Operation operation) {
      return plans.stream()
          .flatMap(plan -> plan.instructions().stream())
          .filter(one -> one.operation() == operation)
          .count();
    }
  }

  /** The plans of the mean of a function of a trained column, and of its derivative. */
  private static Plans of(UnaryOperator<Expr> function) {
    Plans plans = new Plans();
    try (Arena arena = Arena.root("test");
        Workers workers = new Workers(1, "esscher-test", Kernels.atOnce(plans))) {
      double[] logp = DoubleStream.iterate(-1, x -> x - 1).limit(50).toArray();
      Objective mean =
          in -> {
            Expr x = in.slot("rows").output("policy", "logp", Level.ROW);
            return Losses.of(Loss.exact("loss", "policy", function.apply(x).mean(Level.BATCH)));
          };
      new Estimation(workers)
          .estimate(
              mean,
              Map.of("rows", arena.batch(Map.of("logp", arena.numbers(logp)))),
              State.empty(),
              null,
              new OutsideARun(arena),
              false);
    }
    return plans;
  }

  /** Of x and of −x, forwards and backwards, there is one exponential and one logarithm. */
  @Test
  void functions_of_a_number_and_of_its_opposite_share_what_is_dear() {
    Plans plans =
        of(
            x -> {
              Expr minus = x.negate();
              return x.softplus()
                  .plus(minus.softplus())
                  .plus(minus.negate().softplus())
                  .plus(x.sigmoid())
                  .plus(minus.sigmoid());
            });
    assertThat(plans.count(Operation.EXP)).isEqualTo(1);
    assertThat(plans.count(Operation.LOG1P)).isEqualTo(1);
    assertThat(plans.plans).hasSize(1);
  }

  @Test
  void functions_of_different_numbers_share_nothing() {
    Plans plans = of(x -> x.softplus().plus(x.times(2).softplus()));
    assertThat(plans.count(Operation.EXP)).isEqualTo(2);
    assertThat(plans.count(Operation.LOG1P)).isEqualTo(2);
  }
}
