package org.esscher.plugins.goalconditionedrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Filter;
import org.esscher.api.Forward;
import org.esscher.api.ParameterView;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reward, its goal, its backbone, the statistics of it, and the beam. */
class GoalConditionedRmTest {
  /** h = tanh(W·x + b) of two numbers a token, W the identity, b = 0. */
  private static final TokenEncoder IDENTITY = new TokenEncoder("features", 2, 1, 2, false);

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** W = I, b = 0, head (1, 2), goal as given. */
  private RewardModel model(int leading, double... goal) {
    RewardModel model = new GoalConditionedRm(IDENTITY, 2, leading).create(fixture.context(), null);
    model
        .as(Vectored.class)
        .orElseThrow()
        .assign(Vector.of(1, 0, 0, 1, 0, 0, 1, 2, goal[0], goal[1]));
    return model;
  }

  private Batch rows() {
    return fixture.arena.batch(
        Map.of(
            "features",
            fixture.states(new double[][] {{1, 0}, {0, 1}}, new double[][] {{.5, .5}, {0, 2}})));
  }

  private double[] output(RewardModel model, String output) {
    try (Forward pass = model.forward(rows(), Set.of(output), fixture.context())) {
      return pass.output(output).toArray();
    }
  }

  @Test
  void outputs() {
    RewardModel model = model(0, 0, 3);
    double one = Math.tanh(1);
    double half = Math.tanh(.5);
    double two = Math.tanh(2);

    assertThat(output(model, "hidden")).containsExactly(one, 0, 0, one, half, half, 0, two);
    assertThat(output(model, "token_score")).containsExactly(one, 2 * one, 3 * half, 2 * two);
    assertThat(output(model, "score")).containsExactly(2 * one, 2 * two);
    assertThat(output(model, "q"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(0, 1, Math.sqrt(.5), 1);
    // Means (tanh 1, tanh 1)/2, and (tanh .5, tanh .5 + tanh 2)/2.
    assertThat(output(model, "goal_similarity"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(Math.sqrt(.5), (half + two) / Math.hypot(half, half + two));
  }

  @Test
  void leadingStatesAreNoneOfTheAnswers() {
    assertThat(output(model(1, 0, 3), "q"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(1, 1);
    assertThat(output(model(1, 0, 3), "score")).containsExactly(2 * Math.tanh(1), 2 * Math.tanh(2));
    assertThatThrownBy(() -> output(model(2, 0, 3), "score"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0")
        .hasMessageContaining("no token");
  }

  @Test
  void theGoalIsAnArrayOfTheParameters() {
    RewardModel model = model(0, 0, 0);
    assertThatThrownBy(() -> output(model, "q"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("has no goal");
    assertThat(output(model, "score")).hasSize(2);

    GoalRewardModel.assignGoal(model, new double[] {-1, 0});
    assertThat(output(model, "q"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(-1, 0, -Math.sqrt(.5), 0);
    assertThat(model.as(ParameterView.class).orElseThrow().shapes().keySet())
        .containsExactly("backbone/weight", "backbone/bias", "head", "goal");
    RewardModel again =
        new GoalConditionedRm(IDENTITY, 2, 0).create(fixture.context(), model.save());
    assertThat(output(again, "q")).containsExactly(output(model, "q"));
    assertThatThrownBy(() -> GoalRewardModel.assignGoal(model, new double[] {1, 2, 3}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("3 parameters");
  }

  @Test
  void refusesBackbonesThatDontFit() {
    assertThatThrownBy(
            () -> {
              RewardModel wide =
                  new GoalConditionedRm(IDENTITY, 3, 0).create(fixture.context(), null);
              output(wide, "score");
            })
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("width is 3")
        .hasMessageContaining("2 components");
    RewardModelProvider linear =
        fixture.host.component(RewardModelProvider.class, "bradley-terry", Map.of());
    assertThatThrownBy(() -> new GoalConditionedRm(linear, 2, 0).create(fixture.context(), null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("hidden");
  }

  /** z_2 is the mean of both inputs. */
  @Test
  void encodersMaySeeRunningMeans() {
    TokenEncoder running = new TokenEncoder("features", 2, 1, 2, true);
    RewardModel model = new GoalConditionedRm(running, 2, 0).create(fixture.context(), null);
    model.as(Vectored.class).orElseThrow().assign(Vector.of(1, 0, 0, 1, .1, 0, 1, 2, 0, 0));

    assertThat(output(model, "hidden"))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(
            Math.tanh(1.1),
            0,
            Math.tanh(.6),
            Math.tanh(.5),
            Math.tanh(.6),
            Math.tanh(.5),
            Math.tanh(.35),
            Math.tanh(1.25));
  }

  @Test
  void encodersReadWords() {
    TokenEncoder words = new TokenEncoder("", 0, 64, 2, false);
    Batch texts =
        fixture.arena.batch(
            Map.of("completion", fixture.arena.texts(List.of("No. no, NO", "don't"))));
    try (Forward pass =
        words.create(fixture.context(), null).forward(texts, Set.of("hidden"), fixture.context())) {
      Column hidden = pass.output("hidden");
      double[] states = hidden.toArray();

      // no . no , no
      assertThat(hidden.start(1)).isEqualTo(5);
      assertThat(hidden.start(2)).isEqualTo(6);
      assertThat(states[4]).isEqualTo(states[0]);
      assertThat(states[8]).isEqualTo(states[0]);
      assertThat(states[2]).isNotEqualTo(states[0]);
    }
    assertThatThrownBy(() -> new TokenEncoder("features", 0, 1, 2, false))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("inputWidth 0");
  }

  /** Chosen 3, 1, 1 against rejected 2, 1, 0: of nine, 3 wins three, 1 wins one and ties one. */
  @Test
  void areasCountTiesOneHalf() {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("chosen_score", fixture.arena.numbers(3, 1, 1));
    columns.put("rejected_score", fixture.arena.numbers(2, 1, 0));
    var found = fixture.estimate(new Auroc(), fixture.arena.batch(columns));

    assertThat(found.value("auroc")).isCloseTo((3 + 1.5 + 1.5) / 9, within(1e-15));
    assertThat(found.value("accuracy")).isCloseTo(2.5 / 3, within(1e-15));
  }

  /** Halves of answers of 4 and of 1 token are the 2nd and the 1st. */
  @Test
  void partialAreasReadBeginnings() {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("chosen_q", fixture.arena.lists(new int[] {0, 4, 5}, 9, .5, 9, .2, .9));
    columns.put("rejected_q", fixture.arena.lists(new int[] {0, 1, 4}, .6, 0, .1, 1));
    var found =
        fixture.estimate(
            new PartialAuroc(List.of(.5, 1.0), PartialAuroc.Output.Q),
            fixture.arena.batch(columns));

    // .5, .9 against .6, .1: three of four. At the end .2, .9 against .6, 1: one of four.
    assertThat(found.value("auroc_50_percent")).isEqualTo(.75);
    assertThat(found.value("auroc_100_percent")).isEqualTo(.25);
    assertThatThrownBy(
            () ->
                fixture.estimate(
                    new PartialAuroc(List.of(.5), PartialAuroc.Output.Q),
                    fixture.arena.batch(
                        Map.of(
                            "chosen_q", fixture.arena.lists(new int[] {0, 0}),
                            "rejected_q", fixture.arena.lists(new int[] {0, 1}, 1)))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0");
  }

  /** Both rows have log π = −1 but the second is nearer to the goal (0, 1). */
  @Test
  void beamsPreferWhatIsNearTheGoal() {
    RewardModel reward = model(0, 0, 1);
    Context context =
        new CallContext(
            fixture.arena,
            1,
            role -> {
              assertThat(role).isEqualTo("reward");
              return reward;
            },
            fixture.host.services().components(),
            "goal-beam test");
    Batch candidates =
        rows()
            .with("prompt_id", fixture.arena.integers(4, 4))
            .with("behavior_logp", fixture.arena.lists(new int[] {0, 2, 3}, -.5, -.5, -1));
    double[] near = output(reward, "goal_similarity");
    Filter.Result one = new GoalBeam(1, 2, "reward").filter(candidates, context);
    Filter.Result all = new GoalBeam(3, 2, "reward").filter(candidates, context);

    assertThat(near[1]).isGreaterThan(near[0]);
    assertThat(one.kept().column("beam_score").toArray())
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(2 * near[1] - 1);
    assertThat(all.kept().column("beam_score").toArray())
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(2 * near[1] - 1, 2 * near[0] - 1);
  }
}
