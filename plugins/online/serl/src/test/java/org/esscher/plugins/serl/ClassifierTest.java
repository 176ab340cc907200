package org.esscher.plugins.serl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Check 5 of the paper's card, and the rewards of given logits. */
class ClassifierTest {
  @AutoClose private static final SerlFixture FIXTURE = new SerlFixture();

  private static double[] scores(RewardModelProvider provider, double... logits) {
    CallContext context = FIXTURE.context(1);
    Batch rows = FIXTURE.batch("logit", FIXTURE.arena.numbers(logits));
    try (RewardModel model = provider.create(context, null);
        Forward forward = model.forward(rows, Set.of("score"), context)) {
      return forward.output("score").toArray();
    }
  }

  @Test
  void thresholdsAreOfTheProbability() {
    assertThat(scores(new SuccessClassifier(null, .5), -.1, 0, .1)).containsExactly(0, 1, 1);
    // log(.8/.2) = 1.386.
    assertThat(scores(new SuccessClassifier(null, .8), 1.38, 1.39)).containsExactly(0, 1);
  }

  @Test
  void vicePaysTheProbabilityOrTheLogOdds() {
    assertThat(scores(new Vice(null, Vice.Form.PROBABILITY), 0, Math.log(3)))
        .containsExactly(new double[] {.5, .75}, within(1e-15));
    assertThat(scores(new Vice(null, Vice.Form.LOG_ODDS), -2, 3)).containsExactly(-2, 3);
  }

  private static double[] cotangents(Estimate estimate) {
    return SerlFixture.cotangents(estimate, "success-bce", "frames", "logit");
  }

  /** Frames of two numbers, whose sum says which they are. */
  @Test
  void check5SeparableFramesAreLearnt() {
    CallContext context = FIXTURE.context(3);
    int frames = 64;
    double[] seen = new double[2 * frames];
    double[] labels = new double[frames];
    for (int i = 0; i < frames; i++) {
      labels[i] = i % 2;
      double side = 2 * labels[i] - 1;
      seen[2 * i] = side + .5 * Math.sin(i);
      seen[2 * i + 1] = side - .5 * Math.cos(3 * i);
    }
    Batch rows =
        FIXTURE.batch(
            "observation", FIXTURE.arena.vectors(2, seen), "label", FIXTURE.arena.numbers(labels));
    Map<String, Object> network = new LinkedHashMap<>();
    network.put("inputs", List.of("observation"));
    network.put("width", 2);
    network.put("hidden", List.of(8));
    RewardModelProvider logit = context.component(RewardModelProvider.class, "mlp-reward", network);
    try (RewardModel model = new SuccessClassifier(logit, .5).create(context, null)) {
      Vectored vectored = model.as(Vectored.class).orElseThrow();
      double accuracy = 0;
      for (int step = 0; step < 200 && accuracy < 1; step++) {
        try (Forward forward = model.forward(rows, Set.of("logit"), context)) {
          Batch judged = rows.with("logit", forward.output("logit"));
          Estimate estimate = FIXTURE.estimate(new SuccessBce(), "frames", judged);
          accuracy = estimate.value("accuracy");
          Map<String, Column> back = Map.of("logit", FIXTURE.arena.numbers(cotangents(estimate)));
          Vector gradient = vectored.vector(forward.pullback(back, Set.of()).gradient());
          vectored.assign(vectored.parameters().minus(gradient.times(accuracy < 1 ? .5 : 0)));
        }
      }
      assertThat(accuracy).isEqualTo(1);
      try (Forward forward = model.forward(rows, Set.of("score"), context)) {
        assertThat(forward.output("score").toArray()).containsExactly(labels);
      }
    }
  }

  /** log 2, and a logit of 0 says failure. A missing class is told by the fraction. */
  @Test
  void aMissingClassIsTold() {
    Batch rows =
        FIXTURE.batch("label", FIXTURE.arena.numbers(0, 0), "logit", FIXTURE.arena.numbers(0, 0));
    Estimate estimate = FIXTURE.estimate(new SuccessBce(), "frames", rows);
    assertThat(estimate.value("success-bce")).isCloseTo(Math.log(2), within(1e-15));
    assertThat(estimate.value("accuracy")).isEqualTo(1);
    assertThat(estimate.value("success_fraction")).isZero();
    assertThat(cotangents(estimate)).containsExactly(.25, .25);
  }

  @Test
  void refusesLabelsThatAreNone() {
    Batch rows =
        FIXTURE.batch("label", FIXTURE.arena.numbers(.5), "logit", FIXTURE.arena.numbers(0));
    assertThatThrownBy(() -> FIXTURE.estimate(new SuccessBce(), "frames", rows))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("neither 0 nor 1");
  }
}
