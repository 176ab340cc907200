package org.esscher.plugins.prdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.runtime.internal.estimate.RoleGradient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks 4 and 8 of the paper's card, the critics, and what is refused. */
class PrdcActorTest {
  /** A few roundings of numbers near 1. */
  private static final Offset<Double> ROUNDING = within(1e-14);

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static PrdcActor actor(double alpha) {
    return new PrdcActor(alpha, 2, 1, Form.ACTION_MSE);
  }

  /** Mean |Q| is 2·scale, so λ = α/(2·scale), and −λ·mean Q = −2.5·(−1)/2. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 10})
  void check4TheScaleOfQDoesNotMatter(double scale) {
    Batch log = fixture.log(new double[] {0, 1}, new double[] {1, 0});
    Batch acted =
        fixture
            .acted(new double[] {0, 1}, new double[] {.9, 0})
            .with("q", fixture.arena.numbers(scale, -3 * scale));

    Estimate found = fixture.estimate(actor(2.5), acted, log);
    assertThat(found.value("actor")).isCloseTo(1.25 + .01 / 2, ROUNDING);
    assertThat(Fixture.cotangents(found, "actor", "q"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(-.625 / scale, -.625 / scale);
    assertThat(Fixture.cotangents(found, "actor", "policy_action"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(-.1, 0);
  }

  /** Of twins the first value counts, and the second gets no derivative. */
  @Test
  void ofSeveralValuesTheFirstCounts() {
    Batch log = fixture.log(new double[] {0}, new double[] {1});
    Batch acted =
        fixture
            .acted(new double[] {0, 0}, new double[] {1, 1})
            .with("q", fixture.arena.vectors(2, 1, 50, -3, 70));

    Estimate found = fixture.estimate(actor(2.5), acted, log);
    assertThat(Fixture.cotangents(found, "actor", "q"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(-.625, 0, -.625, 0);
  }

  @Test
  void aCriticThatIsZeroDividesByTheFloor() {
    Batch log = fixture.log(new double[] {0}, new double[] {1});
    Batch acted =
        fixture.acted(new double[] {0}, new double[] {.9}).with("q", fixture.arena.numbers(0));

    Estimate found = fixture.estimate(actor(2.5), acted, log);
    assertThat(found.value("actor")).isCloseTo(.01, ROUNDING);
    assertThat(Fixture.cotangents(found, "actor", "q")[0]).isCloseTo(-2.5e8, within(1e-6));
  }

  /**
   * π(s) = w·s + b and Q(s, a) = −(a − s)² + 3: L(w, b) with λ and the neighbors of (½, .1) held,
   * by differences. Nothing but the actor gets a gradient.
   */
  @ParameterizedTest
  @ValueSource(strings = {"ACTION_MSE", "DISTANCE"})
  void check8TheGradientOfTheActorIsThatOfTheLoss(String form) {
    Random random = new Random(8);
    double[] states = random.doubles(12).toArray();
    double[] logStates = random.doubles(30).toArray();
    double[] logActions = random.doubles(30).toArray();
    LinearActor linear = new LinearActor(.5, .1);
    ParabolicCritic critic = new ParabolicCritic();
    PrdcActor loss = new PrdcActor(1.5, 2, 2, Form.valueOf(form));
    Map<String, Batch> slots = new LinkedHashMap<>();
    slots.put(
        "transitions", fixture.arena.batch(Map.of("observation", fixture.arena.numbers(states))));
    slots.put("dataset", fixture.log(logStates, logActions));
    Map<String, RoleGradient> found =
        fixture
            .host
            .services()
            .estimation()
            .differentiate(
                loss,
                slots,
                State.empty(),
                role -> role.equals("actor") ? linear : critic,
                fixture.context())
            .gradients();
    assertThat(found.keySet()).containsExactly("actor");
    RoleGradient actor = Objects.requireNonNull(found.get("actor"));
    Vector gradient =
        linear.vector(Objects.requireNonNull(actor.byLoss().get(""))).times(1 / actor.weight());

    Frozen frozen = Frozen.at(states, logStates, logActions, .5, .1, Form.valueOf(form));
    double step = 1e-6;
    assertThat(gradient.at(0))
        .isCloseTo(
            (frozen.loss(.5 + step, .1) - frozen.loss(.5 - step, .1)) / (2 * step), within(1e-8));
    assertThat(gradient.at(1))
        .isCloseTo(
            (frozen.loss(.5, .1 + step) - frozen.loss(.5, .1 - step)) / (2 * step), within(1e-8));
  }

  /** The loss with α = 1.5, β = 2 and two neighbors a row, λ and neighbors as they were. */
  private static final class Frozen {
    private final double[] states;
    private final double[][] nearStates;
    private final double[][] nearActions;
    private final double lambda;
    private final Form form;

    private Frozen(
        double[] states, double[][] nearStates, double[][] nearActions, double lambda, Form form) {
      this.states = states;
      this.nearStates = nearStates;
      this.nearActions = nearActions;
      this.lambda = lambda;
      this.form = form;
    }

    static Frozen at(
        double[] states, double[] logStates, double[] logActions, double w, double b, Form form) {
      double[][] nearStates = new double[states.length][];
      double[][] nearActions = new double[states.length][];
      double size = 0;
      for (int row = 0; row < states.length; row++) {
        double s = states[row];
        double a = w * s + b;
        Integer[] order = new Integer[logStates.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
            order,
            Comparator.comparingDouble(
                i ->
                    4 * (s - logStates[i]) * (s - logStates[i])
                        + (a - logActions[i]) * (a - logActions[i])));
        nearStates[row] = new double[] {logStates[order[0]], logStates[order[1]]};
        nearActions[row] = new double[] {logActions[order[0]], logActions[order[1]]};
        size += Math.abs(q(s, a)) / states.length;
      }
      return new Frozen(states, nearStates, nearActions, 1.5 / size, form);
    }

    private static double q(double s, double a) {
      return 3 - (a - s) * (a - s);
    }

    double loss(double w, double b) {
      double sum = 0;
      for (int row = 0; row < states.length; row++) {
        double s = states[row];
        double a = w * s + b;
        sum -= lambda * q(s, a);
        for (int near = 0; near < 2; near++) {
          double apart = s - nearStates[row][near];
          double acted = a - nearActions[row][near];
          sum +=
              (form == Form.ACTION_MSE
                      ? acted * acted
                      : Math.sqrt(4 * apart * apart + acted * acted))
                  / 2;
        }
      }
      return sum / states.length;
    }
  }

  /**
   * y = .5 + .9·min(2, 3) = 2.3 and, at the end of an episode, 1. Errors −1.3 and .7 in the first
   * row, 1 and 3 in the second.
   */
  @Test
  void criticsAimAtTheSmallerTarget() {
    Td3Critic critic = new Td3Critic(.9, .2, .5, 1);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("reward", fixture.arena.numbers(.5, 1));
    columns.put("terminated", fixture.arena.booleans(false, true));
    columns.put("q", fixture.arena.vectors(2, 1, 3, 2, 4));
    columns.put("target_next_q", fixture.arena.vectors(2, 2, 3, 7, 8));
    Map<String, Batch> slots = Map.of("transitions", fixture.arena.batch(columns));

    Estimate found = fixture.host.estimate(critic, slots, State.empty(), 1, fixture.arena);
    assertThat(found.value("critic")).isCloseTo((1.69 + .49 + 1 + 9) / 2, ROUNDING);
    assertThat(Fixture.cotangents(found, "critic", "q"))
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(-1.3, .7, 1, 3);
  }

  @Test
  void refusesAValueThatIsNoNumber() {
    Batch log = fixture.log(new double[] {0}, new double[] {1});
    Batch acted =
        fixture
            .acted(new double[] {0, 1}, new double[] {.9, 1})
            .with("q", fixture.arena.numbers(0, Double.NaN));

    assertThatThrownBy(() -> fixture.estimate(actor(2.5), acted, log))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("q")
        .hasMessageContaining("row 1");
  }

  @Test
  void refusesANegativeAlpha() {
    assertThatThrownBy(
            () -> fixture.host.component(Estimator.class, "prdc-actor", Map.of("alpha", -1)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("alpha");
  }
}
