package org.esscher.plugins.goalconditionedrm;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;

/**
 * How well beginnings of answers tell chosen from rejected ones: {@code auroc_P_percent}, of the
 * values at the token ⌈f·L⌉ of all chosen against all rejected answers, P = 100·f rounded.
 *
 * <p>Reads the slot {@code pairs}: {@code chosen_q} and {@code rejected_q}, or {@code
 * chosen_token_score} and {@code rejected_token_score}, of {@code reward}, token by token.
 *
 * @param fractions fractions f of an answer after which it is judged
 * @param output what the answers are compared by
 */
@Component(
    value = "partial-auroc",
    summary = "area under the ROC curve of beginnings of chosen against rejected answers",
    paper = "Nath et al. 2024, arXiv 2407.13887, section 4")
public record PartialAuroc(
    @Default("[0.25, 0.5, 0.75, 1]") @NotEmpty
        List<@Positive @DecimalMax(value = "1", message = "must be at most 1") Double> fractions,
    @Default("q") Output output)
    implements CustomStatistic {
  /** What answers are compared by. */
  public enum Output {
    /** The similarity to the goal. */
    Q,
    /** The reward of what was read. */
    TOKEN_SCORE;

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Copies.
   *
   * @param fractions as for the record
   * @param output as for the record
   */
  public PartialAuroc {
    fractions = List.copyOf(fractions);
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot pairs = in.slot("pairs");
    String name = output.column();
    return Map.of(
        "chosen", BtContrastive.output(pairs, name, Level.TOKEN, "chosen"),
        "rejected", BtContrastive.output(pairs, name, Level.TOKEN, "rejected"),
        "weight", pairs.weight());
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    Map<String, Double> found = new LinkedHashMap<>();
    for (double fraction : fractions) {
      found.put(
          name(fraction),
          RankArea.of(
              values(data.get("chosen"), fraction, "chosen"),
              values(data.get("rejected"), fraction, "rejected"),
              data.get("weight").toArray()));
    }
    return found;
  }

  static String name(double fraction) {
    return "auroc_" + Math.round(100 * fraction) + "_percent";
  }

  private static double[] values(Column column, double fraction, String answer) {
    double[] values = new double[column.rows()];
    for (int row = 0; row < values.length; row++) {
      int length = column.start(row + 1) - column.start(row);
      if (length == 0) {
        throw EsscherException.data(
            "row %d: the %s answer has no token, so nothing was read; drop the pair", row, answer);
      }
      values[row] = column.at(column.start(row) + (long) Math.ceil(fraction * length) - 1);
    }
    return values;
  }
}
