package org.esscher.runtime.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.esscher.api.EnvironmentProvider;
import org.esscher.api.FDivergence;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.RewardModelProvider;
import org.junit.jupiter.api.Test;

class TypeWordsTest {
  @Test
  void componentsAreCalledWhatTheyAre() {
    assertThat(TypeWords.of(FDivergence.class)).isEqualTo("f-divergence");
    assertThat(TypeWords.of(RewardModelProvider.class)).isEqualTo("reward model");
    assertThat(TypeWords.of(ModelProvider.class)).isEqualTo("model");
    assertThat(TypeWords.of(EnvironmentProvider.class)).isEqualTo("environment");
    assertThat(TypeWords.of(Objective.class)).isEqualTo("objective");
  }

  @Test
  void scalarsHaveOneName() {
    assertThat(TypeWords.of(int.class)).isEqualTo("int");
    assertThat(TypeWords.of(Double.class)).isEqualTo("double");
    assertThat(TypeWords.of(String.class)).isEqualTo("text");
  }
}
