package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhasedRecipeTest {
  private static Phase.Action note(List<String> notes, String what) {
    return (state, run, index) -> {
      notes.add(what + index);
      return state.with("notes", notes.size());
    };
  }

  private record Phased(List<Phase> phases) implements PhasedRecipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of();
    }

    @Override
    public List<Phase> phases(Run run) {
      return phases;
    }
  }

  /** Of which no action of these tests asks anything. */
  private final Run run = new FakeRun(new PowerModel.AsPolicy(1), new ArrayContext());

  private State steps(Recipe recipe, int steps) {
    State state = State.empty();
    for (int step = 0; step < steps; step++) {
      assertThat(recipe.progress(state)).isLessThan(1);
      state = recipe.step(state, run);
    }
    return state;
  }

  @Test
  void phasesFollowOneAnother() {
    List<String> notes = new ArrayList<>();
    Recipe recipe =
        new Phased(
            List.of(
                new Phase("first", 3, note(notes, "a")).after(note(notes, "before")),
                new Phase("none", 0, note(notes, "never")),
                new Phase("second", 5, note(notes, "b"))
                    .every(2, note(notes, "then"))
                    .then(note(notes, "last"))));
    State state = steps(recipe, 4);
    assertThat(recipe.progress(state)).isEqualTo(0.5);
    for (int step = 4; step < 8; step++) {
      state = recipe.step(state, run);
    }
    assertThat(recipe.progress(state)).isEqualTo(1);
    assertThat(notes)
        .containsExactly(
            "before0", "a0", "a1", "a2", "b0", "b1", "then1", "b2", "b3", "then3", "b4", "then4",
            "last4");
    assertThat(state.get("notes")).containsExactly(13);
  }

  @Test
  void nothingToDoIsDoneInOneStep() {
    Recipe recipe = new Phased(List.of());
    assertThat(recipe.progress(steps(recipe, 1))).isEqualTo(1);
  }

  @Test
  void aNegativeNumberOfStepsIsRefused() {
    assertThatThrownBy(() -> new Phase("first", -1, (state, run, index) -> state))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("first");
  }
}
