package org.esscher.plugins.hypo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogLinearTest {
  private final HypoFixture fixture = new HypoFixture();
  private final LogLinearPolicy policy = new LogLinearPolicy(2, null);

  @AfterEach
  void close() {
    fixture.close();
  }

  /** One context of three choices, of which the reference never takes the last. */
  private Batch context(double... completions) {
    double[] vectors = {1, 0, 0, 2, 3, 3};
    double[] reference = {Math.log(.25), Math.log(.75), Double.NEGATIVE_INFINITY};
    int rows = completions.length;
    int[] starts = new int[rows + 1];
    double[] allVectors = new double[6 * rows];
    double[] allReference = new double[3 * rows];
    for (int row = 0; row < rows; row++) {
      starts[row + 1] = 3 * (row + 1);
      System.arraycopy(vectors, 0, allVectors, 6 * row, 6);
      System.arraycopy(reference, 0, allReference, 3 * row, 3);
    }
    return fixture.arena.batch(
        Map.of(
            "completion", fixture.arena.numbers(completions),
            "class_features", fixture.arena.vectorLists(2, starts, allVectors),
            "ref_class_logp", fixture.arena.vectors(3, allReference)));
  }

  private double[] logp(Batch batch) {
    try (Forward forward = policy.forward(batch, Set.of("logp"), fixture.context(1))) {
      return forward.output("logp").toArray();
    }
  }

  @Test
  void startsAsTheReference() {
    assertThat(logp(context(0, 1))[0]).isCloseTo(Math.log(.25), within(1e-15));
    assertThat(logp(context(0, 1))[1]).isCloseTo(Math.log(.75), within(1e-15));
  }

  /** θ = (log 3, 0): weights .25·3 and .75, hence one half each; what is impossible stays so. */
  @Test
  void tiltsTheReferenceByTheScores() {
    policy.assign(Vector.of(Math.log(3), 0));
    assertThat(logp(context(0, 1)))
        .containsExactly(new double[] {Math.log(.5), Math.log(.5)}, within(1e-15));
    Column listed = policy.enumerate(context(0), fixture.context(1)).column("logp");
    assertThat(listed.at(2)).isEqualTo(Double.NEGATIVE_INFINITY);
    Batch drawn = policy.sample(context(0), 1000, HypoFixture.random(4), fixture.context(1));
    assertThat(drawn.column("completion").toArray()).doesNotContain(2);
  }

  @Test
  void refusesRowsWhoseListsDisagree() {
    Batch good = context(0);
    Batch short1 =
        good.with("class_features", fixture.arena.vectorLists(2, new int[] {0, 2}, 1, 0, 0, 2));
    assertThatThrownBy(() -> logp(short1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0")
        .hasMessageContaining("3 choices")
        .hasMessageContaining("2 have features");
    Batch wide =
        good.with("class_features", fixture.arena.vectorLists(1, new int[] {0, 3}, 1, 0, 2));
    assertThatThrownBy(() -> logp(wide))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("vectors of 2 numbers");
  }

  @Test
  void refusesChoicesAndFeaturesThatAreNone() {
    assertThatThrownBy(() -> logp(context(3)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0, column 'completion'")
        .hasMessageContaining("3.0");
    Batch infinite =
        context(0)
            .with(
                "class_features",
                fixture.arena.vectorLists(
                    2, new int[] {0, 3}, Double.POSITIVE_INFINITY, 0, 0, 2, 3, 3));
    policy.assign(Vector.of(1, 1));
    assertThatThrownBy(() -> logp(infinite))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("choice 0 has the logit Infinity");
    Batch impossible =
        context(0)
            .with(
                "ref_class_logp",
                fixture.arena.vectors(
                    3,
                    Double.NEGATIVE_INFINITY,
                    Double.NEGATIVE_INFINITY,
                    Double.NEGATIVE_INFINITY));
    assertThatThrownBy(() -> logp(impossible))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("every choice is -Infinity");
  }
}
