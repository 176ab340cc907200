package org.esscher.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * How often what was predicted came true: predictions in bins of equal width, and in each the mean
 * prediction beside the mean outcome. A {@link Statistic} has its quantities, with the standard
 * errors that the host gives them, and a recipe records its rows in the table {@value #TABLE},
 * which reports draw.
 *
 * @param bins number of bins, at least 1
 * @param low the least prediction
 * @param high the largest prediction, in the last bin; above {@code low}
 */
public record CalibrationCurve(int bins, double low, double high) {
  /** The table that reports draw. */
  public static final String TABLE = "calibration";

  /** So few of the rows that it is none: keeps an empty bin's means from being 0/0. */
  private static final double NONE = 1e-300;

  /**
   * Checks.
   *
   * @param bins as for the record
   * @param low as for the record
   * @param high as for the record
   * @throws EsscherException (USER) when there is no bin, or none with a width
   */
  public CalibrationCurve {
    if (bins < 1 || !(low < high)) {
      throw EsscherException.user(
          "a calibration curve needs 1 bin or more, and a largest prediction above the least; got"
              + " %d bins from %s to %s",
          bins, low, high);
    }
  }

  /**
   * The curve of preferences between two answers: of each pair the answer that is held for the
   * better one, so that predictions are ½ or more.
   *
   * @param bins number of bins
   * @return bins of [½, 1]
   */
  public static CalibrationCurve ofPreferences(int bins) {
    return new CalibrationCurve(bins, 0.5, 1);
  }

  /**
   * The quantities for a statistic.
   *
   * @param predicted at ROW, within [low, high]
   * @param observed at ROW, what became of it: 1 or 0, ½ where that can't be told
   * @param mean reduces ROW to BATCH, as the statistic's other means do
   * @return by name, three a bin: see {@link #rows}
   */
  public Map<String, Expr> quantities(Expr predicted, Expr observed, UnaryOperator<Expr> mean) {
    Map<String, Expr> quantities = new LinkedHashMap<>();
    for (int bin = 0; bin < bins; bin++) {
      Expr in = in(predicted, bin);
      Expr share = mean.apply(in);
      quantities.put(name(bin, "share"), share);
      quantities.put(name(bin, "predicted"), mean.apply(in.times(predicted)).over(share.max(NONE)));
      quantities.put(name(bin, "observed"), mean.apply(in.times(observed)).over(share.max(NONE)));
    }
    return quantities;
  }

  /**
   * The quantities for a statistic, of preferences between two answers.
   *
   * @param margin at ROW, the log-odds that the preferred answer is the better one
   * @param mean as for {@link #quantities}
   * @return as {@link #quantities} of the curve {@link #ofPreferences}
   */
  public Map<String, Expr> ofMargins(Expr margin, UnaryOperator<Expr> mean) {
    Expr sure = margin.abs().sigmoid();
    return quantities(sure, margin.sign().plus(1).times(0.5), mean);
  }

  private Expr in(Expr predicted, int bin) {
    Expr atLeast = Expr.of(1).minus(Expr.of(edge(bin)).greaterThan(predicted));
    return bin == bins - 1 ? atLeast : atLeast.times(Expr.of(edge(bin + 1)).greaterThan(predicted));
  }

  private double edge(int bin) {
    return low + (high - low) * bin / bins;
  }

  /**
   * The rows of the table.
   *
   * @param series whose predictions they are
   * @param found what the host made of the quantities
   * @param rows of the batch
   * @return cells {@code series, predicted, observed, observed_standard_error, rows} of each bin
   *     that isn't empty
   */
  public List<Map<String, Object>> rows(String series, Estimate found, int rows) {
    List<Map<String, Object>> table = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) {
      double share = quantity(found, name(bin, "share")).value();
      if (share > 0) {
        Estimate.Quantity observed = quantity(found, name(bin, "observed"));
        Map<String, Object> cells = new LinkedHashMap<>();
        cells.put("series", series);
        cells.put("predicted", quantity(found, name(bin, "predicted")).value());
        cells.put("observed", observed.value());
        cells.put("observed_standard_error", observed.standardError());
        cells.put("rows", Math.round(share * rows));
        table.add(cells);
      }
    }
    return table;
  }

  private static Estimate.Quantity quantity(Estimate found, String name) {
    return Objects.requireNonNull(found.statistics().get(name), name);
  }

  private static String name(int bin, String what) {
    return "calibration/" + bin + "/" + what;
  }
}
