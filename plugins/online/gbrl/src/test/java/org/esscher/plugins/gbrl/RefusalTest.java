package org.esscher.plugins.gbrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What has to be refused, and what has to be handled. */
class RefusalTest {
  @AutoClose private final Fixture fixture = new Fixture();

  private Batch rows(double... observations) {
    return fixture.observations(observations);
  }

  private AbstractThrowableAssert<?, ?> refused(String id, Map<String, ?> config, Batch rows) {
    return assertThatThrownBy(() -> fixture.change(id, config, rows))
        .isInstanceOf(EsscherException.class);
  }

  @Test
  void cotangentsThatAreNotFinite() {
    refused(
            "gbrl-value",
            Map.of(),
            rows(0, 1).with("output_cotangent", fixture.arena.numbers(1, Double.POSITIVE_INFINITY)))
        .hasMessageContainingAll("row 1", "Infinity");
  }

  @Test
  void featuresThatAreNotFinite() {
    for (double wrong : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      refused(
              "gbrl-value",
              Map.of(),
              rows(0, wrong).with("output_cotangent", fixture.arena.numbers(1, 2)))
          .hasMessageContainingAll("row 1", "observation");
    }
  }

  @Test
  void cotangentsOfAnotherWidth() {
    refused(
            "gbrl-policy",
            Map.of("actions", 3),
            rows(0, 1).with("output_cotangent", fixture.arena.vectors(2, 1, 2, 3, 4)))
        .hasMessageContainingAll("row 0", "2 numbers", "3 outputs");
  }

  @Test
  void unknownColumns() {
    refused(
            "gbrl-value",
            Map.of("features", List.of("color")),
            rows(0, 1).with("output_cotangent", fixture.arena.numbers(1, 2)))
        .hasMessageContaining("color");
    assertThatThrownBy(
            () ->
                fixture.component(
                    ModelProvider.class, "gbrl-value", Map.of("categorical", List.of("color"))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("categorical", "color");
  }

  @Test
  void listsForFeatures() {
    Batch rows =
        rows(0, 1)
            .with("observation", fixture.arena.lists(new int[] {0, 1, 3}, 1, 2, 3))
            .with("output_cotangent", fixture.arena.numbers(1, 2));
    refused("gbrl-value", Map.of(), rows).hasMessageContaining("lists");
  }

  @Test
  void settingsOutOfRange() {
    for (Map<String, ?> config :
        List.of(
            Map.of("bins", 1),
            Map.of("maxDepth", 17),
            Map.of("maxDepth", 0),
            Map.of("minLeaf", -1),
            Map.of("lrSchedule", "linear"))) {
      assertThatThrownBy(() -> fixture.component(ModelProvider.class, "gbrl-value", config))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining(config.keySet().iterator().next());
    }
  }

  @Test
  void weightsForOtherFeatures() {
    refused(
            "gbrl-value",
            Map.of("featureWeights", List.of(1, 2)),
            rows(0, 1).with("output_cotangent", fixture.arena.numbers(1, 2)))
        .hasMessageContainingAll("featureWeights", "2 weights");
  }

  @Test
  void actionsThatThereAreNot() {
    Model policy =
        fixture
            .component(PolicyProvider.class, "gbrl-policy", Map.of("actions", 2))
            .create(fixture.context(), null);
    Batch rows = rows(0, 1).with("action", fixture.arena.integers(1, 2));

    assertThatThrownBy(() -> fixture.output(policy, rows, "logp"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1: the action is 2.0");
  }

  @Test
  void rowsOfOtherFeaturesThanTheTrees() {
    Model value =
        fixture
            .component(ModelProvider.class, "gbrl-value", Map.of())
            .create(fixture.context(), null);
    fixture.step(value, rows(0, 1), "value", 2, 1, -1);
    Batch wider = fixture.arena.batch(Map.of("observation", fixture.arena.vectors(2, 0, 1, 2, 3)));

    assertThatThrownBy(() -> fixture.output(value, wider, "value"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("observation", "observation[1]");
  }

  @Test
  void gradientsOfZeroLeaveOutputsAsTheyAre() {
    assertThat(
            fixture.change(
                "gbrl-value",
                Map.of(),
                rows(0, 1).with("output_cotangent", fixture.arena.numbers(0, 0))))
        .containsExactly(0, 0);
  }

  @Test
  void specialValuesThatThereAreNot() {
    assertThatThrownBy(() -> new CategoricalBandit(List.of(4), 4, 0.5))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("4");
  }
}
