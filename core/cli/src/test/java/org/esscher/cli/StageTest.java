package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageTest {
  private final Stage stage = new Stage("score", "rows", 10);

  @Test
  void whatTellsNothingHasItsTime() {
    assertThat(stage.fraction()).isNaN();
    assertThat(stage.message(75)).isEqualTo("1 min 05 s");
    assertThat(stage.line(75)).isEqualTo("task=score seconds=65");
  }

  @Test
  void withoutAnEndThereIsARate() {
    stage.at(1_234_567L, 14);
    // 1,234,567 rows in 4 s; that nothing was counted in the 2 s since then changes no rate.
    assertThat(stage.fraction()).isNaN();
    assertThat(stage.message(16)).isEqualTo("1.23M rows, 6 s, 309k rows/s");
    assertThat(stage.line(16))
        .isEqualTo("task=score seconds=6 rows=1234567 rows_per_second=308641.750");
  }

  @Test
  void withAnEndThereIsTheTimeLeft() {
    Map<String, Double> shown = new LinkedHashMap<>();
    shown.put("loss", 0.25);
    shown.put("length", 12.0);
    stage.at(0.25, 0, Map.of(), 10);
    stage.at(0.5, 50, shown, 20);
    // A quarter took 10 s, half is left; 5 s of its 20 s are over.
    assertThat(stage.fraction()).isEqualTo(0.5);
    assertThat(stage.message(25)).isEqualTo("15 s left, loss 0.250, length 12, 5 rows/s");
    assertThat(stage.line(25))
        .isEqualTo(
            "task=score progress=0.500 rows_per_second=5.000 seconds_left=15 loss=0.25"
                + " length=12.0");
    assertThat(stage.message(40.5)).as("a little later than thought").startsWith("0 s left");
    assertThat(stage.message(60)).as("later than thought").startsWith("50 s, loss");
  }

  /** The first rows of a million come while code is still compiled. */
  @Test
  void whatJustBeganTellsNoRate() {
    stage.through(0.0001, 100, 10.1);
    assertThat(stage.message(10.1)).isEqualTo("0 s");
    stage.through(0.0004, 400, 10.4);
    // 400 rows in .4 s.
    assertThat(stage.message(10.4)).isEqualTo("16 min 40 s left, 1.00k rows/s");
  }

  @Test
  void atTheEndThereIsTheWholeTime() {
    stage.at(1, 100, Map.of(), 60);
    assertThat(stage.message(60)).isEqualTo("50 s, 2 rows/s");
    assertThat(stage.line(60)).isEqualTo("task=score progress=1.000 rows_per_second=2.000");
  }

  @Test
  void passesBeginAnew() {
    stage.pass("score", 10);
    stage.at(1, 1000, Map.of(), 20);
    stage.pass("score pass 2", 20);
    assertThat(stage.fraction()).as("nothing of it is done").isNaN();
    assertThat(stage.message(30)).isEqualTo("20 s");
    assertThat(stage.line(30)).isEqualTo("task=score-pass-2 seconds=20");
    stage.at(0.25, 250, Map.of(), 40);
    // A quarter of this pass, 250 rows, took 20 s.
    assertThat(stage.message(40)).isEqualTo("1 min 00 s left, 12.5 rows/s");
  }

  @Test
  void amountsHaveThreeDigits() {
    double[] values = {0.012345, -0.5, 7, 42, 999, 1000, 999_600, 2.5e9, 3e15};
    String[] written = {
      "0.0123", "-0.500", "7", "42", "999", "1.00k", "1.00M", "2.50G", "3.00e+15"
    };
    for (int i = 0; i < values.length; i++) {
      assertThat(Stage.amount(values[i])).isEqualTo(written[i]);
    }
  }
}
