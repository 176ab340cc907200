package org.esscher.flight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModelProvider;
import org.esscher.spitests.PluginVerification;
import org.esscher.spitests.PolicyVerification;
import org.esscher.spitests.RewardModelVerification;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The kit's rules, on models that a server in this process serves. */
class FlightConformanceTest {
  @AutoClose private static final Bench BENCH = new Bench();

  @AutoClose
  private static final FlightServing SERVING =
      FlightServing.of(BENCH.host())
          .serve("verifier", BENCH.reward("verifier", Map.of("mode", "gsm8k")))
          .serve("softmax", BENCH.policy())
          .start();

  @Nested
  class Rewards extends RewardModelVerification {
    @Override
    protected RewardModelProvider provider() {
      return BENCH.reward("flight-reward", Bench.connected(SERVING.port(), Map.of("rows", 2)));
    }

    @Override
    protected Batch rows(Columns columns) {
      return columns.batch(
          Map.of(
              "completion", columns.texts(List.of("A: 1", "A: 2", "so 3", "A: 4", "A: 5")),
              "answer", columns.integers(1, 3, 3, 3, 5)));
    }
  }

  @Nested
  class Policies extends PolicyVerification {
    @Override
    protected PolicyProvider provider() {
      return BENCH
          .host()
          .component(
              PolicyProvider.class,
              "flight-policy",
              Bench.connected(SERVING.port(), Map.of("rows", 2)));
    }

    @Override
    protected Batch contexts(Columns columns) {
      return columns.batch(Map.of("observation", columns.numbers(0.5, -1, 2)));
    }
  }

  /**
   * The rules that hold for a part of the host. PLG-11 does not: it forbids plugins to open
   * connections, and this module is there to open one.
   */
  @Test
  void obeysTheRulesOfPluginsThatHoldForTheHost() {
    PluginVerification.requireOfHostModule(new FlightPlugin());
  }

  /** Records can't share fields; docs/flight.md says what both are once. */
  @Test
  void bothAreConfiguredAlike() {
    assertThat(fields(FlightReward.class)).hasSize(12).isEqualTo(fields(FlightPolicy.class));
  }

  private static List<String> fields(Class<? extends Record> component) {
    return Arrays.stream(component.getDeclaredConstructors()[0].getParameters())
        .map(parameter -> parameter + " " + Arrays.toString(parameter.getAnnotations()))
        .toList();
  }
}
