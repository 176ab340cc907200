package org.esscher.gymnasium;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Map;
import org.esscher.api.EnvironmentProvider;
import org.esscher.spitests.EnvironmentVerification;
import org.esscher.spitests.PluginVerification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The kit's rules, on an environment in Python, some sixty of which are started. */
@Tag("slow")
class GymnasiumConformanceTest extends EnvironmentVerification {
  @BeforeEach
  void python() {
    assumeThat(Standin.isThere()).as("python3 with NumPy is installed").isTrue();
  }

  @Override
  protected EnvironmentProvider provider() {
    return Standin.named("Walk", Map.of());
  }

  /**
   * The rules that hold for a part of the host. PLG-11 does not: it forbids plugins to start
   * processes, and this module is there to start one.
   */
  @Test
  void obeysTheRulesOfPluginsThatHoldForTheHost() {
    PluginVerification.requireOfHostModule(new GymnasiumPlugin());
  }
}
