package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PushforwardTest {
  private final ArrayContext context = new ArrayContext();
  private final Batch rows = ArrayBatch.of("x", 0, 3);

  /**
   * The derivative of θx + θ³ along v is (x + 3θ²)·v: at θ = 2 and v = 5, 60 and 75. The error of
   * central differences is h²·v with h = 2e-4, the absolute step in θ.
   */
  @Test
  void differences_stand_in_for_a_model_that_has_none() {
    PowerModel model = new PowerModel("value", 2);
    Column slope = Pushforward.of(model).pushforward(rows, "value", Vector.of(5), context);
    assertThat(slope.at(0)).isCloseTo(60, within(3e-7));
    assertThat(slope.at(1)).isCloseTo(75, within(3e-7));
    assertThat(model.parameters()).isEqualTo(Vector.of(2));
  }

  @Test
  void nothing_changes_along_no_direction() {
    Column slope =
        Pushforward.of(new PowerModel("value", 2))
            .pushforward(rows, "value", Vector.of(0), context);
    assertThat(slope.toArray()).containsExactly(0, 0);
  }

  @Test
  void a_models_own_comes_first() {
    Column own = context.numbers(1, 2);
    class Analytic extends PowerModel implements Pushforward {
      Analytic() {
        super("value", 2);
      }

      @Override
      public Column pushforward(Batch batch, String output, Vector direction, Context context) {
        return own;
      }
    }
    assertThat(Pushforward.of(new Analytic()).pushforward(rows, "value", Vector.of(1), context))
        .isSameAs(own);
  }

  @Test
  void a_model_without_a_parameter_vector_is_refused() {
    Model fixed =
        new Model() {
          @Override
          public Set<String> inputs() {
            return Set.of();
          }

          @Override
          public Set<String> outputs() {
            return Set.of();
          }

          @Override
          public Forward forward(Batch batch, Set<String> outputs, Context context) {
            throw new AssertionError("it computes nothing");
          }

          @Override
          public State save() {
            return State.empty();
          }
        };
    assertThatThrownBy(() -> Pushforward.of(fixed))
        .hasMessageContaining("offers neither Vectored nor Pushforward");
  }
}
