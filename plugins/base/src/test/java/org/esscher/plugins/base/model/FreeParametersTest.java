package org.esscher.plugins.base.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.ParameterView;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.plugins.base.ArenaContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FreeParametersTest {
  private final ArenaContext context = new ArenaContext();

  @AfterEach
  void close() {
    context.close();
  }

  private Batch rows() {
    return context.columns().batch(Map.of("reward", context.columns().numbers(7, 8, 9)));
  }

  @Test
  void givesTheNumbersInEveryRow() {
    Model model =
        new FreeParameters("multiplier", 2, List.of(.5, -1.), 0, false).create(context, null);

    try (Forward forward = model.forward(rows(), Set.of("multiplier"), context)) {
      assertThat(forward.output("multiplier").width()).isEqualTo(2);
      assertThat(forward.output("multiplier").toArray()).containsExactly(.5, -1, .5, -1, .5, -1);
      // Each number stands in every row, so its gradient is the sum of its cotangents.
      Forward.Pullback back =
          forward.pullback(
              Map.of("multiplier", context.columns().vectors(2, 1, 10, 2, 20, 4, 40)), Set.of());
      assertThat(model.as(Vectored.class).orElseThrow().vector(back.gradient()).toArray())
          .containsExactly(7, 70);
    }
  }

  @Test
  void aSingleNumberIsAScalar() {
    Model model = new FreeParameters("temperature", 1, List.of(3.), 0, false).create(context, null);

    try (Forward forward = model.forward(rows(), Set.of("temperature"), context)) {
      assertThat(forward.output("temperature").width()).isEqualTo(1);
      assertThat(forward.output("temperature").toArray()).containsExactly(3, 3, 3);
      assertThatThrownBy(() -> model.forward(rows(), Set.of("value"), context))
          .hasMessageContaining("'parameters' computes temperature");
    }
  }

  @Test
  void drawsFirstValues() {
    FreeParameters provider = new FreeParameters("value", 1000, List.of(), .5, false);

    double[] drawn =
        provider.create(context, null).as(Vectored.class).orElseThrow().parameters().toArray();

    double squares = 0;
    for (double value : drawn) {
      squares += value * value;
    }
    // χ² of 1,000 degrees over 1,000 has the standard deviation √(2/1000) = .045.
    assertThat(squares / 1000 / .25).isBetween(.8, 1.2);
    assertThat(new FreeParameters("value", 2, List.of(), 0, false).create(context, null).save())
        .isEqualTo(Parameters.saved(new double[2]));
  }

  @Test
  void isRestored() {
    FreeParameters provider = new FreeParameters("value", 2, List.of(), 1, false);
    Model model = provider.create(context, null);
    model.as(Vectored.class).orElseThrow().assign(Vector.of(4, 5));

    assertThat(provider.create(context, model.save()).save()).isEqualTo(model.save());
    assertThat(model.save().get("parameters")).containsExactly(4, 5);
  }

  @Test
  void keepsNumbersAboveZeroWhereThatIsWanted() {
    Model model = new FreeParameters("m", 2, List.of(0., 1.), 0, true).create(context, null);

    assertThat(model.as(ParameterView.class).orElseThrow().afterStep(Vector.of(-1, 2)).toArray())
        .containsExactly(0, 2);
    Model free = new FreeParameters("m", 2, List.of(), 0, false).create(context, null);
    assertThat(free.as(ParameterView.class).orElseThrow().afterStep(Vector.of(-1, 2)).toArray())
        .containsExactly(-1, 2);
  }

  @Test
  void refusesFirstValuesThatDoNotFit() {
    assertThatThrownBy(() -> new FreeParameters("m", 2, List.of(1.), 0, false))
        .hasMessageContaining("2 parameters need as many initial values");
    assertThatThrownBy(() -> new FreeParameters("m", 1, List.of(-1.), 0, true))
        .hasMessageContaining("at least 0");
    assertThatThrownBy(() -> new FreeParameters("m", 1, List.of(Double.NaN), 0, false))
        .hasMessageContaining("finite");
  }
}
