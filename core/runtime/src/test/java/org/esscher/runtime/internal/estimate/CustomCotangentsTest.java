package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Combiner;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
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
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An actor a = θ·s with θ = ½, and a critic q = c·(a − 1)² with c = 2: at observations 4 and −2 the
 * actions are 2 and −1, and q is 2 and 8. The actor descends −q, so dθ of the sum is −Σ 2c·(a −
 * 1)·s = −(4·1·4 + 4·(−2)·(−2)) = −32. The critic's own derivative of Σ q is Σ (a − 1)² = 5.
 */
class CustomCotangentsTest {
  private final Arena arena = Arena.root("test");

  @AfterEach
  void close() {
    arena.close();
  }

  private record Slope(double value) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return new Slope(value + ((Slope) other).value);
    }
  }

  /** A function of one number with one parameter, as its values and its two derivatives. */
  private abstract static class OneNumber implements Model {
    private final String input;
    private final String output;

    OneNumber(String input, String output) {
      this.input = input;
      this.output = output;
    }

    abstract double value(double x);

    abstract double byParameter(double x);

    abstract double byInput(double x);

    @Override
    public Set<String> inputs() {
      return Set.of(input);
    }

    @Override
    public Set<String> outputs() {
      return Set.of(output);
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      double[] x = batch.column(input).toArray();
      double[] values = new double[x.length];
      for (int row = 0; row < x.length; row++) {
        values[row] = value(x[row]);
      }
      Column column = context.columns().numbers(values);
      return new Forward() {
        @Override
        public Column output(String name) {
          return column;
        }

        @Override
        public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
          double[] given = Objects.requireNonNull(cotangents.get(output)).toArray();
          double parameter = 0;
          for (int row = 0; row < x.length; row++) {
            parameter += given[row] * byParameter(x[row]);
            given[row] *= byInput(x[row]);
          }
          Map<String, Column> inputs = new HashMap<>();
          if (wantedInputs.contains(input)) {
            inputs.put(input, context.columns().numbers(given));
          }
          return new Pullback(new Slope(parameter), inputs);
        }
      };
    }

    @Override
    public State save() {
      return State.empty();
    }
  }

  private static final Model ACTOR =
      new OneNumber("observation", "action") {
        @Override
        double value(double s) {
          return 0.5 * s;
        }

        @Override
        double byParameter(double s) {
          return s;
        }

        @Override
        double byInput(double s) {
          return 0.5;
        }
      };

  private static final Model CRITIC =
      new OneNumber("action", "q") {
        @Override
        double value(double a) {
          return 2 * (a - 1) * (a - 1);
        }

        @Override
        double byParameter(double a) {
          return (a - 1) * (a - 1);
        }

        @Override
        double byInput(double a) {
          return 4 * (a - 1);
        }
      };

  private static Expr q(Slot rows) {
    return rows.output("critic", "q", Level.ROW)
        .at("action", rows.output("policy", "action", Level.ROW));
  }

  /** The mean of −q in code, with a cotangent of q alone. */
  private record Actor(Set<String> trains) implements CustomObjective {
    @Override
    public Split split() {
      return Split.ROW;
    }

    @Override
    public Map<String, Expr> reads(Inputs in) {
      Slot rows = in.slot("rows");
      return Map.of("q", q(rows), "reward", rows.column("reward", Level.ROW));
    }

    @Override
    public Result estimate(Data data, State state, Context context) {
      double[] q = data.get("q").toArray();
      double sum = 0;
      for (int row = 0; row < q.length; row++) {
        sum -= q[row];
        q[row] = -1;
      }
      Column cotangents = context.columns().numbers(q);
      Part part =
          new Part("actor", trains, Loss.Kind.EXACT, sum, q.length, Map.of("q", cotangents));
      return Result.of(part);
    }
  }

  /** The same mean as an expression. */
  private static final Objective EXPRESSION =
      in -> Losses.of(Loss.exact("actor", "policy", q(in.slot("rows")).negate().mean(Level.BATCH)));

  private Differentiated differentiate(Estimator estimator, Map<String, Model> models) {
    Batch rows =
        arena.batch(Map.of("observation", arena.numbers(4, -2), "reward", arena.numbers(0, 0)));
    return new Estimation()
        .differentiate(
            estimator,
            Map.of("rows", rows),
            State.empty(),
            role -> Objects.requireNonNull(models.get(role), role),
            new OutsideARun(arena));
  }

  private static Gradient gradient(Differentiated found, String role) {
    return Objects.requireNonNull(
        Objects.requireNonNull(found.gradients().get(role), role).byLoss().get(""));
  }

  @Test
  void cotangentsOfACriticReachTheActorThroughItsAction() {
    Map<String, Model> models = Map.of("policy", ACTOR, "critic", CRITIC);

    Differentiated found = differentiate(new Actor(Set.of("policy")), models);

    assertThat(found.gradients()).containsOnlyKeys("policy");
    assertThat(gradient(found, "policy")).isEqualTo(new Slope(-32));
    assertThat(found.estimate().value("actor")).isEqualTo(-(2 + 8) / 2.0);
    assertThat(gradient(differentiate(EXPRESSION, models), "policy")).isEqualTo(new Slope(-32));
  }

  @Test
  void theSameCotangentsTrainTheCriticWhereItIsNamed() {
    Map<String, Model> models = Map.of("policy", ACTOR, "critic", CRITIC);

    Differentiated found = differentiate(new Actor(Set.of("critic")), models);

    assertThat(found.gradients()).containsOnlyKeys("critic");
    assertThat(gradient(found, "critic")).isEqualTo(new Slope(-5));
  }

  @Test
  void cotangentsOfWhatLeadsToNoTrainedRoleAreRefused() {
    Map<String, Model> models = Map.of("policy", ACTOR, "critic", CRITIC);

    assertThatThrownBy(() -> differentiate(new Actor(Set.of("value")), models))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("loss actor gives cotangents of q");
  }

  /** Names of a second learner, whose models are the only ones there. */
  private static String second(String role) {
    return "second_" + role;
  }

  @Test
  void otherRolesReadAndTrainOtherModels() {
    Map<String, Model> models = Map.of("second_policy", ACTOR, "second_critic", CRITIC);
    CustomObjective inCode = new Actor(Set.of("policy"));

    for (Estimator renamed :
        new Estimator[] {
          inCode.withRoles(CustomCotangentsTest::second),
          EXPRESSION.withRoles(CustomCotangentsTest::second)
        }) {
      Differentiated found = differentiate(renamed, models);

      assertThat(found.gradients()).containsOnlyKeys("second_policy");
      assertThat(gradient(found, "second_policy")).isEqualTo(new Slope(-32));
      assertThat(found.estimate().value("actor")).isEqualTo(-(2 + 8) / 2.0);
    }
  }

  /** A loss stays exact, for what it reports stays what it descends. */
  @Test
  void versionsStayAndCombinersFollow() {
    Combiner combiner = gradients -> gradients.values().iterator().next();
    Objective objective =
        in -> {
          Slot rows = in.slot("rows");
          Expr target = rows.output("critic@target", "q", Level.ROW);
          Expr error = rows.output("critic", "q", Level.ROW).minus(target).square();
          return Losses.of(Loss.exact("critic", "critic", error.mean(Level.BATCH)))
              .combine("critic", combiner);
        };

    Traced traced = Traced.of(objective.withRoles(CustomCotangentsTest::second));

    assertThat(traced.reachable().stream().map(Expr::role))
        .contains("second_critic", "second_critic@target")
        .doesNotContain("critic", "critic@target");
    assertThat(traced.losses().combiners()).containsOnlyKeys("second_critic");
    assertThat(traced.losses().losses().get(0).kind()).isEqualTo(Loss.Kind.EXACT);
  }

  @Test
  void combinersOfRolesThatAreCalledAlikeAreRefused() {
    Objective objective =
        in -> {
          Slot rows = in.slot("rows");
          Combiner combiner = gradients -> gradients.values().iterator().next();
          return Losses.of(
                  Loss.exact("a", "a", rows.output("a", "x", Level.ROW).mean(Level.BATCH)),
                  Loss.exact("b", "b", rows.output("b", "y", Level.ROW).mean(Level.BATCH)))
              .combine("a", combiner)
              .combine("b", combiner);
        };

    assertThatThrownBy(() -> Traced.of(objective.withRoles(role -> "one")))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("both called one now");
  }
}
