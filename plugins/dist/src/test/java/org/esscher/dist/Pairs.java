package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A preference pair, and its DPO loss at β = 0.1. */
final class Pairs {
  static final String ONE =
      "{\"chosen_logp\": -4, \"rejected_logp\": -6, \"ref_chosen_logp\": -5,"
          + " \"ref_rejected_logp\": -5}\n";

  /** z = 0.1·[(−4 + 5) − (−6 + 5)] = 0.2, and −log σ(0.2) = log(1 + e^−0.2). */
  static final double LOSS = Math.log1p(Math.exp(-0.2));

  private Pairs() {}

  /** What a program of these tests wrote is that loss. */
  static void requireLoss(Path file) throws IOException {
    String text = Files.readString(file);
    assertThat(text).startsWith("loss ");
    assertThat(Double.parseDouble(text.substring("loss ".length()))).isCloseTo(LOSS, within(1e-15));
  }
}
