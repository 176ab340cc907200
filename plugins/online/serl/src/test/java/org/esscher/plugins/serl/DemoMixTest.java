package org.esscher.plugins.serl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Check 4 of the paper's card. */
class DemoMixTest {
  @AutoClose private static final SerlFixture FIXTURE = new SerlFixture();

  /** Rows whose numbers all say which they are. */
  private static Batch numbered(int rows, double from) {
    double[] values = new double[rows];
    double[] pairs = new double[2 * rows];
    Arrays.setAll(values, i -> from + i);
    Arrays.setAll(pairs, i -> from + Math.floorDiv(i, 2));
    return FIXTURE.batch(
        "reward", FIXTURE.arena.numbers(values), "observation", FIXTURE.arena.vectors(2, pairs));
  }

  private static Batch mixed(double fraction, int rows, Batch demonstrations) {
    DemoMix mix = new DemoMix(fraction);
    State fitted = mix.fit(demonstrations, FIXTURE.context(1));
    return mix.apply(numbered(rows, 0), fitted, FIXTURE.context(2));
  }

  private static int demonstrations(Batch batch) {
    int count = 0;
    for (int row = 0; row < batch.rows(); row++) {
      boolean demonstration = batch.column("reward").at(row) >= 1000;
      assertThat(batch.column("source").text(row)).isEqualTo(demonstration ? "demo" : "replay");
      // Rows stay together.
      assertThat(batch.column("observation").at(2L * row + 1))
          .isEqualTo(batch.column("reward").at(row));
      count += demonstration ? 1 : 0;
    }
    return count;
  }

  @Test
  void check4HalfOfABatchAreDemonstrations() {
    Batch batch = mixed(.5, 256, numbered(7, 1000));
    assertThat(batch.rows()).isEqualTo(256);
    assertThat(demonstrations(batch)).isEqualTo(128);
  }

  @Test
  void check4OddSizesAreRefused() {
    assertThatThrownBy(() -> mixed(.5, 255, numbered(7, 1000)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("255", "127.5");
  }

  @Test
  void check4WithoutDemonstrationsItIsTheReplay() {
    Batch batch = mixed(0, 5, numbered(7, 1000));
    assertThat(batch.column("reward").toArray()).containsExactly(0, 1, 2, 3, 4);
    assertThat(demonstrations(batch)).isZero();
    assertThat(demonstrations(mixed(1, 5, numbered(7, 1000)))).isEqualTo(5);
  }

  @Test
  void refusesAnEmptyLog() {
    Batch none = numbered(7, 1000).take();
    assertThatThrownBy(() -> mixed(.5, 4, none))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("2 demonstrations", "none", "demoFraction");
    assertThat(mixed(0, 4, none).rows()).isEqualTo(4);
  }

  @Test
  void refusesDemonstrationsOfAnotherEnvironment() {
    Batch wide =
        FIXTURE.batch(
            "reward", FIXTURE.arena.numbers(1), "observation", FIXTURE.arena.vectors(3, 1, 2, 3));
    assertThatThrownBy(() -> mixed(.5, 4, wide))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("observation", "2 numbers", "3");
  }
}
