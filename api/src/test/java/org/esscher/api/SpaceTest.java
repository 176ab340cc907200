package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpaceTest {
  @Test
  void a_box_has_a_component_a_bound() {
    assertThat(Space.Box.within(2, 1.5))
        .isEqualTo(new Space.Box(List.of(-1.5, -1.5), List.of(1.5, 1.5)));
    assertThat(Space.Box.within(3, Double.POSITIVE_INFINITY).width()).isEqualTo(3);
    assertThat(new Space.Discrete(5).width()).isEqualTo(1);
  }

  @Test
  void a_space_that_holds_nothing_is_refused() {
    assertThatThrownBy(() -> new Space.Box(List.of(1.0), List.of(0.0)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("1.0 and 0.0");
    assertThatThrownBy(() -> new Space.Box(List.of(Double.NaN), List.of(0.0)))
        .isInstanceOf(EsscherException.class);
    assertThatThrownBy(() -> new Space.Box(List.of(0.0), List.of()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("1 and 0");
    assertThatThrownBy(() -> new Space.Discrete(0)).isInstanceOf(EsscherException.class);
  }
}
