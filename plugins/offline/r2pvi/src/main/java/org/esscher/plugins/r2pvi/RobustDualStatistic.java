package org.esscher.plugins.r2pvi;

import static org.esscher.api.Level.TOKEN;

import jakarta.validation.constraints.Positive;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomStatistic;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Slot;

/**
 * Exact worst cases near distributions that are known. The slot {@code distributions} has a
 * distribution a row: the lists {@code prob}, μ₀, which sums to 1, and {@code value}, V, of the
 * same outcomes. The column {@code nu} is inf over μ of E_μ[V] + λ·D(μ‖μ₀), a number a row, in
 * units of V; the list {@code worst_prob} is the μ that has it.
 *
 * @param divergence divergence D, which nature pays for
 * @param lambda λ: price of the divergence, in units of V
 */
@Component(
    value = "robust-dual",
    summary = "worst expectations near known distributions, under a penalty",
    paper = "Tang et al. 2025, arXiv 2411.18612")
public record RobustDualStatistic(
    @Default("kl") Regularizer divergence, @Default("0.1") @Positive double lambda)
    implements CustomStatistic {
  private static final String SLOT = "distributions";
  private static final double WHOLE = 1e-6;
  private static final int ANY_GRID = 11;

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot distributions = in.slot(SLOT);
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put("prob", distributions.column("prob", TOKEN));
    reads.put("value", distributions.column("value", TOKEN));
    return reads;
  }

  @Override
  public Map<String, Double> evaluate(Data data, Context context) {
    return Map.of();
  }

  @Override
  public Map<String, Column> columns(Data data, Context context) {
    List<WorstCase.Worst> worst = worst(data);
    double[] nu = worst.stream().mapToDouble(WorstCase.Worst::nu).toArray();
    double[] prob = worst.stream().flatMapToDouble(one -> Arrays.stream(one.prob())).toArray();
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("nu", context.columns().numbers(nu));
    columns.put("worst_prob", context.columns().shapedLike(data.get("prob"), prob));
    return columns;
  }

  private List<WorstCase.Worst> worst(Data data) {
    WorstCase dual = (WorstCase) divergence.divergence(ANY_GRID);
    Column prob = data.get("prob");
    Column value = data.get("value");
    return IntStream.range(0, prob.rows())
        .mapToObj(row -> dual.worst(distribution(prob, row), values(value, row, prob), lambda))
        .toList();
  }

  private static double[] values(Column column, int row, Column prob) {
    double[] values = list(column, row);
    int outcomes = prob.start(row + 1) - prob.start(row);
    if (values.length != outcomes) {
      throw EsscherException.data(
          "slot %s, row %d: %d probabilities and %d values; a value of each outcome is needed",
          SLOT, row, outcomes, values.length);
    }
    return values;
  }

  private static double[] list(Column column, int row) {
    int from = column.start(row);
    double[] list = new double[column.start(row + 1) - from];
    column.read(from, list, 0, list.length);
    return list;
  }

  private static double[] distribution(Column column, int row) {
    double[] prob = list(column, row);
    double mass = Arrays.stream(prob).map(one -> one < 0 ? Double.NaN : one).sum();
    if (!(Math.abs(mass - 1) <= WHOLE)) {
      throw EsscherException.data(
          "slot %s, row %d, column 'prob': %s is not a distribution; numbers of at least 0 that sum"
              + " to 1 are needed",
          SLOT, row, Arrays.toString(prob));
    }
    return Arrays.stream(prob).map(one -> one / mass).toArray();
  }
}
