package org.esscher.plugins.ailboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A score's gradient in its inputs, and what a penalty on it does to the parameters. */
class DiscriminatorTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  static RewardModelProvider smooth(Fixture fixture, String precision) {
    return fixture.host.component(
        RewardModelProvider.class,
        "mlp-reward",
        Map.of("width", 3, "hidden", List.of(5), "activation", "tanh", "precision", precision));
  }

  private RewardModel discriminator(String precision) {
    return new AilDiscriminator(smooth(fixture, precision), List.of("observation", "action"))
        .create(fixture.context(), null);
  }

  private Batch rows(double shift) {
    return fixture.batch(
        "observation",
        fixture.arena.vectors(2, .3 + shift, -1, 0, .7, 2, 1),
        "action",
        fixture.arena.numbers(.5, -.2, 1));
  }

  private double[] output(RewardModel model, Batch rows, String name) {
    try (Forward pass = model.forward(rows, Set.of(name), fixture.context())) {
      return pass.output(name).toArray();
    }
  }

  /** Of row 0's first number; a central difference over 2e-5 is wrong by 1e-10. */
  @Test
  void theGradientIsTheScoresDerivative() {
    RewardModel model = discriminator("float64");
    double slope =
        (output(model, rows(1e-5), "score")[0] - output(model, rows(-1e-5), "score")[0]) / 2e-5;
    Column gradient;
    try (Forward pass = model.forward(rows(0), Set.of("score_input_gradient"), fixture.context())) {
      gradient = pass.output("score_input_gradient");
    }

    assertThat(gradient.width()).isEqualTo(3);
    assertThat(gradient.at(0)).isCloseTo(slope, within(1e-9));
  }

  /** The value of the penalty, and its derivative in the parameters. */
  private double penalty(RewardModel model, double[] derivative) {
    try (Forward pass = model.forward(rows(0), Set.of("score_input_gradient"), fixture.context())) {
      Column gradient = pass.output("score_input_gradient");
      Estimate estimate =
          fixture.estimate(
              new AilGradientPenalty(10),
              "interpolations",
              fixture.batch("score_input_gradient", gradient));
      Column cotangent =
          fixture.arena.shapedLike(
              gradient, Fixture.cotangents(estimate, "interpolations", "score_input_gradient"));
      Vector pulled =
          vectored(model)
              .vector(
                  pass.pullback(Map.of("score_input_gradient", cotangent), Set.of()).gradient());
      System.arraycopy(pulled.toArray(), 0, derivative, 0, derivative.length);
      return estimate.value("ail-gradient-penalty");
    }
  }

  private static Vectored vectored(RewardModel model) {
    return model.as(Vectored.class).orElseThrow();
  }

  /**
   * Along each parameter, to the error of a central difference over 2e-5 in float64. In float32 a
   * network's outputs have 7 digits, differences over 4e-3 of them four.
   */
  @Test
  void thePenaltyReachesTheParameters() {
    requirePenalty("float64", 1e-8);
    requirePenalty("float32", 2e-2);
  }

  private void requirePenalty(String precision, double tolerance) {
    RewardModel exact = discriminator("float64");
    RewardModel model = discriminator(precision);
    vectored(model).assign(vectored(exact).parameters());
    double[] derivative = new double[vectored(model).parameters().size()];
    penalty(model, derivative);
    double[] start = vectored(exact).parameters().toArray();
    for (int i = 0; i < start.length; i++) {
      double[] moved = start.clone();
      double[] ignored = new double[start.length];
      moved[i] = start[i] + 1e-5;
      vectored(exact).assign(Vector.of(moved));
      double up = penalty(exact, ignored);
      moved[i] = start[i] - 1e-5;
      vectored(exact).assign(Vector.of(moved));
      double down = penalty(exact, ignored);
      assertThat(derivative[i]).isCloseTo((up - down) / 2e-5, within(tolerance));
    }
  }

  private static Column ofAction(Forward.Pullback pulled) {
    return Objects.requireNonNull(pulled.inputs().get("action"));
  }

  /** Cotangents of both outputs pull back to the sum of what each pulls back to. */
  @Test
  void bothOutputsAreOnePass() {
    RewardModel model = discriminator("float64");
    try (Forward pass = model.forward(rows(0), model.outputs(), fixture.context())) {
      Map<String, Column> both = new LinkedHashMap<>();
      both.put("score", fixture.arena.numbers(1, -2, .5));
      both.put("score_input_gradient", fixture.arena.vectors(3, 1, 0, 2, -1, .5, .3, 0, 0, 0));
      Forward.Pullback together = pass.pullback(both, Set.of("action"));
      double[] parameters = vectored(model).vector(together.gradient()).toArray();
      double[] action = ofAction(together).toArray();
      for (Map.Entry<String, Column> each : both.entrySet()) {
        Forward.Pullback alone =
            pass.pullback(Map.of(each.getKey(), each.getValue()), Set.of("action"));
        double[] own = vectored(model).vector(alone.gradient()).toArray();
        for (int i = 0; i < own.length; i++) {
          parameters[i] -= own[i];
        }
        for (int i = 0; i < action.length; i++) {
          action[i] -= ofAction(alone).at(i);
        }
      }
      assertThat(parameters).usingComparatorWithPrecision(1e-12).containsOnly(0);
      assertThat(action).usingComparatorWithPrecision(1e-12).containsOnly(0);
    }
  }

  @Test
  void refusesScoresThatItCannotDifferentiate() {
    RewardModelProvider elsewhere = smooth(fixture, "float64");
    assertThatThrownBy(
            () -> new AilDiscriminator(elsewhere, List.of("goal")).create(fixture.context(), null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("goal", "observation");
    RewardModelProvider vectors =
        fixture.host.component(
            RewardModelProvider.class, "mlp-reward", Map.of("width", 3, "components", 2));
    RewardModel model =
        new AilDiscriminator(vectors, List.of("observation", "action"))
            .create(fixture.context(), null);
    assertThatThrownBy(() -> output(model, rows(0), "score"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("2 numbers");
    assertThatThrownBy(() -> output(discriminator("float64"), rows(0), "value"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("value");
  }
}
