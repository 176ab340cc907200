package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateTest {
  @Test
  void states_are_values() {
    State empty = State.empty();
    State one = empty.with("a", 1, 2).withTexts("t", List.of("x"));
    assertThat(empty.has("a")).isFalse();
    assertThat(one.get("a")).containsExactly(1, 2);
    assertThat(one.texts("t")).containsExactly("x");
    assertThat(one.has("t")).isTrue();
    assertThat(one)
        .isEqualTo(State.of(Map.of("a", new double[] {1, 2}), Map.of("t", List.of("x"))));
    assertThat(one).hasSameHashCodeAs(empty.withTexts("t", List.of("x")).with("a", 1, 2));
    assertThat(one).isNotEqualTo(one.with("a", 1, 3)).isNotEqualTo(one.with("b", 1));
    assertThat(one).isNotEqualTo(one.withTexts("t", List.of("y")));
  }

  @Test
  void arrays_are_copied_in_and_out() {
    double[] given = {1};
    State state = State.empty().with("a", given);
    given[0] = 9;
    state.get("a")[0] = 7;
    assertThat(state.get("a")).containsExactly(1);
  }

  @Test
  void trees_are_joined_and_taken_apart() {
    State child = State.empty().with("m", 1).withTexts("names", List.of("w"));
    State tree = State.empty().with("step", 3).withAll("adam", child);
    assertThat(tree.numberNames()).containsExactly("adam/m", "step");
    assertThat(tree.textNames()).containsExactly("adam/names");
    assertThat(tree.under("adam")).isEqualTo(child);
    assertThat(tree.under("ad")).isEqualTo(State.empty());
  }

  @Test
  void a_missing_entry_is_named_beside_those_that_there_are() {
    State state = State.empty().with("a", 4, 5).with("none");
    assertThat(state.number("a", 0)).isEqualTo(4);
    assertThat(state.number("none", 7)).isEqualTo(7);
    assertThat(state.number("b", 8)).isEqualTo(8);
    assertThatThrownBy(() -> state.get("b"))
        .hasMessage("the state has no entry b, only [a, none] and []");
    assertThatThrownBy(() -> state.texts("a")).hasMessageContaining("no entry a");
  }

  @Test
  void not_a_number_equals_itself() {
    assertThat(State.empty().with("a", Double.NaN)).isEqualTo(State.empty().with("a", Double.NaN));
  }
}
