package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Model;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.junit.jupiter.api.Test;

/**
 * Eight roles of one model, whose cotangents add up to 6 in the order of the roles' names: 2⁶⁰ −
 * 2⁶⁰, and then six ones. A one that comes before either power is lost in it. Of the 8! orders
 * 2!·6! lose none, one in 28, so an order taken from a set or map that the process shuffles hardly
 * ever passes.
 */
class SharedModelTest {
  private static final Map<String, Double> SLOPES =
      Map.of("a", 0x1p60, "b", -0x1p60, "c", 1.0, "d", 1.0, "e", 1.0, "f", 1.0, "g", 1.0, "h", 1.0);

  /** The cotangent of the only row. */
  private record Received(double cotangent) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      throw new AssertionError("there is one pass");
    }
  }

  /** Gives 1 for every row, and as gradient what it is given. */
  private static final class Mirror implements Model {
    @Override
    public Set<String> inputs() {
      return Set.of();
    }

    @Override
    public Set<String> outputs() {
      return Set.of("value");
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      Column ones = context.columns().numbers(1);
      return new Forward() {
        @Override
        public Column output(String name) {
          return ones;
        }

        @Override
        public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
          double given = Objects.requireNonNull(cotangents.get("value")).at(0);
          return new Pullback(new Received(given), Map.of());
        }
      };
    }

    @Override
    public State save() {
      return State.empty();
    }
  }

  private static Expr output(Inputs in, String role) {
    return in.slot("rows").output(role, "value", Level.ROW).as("value_of_" + role);
  }

  /** The sum of the outputs times their slopes, in code. */
  private static final class InCode implements CustomObjective {
    @Override
    public Split split() {
      return Split.ROW;
    }

    @Override
    public Map<String, Expr> reads(Inputs in) {
      return SLOPES.keySet().stream()
          .collect(Collectors.toUnmodifiableMap(role -> role, role -> output(in, role)));
    }

    @Override
    public Result estimate(Data data, State state, Context context) {
      Map<String, Column> cotangents = new HashMap<>();
      SLOPES.forEach((role, slope) -> cotangents.put(role, context.columns().numbers(slope)));
      return Result.of(
          new Part("loss", SLOPES.keySet(), Loss.Kind.EXACT, 6, 1, Map.copyOf(cotangents)));
    }
  }

  @Test
  void cotangents_of_code_are_added_by_name() {
    assertAddedByName(new InCode());
  }

  @Test
  void cotangents_of_expressions_are_added_by_name() {
    Objective objective =
        in -> {
          Expr total =
              SLOPES.entrySet().stream()
                  .map(one -> output(in, one.getKey()).times(one.getValue()).sum(Level.BATCH))
                  .reduce(Expr::plus)
                  .orElseThrow();
          return new Losses(
              List.of(new Loss("loss", SLOPES.keySet(), total, total, null)),
              List.of(),
              Map.of(),
              Map.of(),
              List.of());
        };
    assertAddedByName(objective);
  }

  private static void assertAddedByName(Estimator estimator) {
    Model mirror = new Mirror();
    try (Arena arena = Arena.root("test")) {
      Map<String, RoleGradient> gradients =
          new Estimation()
              .differentiate(
                  estimator,
                  Map.of("rows", arena.batch(Map.of("x", arena.numbers(0)))),
                  State.empty(),
                  role -> mirror,
                  new OutsideARun(arena))
              .gradients();
      assertThat(gradients).containsOnlyKeys("a");
      assertThat(Objects.requireNonNull(gradients.get("a")).byLoss())
          .containsExactly(Map.entry("", new Received(6)));
    }
  }
}
