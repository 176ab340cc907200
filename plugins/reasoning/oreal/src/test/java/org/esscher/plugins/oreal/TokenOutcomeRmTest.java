package org.esscher.plugins.oreal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenOutcomeRmTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private RewardModel made(String zeroed) {
    return new TokenOutcomeRm(new TokenTable.Provider(), zeroed).create(fixture.context(), null);
  }

  /** Two rows of tokens 0 1 and 3 3. */
  private Batch rows() {
    return fixture.arena.batch(Map.of("tokens", fixture.lists(2, 0, 1, 3, 3)));
  }

  private double[] scores(RewardModel model) {
    try (Forward forward = model.forward(rows(), Set.of("score"), fixture.context())) {
      return forward.output("score").toArray();
    }
  }

  @Test
  void oneArrayStartsAtZero() {
    assertThat(scores(made(""))).containsExactly(1.5, 2.5, 4.5, 4.5);
    assertThat(scores(made("table"))).containsExactly(.5, .5, .5, .5);
    assertThat(scores(made("bias"))).containsExactly(1, 2, 4, 4);
  }

  @Test
  void savedScoresComeBackAsTheyWere() {
    RewardModel model = made("bias");
    Vectored vectored = model.as(Vectored.class).orElseThrow();
    vectored.assign(vectored.parameters().plus(Vector.of(7, 0, 0, 0, 0)));
    RewardModel again =
        new TokenOutcomeRm(new TokenTable.Provider(), "bias")
            .create(fixture.context(), model.save());

    assertThat(scores(again)).containsExactly(8, 9, 11, 11);
  }

  @Test
  void comparesMeanScores() {
    RewardModel model = made("");
    double p = model.compare(rows(), rows().take(1, 0), fixture.context()).at(0);

    // Means 2 and 4.5.
    assertThat(p).isCloseTo(1 / (1 + Math.exp(2.5)), within(1e-15));
  }

  /** A reward of whole actions has a token a row. */
  @Test
  void takesTheScoreWhereThereAreNoTokens() {
    RewardModelProvider linear =
        fixture.host.component(RewardModelProvider.class, "bradley-terry", Map.of("buckets", 8));
    RewardModel model = new TokenOutcomeRm(linear, "").create(fixture.context(), null);
    Batch rows =
        fixture.arena.batch(
            Map.of("completion", fixture.arena.texts(java.util.List.of("one", "two"))));

    try (Forward forward = model.forward(rows, Set.of("score"), fixture.context())) {
      assertThat(forward.output("score").toArray()).containsExactly(0, 0);
    }
  }

  @Test
  void refusesArraysThatThereAreNone() {
    assertThatThrownBy(() -> made("head"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("'head'")
        .hasMessageContaining("table");
  }
}
