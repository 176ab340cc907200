package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelChoiceTest {
  /**
   * Plain Java below JDK 25 and without the flag; with both, kernels, unless the build lacks them.
   */
  @Test
  void chooses_what_the_JVM_can_run() {
    boolean readable =
        Runtime.version().feature() >= 25
            && ModuleLayer.boot().findModule(KernelChoice.MODULE).isPresent();
    try (Kernels best = KernelChoice.best()) {
      assertThat(best.name()).startsWith(readable ? KernelsForTests.compiler().name() : "portable");
      assertThat(best.pay(1000)).isEqualTo(readable);
    }
  }
}
