package org.esscher.runtime.internal.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.esscher.api.CalibrationCurve;
import org.esscher.api.Estimate;
import org.esscher.api.Level;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.junit.jupiter.api.Test;

class CalibrationCurveTest {
  private static List<Map<String, Object>> rows(CalibrationCurve curve, double... margins) {
    Statistic statistic =
        in ->
            curve.ofMargins(
                in.slot("pairs").column("margin", Level.ROW), row -> row.mean(Level.BATCH));
    try (Arena arena = Arena.root("test")) {
      Estimate found =
          new Estimation()
              .estimate(
                  statistic,
                  Map.of("pairs", arena.batch(Map.of("margin", arena.numbers(margins)))),
                  State.empty(),
                  null,
                  new OutsideARun(arena),
                  true);
      return curve.rows("policy", found, margins.length);
    }
  }

  /**
   * Margins of ±log 3 are held for ¾ sure, and two of three are right; one of 0 is ½ sure, and half
   * right. The influences on the mean of a bin that holds ¾ of the rows are (o − ⅔)/¾: 4/9 twice
   * and −8/9; the sum of their squares, 32/27, over 4·3.
   */
  @Test
  void binsHoldMeansOfPredictionsAndOutcomes() {
    List<Map<String, Object>> bins =
        rows(CalibrationCurve.ofPreferences(2), Math.log(3), Math.log(3), -Math.log(3), 0);
    assertThat(bins).hasSize(2);
    assertThat(bins.get(0))
        .containsEntry("series", "policy")
        .containsEntry("predicted", 0.5)
        .containsEntry("observed", 0.5)
        .containsEntry("rows", 1L);
    assertThat(bins.get(1)).containsEntry("rows", 3L);
    assertThat((Double) bins.get(1).get("predicted")).isCloseTo(0.75, within(1e-15));
    assertThat((Double) bins.get(1).get("observed")).isCloseTo(2.0 / 3, within(1e-15));
    assertThat((Double) bins.get(1).get("observed_standard_error"))
        .isCloseTo(Math.sqrt(32.0 / 27 / 12), within(1e-14));
  }

  @Test
  void theLastBinIsClosedAndEmptyOnesAreLeftOut() {
    List<Map<String, Object>> bins = rows(CalibrationCurve.ofPreferences(10), 800, -800);
    assertThat(bins).hasSize(1);
    assertThat(bins.get(0))
        .containsEntry("predicted", 1.0)
        .containsEntry("observed", 0.5)
        .containsEntry("rows", 2L);
  }

  @Test
  void whatHasNoBinIsRefused() {
    assertThatThrownBy(() -> CalibrationCurve.ofPreferences(0))
        .hasMessageContaining("a calibration curve needs 1 bin or more");
    assertThatThrownBy(() -> new CalibrationCurve(3, 1, 1))
        .hasMessageContaining("3 bins from 1.0 to 1.0");
  }
}
