package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RobustDualTest {
  @Test
  void a_range_is_in_order() {
    assertThatThrownBy(() -> new RobustDual.Range(1, 0, 2))
        .hasMessage("a range needs floor ≤ low ≤ high, got 1.0, 0.0, 2.0");
    assertThatThrownBy(() -> new RobustDual.Range(0, 0, Double.NaN)).hasMessageContaining("NaN");
  }
}
