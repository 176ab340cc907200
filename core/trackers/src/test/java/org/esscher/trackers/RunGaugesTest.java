package org.esscher.trackers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunListener;
import org.junit.jupiter.api.Test;

class RunGaugesTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private double metric(String run, String metric) {
    return registry.get("esscher.run.metric").tags("run", run, "metric", metric).gauge().value();
  }

  @Test
  void gaugesFollowARun() {
    try (RunGauges gauges = new RunGauges(registry, "nightly", RunListener.NONE)) {
      assertThat(registry.get("esscher.run.progress").tag("run", "nightly").gauge().value())
          .isZero();
      gauges.progress(0.25, Map.of("kl", 0.5));
      gauges.progress(0.5, Map.of("kl", 0.75, "loss", 2.0));
      assertThat(registry.get("esscher.run.progress").gauge().value()).isEqualTo(0.5);
      assertThat(metric("nightly", "kl")).isEqualTo(0.75);
      assertThat(metric("nightly", "loss")).isEqualTo(2);
    }
  }

  @Test
  void runsSideBySideAreToldApart() {
    try (RunGauges one = new RunGauges(registry, "one", RunListener.NONE);
        RunGauges two = new RunGauges(registry, "two", RunListener.NONE)) {
      one.progress(1, Map.of("kl", 1.0));
      two.progress(1, Map.of("kl", 2.0));
      assertThat(metric("one", "kl")).isEqualTo(1);
      assertThat(metric("two", "kl")).isEqualTo(2);
    }
  }

  @Test
  void whatIsClosedLeavesNothing() {
    RunGauges gauges = new RunGauges(registry, "nightly", RunListener.NONE);
    gauges.progress(1, Map.of("kl", 1.0));
    gauges.close();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void aRunThatCantStartLeavesNothing() {
    try (Esscher host = Esscher.builder().build()) {
      assertThatThrownBy(() -> follow(host)).isInstanceOf(EsscherException.class);
    }
    assertThat(registry.getMeters()).isEmpty();
  }

  private void follow(Esscher host) {
    try (RunGauges gauges = new RunGauges(registry, "nightly", RunListener.NONE)) {
      host.run("kl-inference").data("data", "simulated-shop").listener(gauges).start();
    }
  }

  @Test
  void theNextListenerIsToldAndAsked() {
    double[] seen = new double[1];
    RunListener next =
        new RunListener() {
          @Override
          public void progress(double fraction, Map<String, Double> metrics) {
            seen[0] = fraction;
          }

          @Override
          public boolean cancelled() {
            return true;
          }
        };
    try (RunGauges gauges = new RunGauges(registry, "nightly", next)) {
      gauges.progress(0.5, Map.of());
      assertThat(seen[0]).isEqualTo(0.5);
      assertThat(gauges.cancelled()).isTrue();
    }
  }
}
