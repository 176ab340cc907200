package org.esscher.plugins.cmorl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Objective;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CMorlInitTest {
  @AutoClose private final Fixture fixture = new Fixture();

  private Objective init(Map<String, ?> config) {
    return fixture.host.component(Objective.class, "c-morl-init", config);
  }

  private Batch rows(double[] value) {
    int rows = value.length / 2;
    return fixture.arena.batch(
        Map.of(
            "logp", fixture.arena.numbers(new double[rows]),
            "old_logp", fixture.arena.numbers(new double[rows]),
            "value", fixture.arena.vectors(2, value),
            "old_value", fixture.arena.vectors(2, new double[value.length]),
            "return",
                fixture.arena.vectors(
                    2, rows == 1 ? new double[] {1, .1} : new double[] {1, .1, 2, 0})));
  }

  /**
   * A = .25·(1, 2) + .75·(.1, 0) = (.325, .5). The critic's errors: (.5 − 1)² = .25 against (.2 −
   * 1)² = .64, the second at (.1 − .1)² = 0 twice; (−.5 − 2)² = 6.25 against 4.84, (.3 − 0)² = .09
   * against .04. Their larger ones, .64 + 0 + 6.25 + .09, over 4, times ½·½.
   */
  @Test
  void valueByHand() {
    Objective objective = init(Map.of("weights", List.of(.25, .75), "standardize", false));

    Estimate estimate =
        fixture.estimate("transitions", objective, rows(new double[] {.5, .1, -.5, .3}));

    assertThat(Fixture.value(estimate, "c-morl-init"))
        .isCloseTo(-(.325 + .5) / 2 + .25 * (.64 + 6.25 + .09) / 4, within(1e-12));
    assertThat(Fixture.cotangents(estimate, "c-morl-init", "logp"))
        .containsExactly(new double[] {-.1625, -.25}, within(1e-12));
    // The clipped branch has no derivative; the others .25·2·(V − R)/4.
    assertThat(Fixture.cotangents(estimate, "c-morl-init", "value"))
        .containsExactly(new double[] {0, 0, -.3125, .0375}, within(1e-12));
  }

  /** One row has no deviation: A is 0. */
  @Test
  void oneRow() {
    Objective objective = init(Map.of("weights", List.of(.5, .5), "valueCoef", 0));

    Estimate estimate = fixture.estimate("transitions", objective, rows(new double[] {0, 0}));

    assertThat(Fixture.cotangents(estimate, "c-morl-init", "logp")).containsExactly(0);
    assertThat(Fixture.value(estimate, "c-morl-init")).isZero();
  }

  @Test
  void whatIsNoPreferenceIsRefused() {
    for (List<Double> weights :
        List.of(List.of(1.), List.of(.5, .6), List.of(-.1, 1.1), List.of(Double.NaN, 1.))) {
      assertThatThrownBy(() -> new CMorlInit(weights, .2, .5, true))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("not a preference");
    }
    Objective three = init(Map.of("weights", List.of(.2, .3, .5)));
    Batch two = rows(new double[] {0, 0, 0, 0});
    assertThatThrownBy(() -> fixture.estimate("transitions", three, two))
        .isInstanceOf(EsscherException.class);
  }

  /** A list in JSON is a list of tokens, whose sum would pass for a scalar return. */
  @Test
  void listsAreNoVectors() {
    Batch rows = rows(new double[] {0, 0, 0, 0});
    int[] starts = {0, 2, 4};
    for (String name : List.of("value", "old_value", "return")) {
      rows = rows.with(name, fixture.arena.lists(starts, 1, 2, 3, 4));
    }
    Batch lists = rows;
    Objective objective = init(Map.of("weights", List.of(.5, .5)));

    assertThatThrownBy(() -> fixture.estimate("transitions", objective, lists))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("it holds lists of tokens");
  }

  @Test
  void grids() {
    assertThat(Preferences.grid(2, .5))
        .containsExactly(List.of(1., 0.), List.of(.5, .5), List.of(0., 1.));
    assertThat(Preferences.grid(3, .5)).hasSize(6).contains(List.of(0., .5, .5));
    assertThatThrownBy(() -> Preferences.grid(2, .3)).hasMessageContaining("1/2, 1/3");
  }
}
