package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.optim.Momentum;
import org.esscher.runtime.internal.optim.Sgd;
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RolesTest {
  private final TestHost host = new TestHost();
  private final Arena arena = host.services().arena().child("run");

  @AfterEach
  void closeWithoutLeaks() {
    host.close();
  }

  private Roles roles(Map<String, ModelProvider> providers) {
    return new Roles(
        providers,
        (name, others) ->
            new CallContext(
                arena, Seeds.mix(5, name), others, host.services().components(), "test"));
  }

  /** Whatever is made of a role must not go on with the model that the role had before. */
  @Test
  void modelsMadeOfARestoredOneAreMadeAnew() {
    try (Roles roles =
        roles(
            Map.of(
                "line", new Line(), "held", (context, saved) -> new Held(context.role("line"))))) {
      assertThat(held(roles)).isSameAs(roles.model("line"));
      roles.save("line", "before");
      Vector before = roles.vectored("line").parameters();
      roles.vectored("line").assign(Vector.of(7, 8));
      roles.restore("line", "before");
      assertThat(held(roles)).isSameAs(roles.model("line"));
      assertThat(roles.vectored("line").parameters()).isEqualTo(before);
    }
  }

  private static Model held(Roles roles) {
    return ((Held) roles.model("held")).line();
  }

  /** 0.75·(1, 2) + 0.25·(5, −2) = (2, 1). */
  @Test
  void anAverageMovesTowardsTheCurrentParameters() {
    try (Roles roles = roles(Map.of("line", new Line()))) {
      roles.vectored("line").assign(Vector.of(1, 2));
      roles.average("line", "mean", 0.25);
      assertThat(roles.vectored("line@mean").parameters()).isEqualTo(Vector.of(1, 2));
      roles.vectored("line").assign(Vector.of(5, -2));
      roles.average("line", "mean", 0.25);
      assertThat(roles.vectored("line@mean").parameters()).isEqualTo(Vector.of(2, 1));
      assertThat(roles.vectored("line").parameters()).isEqualTo(Vector.of(5, -2));
    }
  }

  /**
   * Actor and critic in one network. One row x = 2, y = 0 at slope 1, intercept 1: the value is 3,
   * its squared error's gradient 2·3·(2, 1) = (12, 6). It reaches the model through the second role
   * alone, and a step of 0.1 leaves (1 − 1.2, 1 − 0.6), seen in both roles.
   */
  @Test
  void rolesOfOneProviderShareAModel() {
    ModelProvider network = new Line();
    Optimizer optimizer = new Sgd(0.1);
    try (Roles roles = roles(Map.of("actor", network, "critic", network))) {
      assertThat(roles.model("critic")).isSameAs(roles.model("actor"));
      roles.vectored("actor").assign(Vector.of(1, 1));
      Batch rows = arena.batch(Map.of("x", arena.numbers(2), "y", arena.numbers(0)));
      new Trainer(host.services().estimation(), roles)
          .train(
              Stage.of("fit", new SquaredError("critic"), optimizer),
              Map.of("rows", rows),
              new CallContext(arena, 1, roles::model, host.services().components(), "test"));
      double[] stepped = roles.vectored("actor").parameters().toArray();
      assertThat(stepped[0]).isEqualTo(1 - 0.1 * 12);
      assertThat(stepped[1]).isEqualTo(1 - 0.1 * 6);
      assertThat(roles.states().keySet()).isEqualTo(Set.of("actor"));
    }
  }

  /**
   * The row and gradient of above: a first step of 0.1 leads from (1, 1) to (−0.2, 0.4), where the
   * value is 0 and so is the gradient; the second is nine tenths of the first, to (−1.28, −0.14).
   * Back at (1, 1) the role steps as at first, while the other goes on with what it remembers: from
   * (−0.2, 0.4) by 0.81 of the first step, to (−1.172, −0.086).
   */
  @Test
  void optimizersOfARestoredRoleForget() {
    try (Roles roles = roles(Map.of("line", new Line(), "other", new Line()))) {
      Trainer trainer = new Trainer(host.services().estimation(), roles);
      for (String role : List.of("line", "other")) {
        roles.vectored(role).assign(Vector.of(1, 1));
        roles.save(role, "before");
        step(trainer, roles, role);
        assertParameters(roles, role, -0.2, 0.4);
        step(trainer, roles, role);
        assertParameters(roles, role, -1.28, -0.14);
      }

      roles.restore("line", "before");
      trainer.forgetOptimizers("line");
      step(trainer, roles, "line");
      assertParameters(roles, "line", -0.2, 0.4);
      roles.vectored("other").assign(Vector.of(-0.2, 0.4));
      step(trainer, roles, "other");
      assertParameters(roles, "other", -1.172, -0.086);
    }
  }

  private void step(Trainer trainer, Roles roles, String role) {
    Batch row = arena.batch(Map.of("x", arena.numbers(2), "y", arena.numbers(0)));
    trainer.train(
        Stage.of("fit", new SquaredError(role), new Momentum(0.1, 0.9)),
        Map.of("rows", row),
        new CallContext(arena, 1, roles::model, host.services().components(), "test"));
  }

  private static void assertParameters(Roles roles, String role, double... wanted) {
    assertThat(roles.vectored(role).parameters().toArray()).containsExactly(wanted, within(1e-15));
  }

  /** Equal providers are not one provider: a target network starts as a model of its own. */
  @Test
  void equalProvidersMakeDifferentModels() {
    try (Roles roles = roles(Map.of("first", new Line(), "second", new Line()))) {
      assertThat(roles.model("first")).isNotSameAs(roles.model("second"));
      assertThat(roles.vectored("first").parameters())
          .isNotEqualTo(roles.vectored("second").parameters());
    }
  }

  @Test
  void whatCouldNotBeMadeAgainIsRefused() {
    try (Roles roles = roles(Map.of("line", new Line()))) {
      assertThatThrownBy(
              () -> roles.define("late", (context, saved) -> new Held(roles.model("line"))))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("not a component");
    }
  }

  @Test
  void aCircleOfModelsIsTold() {
    try (Roles roles =
        roles(
            Map.of(
                "a", (context, saved) -> new Held(context.role("b")),
                "b", (context, saved) -> new Held(context.role("a"))))) {
      assertThatThrownBy(() -> roles.model("a"))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("circle");
    }
  }

  @Test
  void anUnknownRoleIsToldWithThoseThatThereAre() {
    try (Roles roles = roles(Map.of("line", new Line()))) {
      assertThatThrownBy(() -> roles.model("line@old"))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("line@old")
          .hasMessageContaining("[line]");
    }
  }

  /** A model made of another, which it keeps. */
  private record Held(Model line) implements Model {
    @Override
    public Set<String> inputs() {
      return line.inputs();
    }

    @Override
    public Set<String> outputs() {
      return line.outputs();
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      return line.forward(batch, outputs, context);
    }

    @Override
    public State save() {
      return State.empty();
    }
  }
}
