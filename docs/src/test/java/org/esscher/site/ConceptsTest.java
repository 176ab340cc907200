package org.esscher.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of the page that explains the tilt. */
class ConceptsTest {
  private static final double[] PRIOR = {0.4, 0.3, 0.2, 0.1};
  private static final double[] REWARD = {0, 1, 2, 3};

  @ParameterizedTest
  @ValueSource(strings = {"3", "1", "0.3"})
  void theTableHoldsTheTiltedPolicy(String beta) throws IOException {
    double[] tilted = new double[PRIOR.length];
    double normalizer = 0;
    for (int i = 0; i < tilted.length; i++) {
      tilted[i] = PRIOR[i] * Math.exp(REWARD[i] / Double.parseDouble(beta));
      normalizer += tilted[i];
    }
    StringBuilder row = new StringBuilder("| " + beta + " |");
    double reward = 0;
    double divergence = 0;
    for (int i = 0; i < tilted.length; i++) {
      double probability = tilted[i] / normalizer;
      reward += probability * REWARD[i];
      divergence += probability * Math.log(probability / PRIOR[i]);
      row.append(String.format(Locale.ROOT, " %.3f |", probability).replace("0.", "."));
    }
    row.append(String.format(Locale.ROOT, " %.2f |", reward));
    row.append(String.format(Locale.ROOT, " %.2f |", divergence).replace(" 0.", " ."));
    assertThat(Files.readString(Path.of("concepts.md"))).contains(row);
  }
}
