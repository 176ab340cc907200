package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The value of the uniform policy, from the Open Bandit logs of Thompson sampling with positions
 * ignored. The expected figures were computed from the logs by a script of a few lines: weights w =
 * (1/actions)/propensity; IPS Σwr/n; SNIPS Σwr/Σw; effective sample size (Σw)²/Σw².
 */
class EvaluateCommandTest {
  private static JsonNode evaluateUniform(String campaign) {
    String data = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(data != null, "ESSCHER_DATA names no directory of public data");
    Path log = Path.of(data, "open-bandit", "bts", campaign, campaign + ".csv");
    assumeTrue(Files.exists(log), log + " is absent");
    Invocation invocation =
        Invocation.of("evaluate", "uniform", "--data", log.toString(), "--json");
    assertThat(invocation.code()).as(invocation.err()).isZero();
    return Json.read(invocation.out().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** IPS 0.003009 ± 0.000774, SNIPS 0.003189, ESS 656. */
  @Test
  void menAgreesWithTheKnownFigures() {
    JsonNode found = evaluateUniform("men");

    JsonNode values = found.path("values");
    assertThat(values.at("/ips/value").doubleValue()).isEqualTo(0.003009, within(5e-7));
    assertThat(values.at("/ips/standardError").doubleValue()).isEqualTo(0.000774, within(5e-7));
    assertThat(values.at("/snips/value").doubleValue()).isEqualTo(0.003189, within(5e-7));
    assertThat(found.path("effectiveSampleSize").doubleValue()).isEqualTo(656, within(0.5));
    assertThat(found.path("warnings")).isEmpty();
  }

  /** IPS 0.007438 ± 0.004118, SNIPS 0.002373, largest weight 21739, ESS 2.08: not to be trusted. */
  @Test
  void womenAgreesWithTheKnownFiguresAndWarns() {
    JsonNode found = evaluateUniform("women");

    JsonNode values = found.path("values");
    assertThat(values.at("/ips/value").doubleValue()).isEqualTo(0.007438, within(5e-7));
    assertThat(values.at("/ips/standardError").doubleValue()).isEqualTo(0.004118, within(5e-7));
    assertThat(values.at("/snips/value").doubleValue()).isEqualTo(0.002373, within(5e-7));
    assertThat(found.path("largestWeight").doubleValue()).isEqualTo(21739, within(0.5));
    assertThat(found.path("effectiveSampleSize").doubleValue()).isEqualTo(2.08, within(0.005));
    assertThat(found.path("warnings")).hasSize(2);
  }
}
