package org.esscher.plugins.base.reward;

import jakarta.validation.constraints.PositiveOrZero;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Model;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * Fits the mean reward of every context and action of a log, drawn towards the action's mean over
 * all contexts: {@code r(x, a) = (Σ w·r + k·r(a)) / (Σ w + k)}, where the sums are over the rows of
 * x and a, w is the rows' weight and k the prior count. An action that was not seen in a context
 * has r(a), one that was never seen the mean of the log. The fitted model is a reward with output
 * {@code score}.
 *
 * @param context columns that identify a context, of text or numbers
 * @param action the column of the action, text or a number
 * @param reward the column of the reward
 * @param prior the prior count k, in rows; 0 for plain means
 */
@Component(
    value = "table-reward",
    summary = "mean reward of every context and action, drawn towards the action's mean")
public record TableReward(
    @Default("[prompt_id]") List<String> context,
    @Default("action") String action,
    @Default("reward") String reward,
    @Default("1") @PositiveOrZero double prior)
    implements Learner {
  private static final String SLOT = "log";

  /**
   * Copies.
   *
   * @param context as for the record
   * @param action as for the record
   * @param reward as for the record
   * @param prior as for the record
   */
  public TableReward {
    context = List.copyOf(context);
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot log = in.slot(SLOT);
    // The keys may be text, which no expression holds: naming them here declares them.
    String[] keys = Stream.concat(context.stream(), Stream.of(action)).toArray(String[]::new);
    return Map.of(
        "reward", log.column(reward, Level.ROW),
        "weight", log.weight(),
        "cells", log.firstOccurrence(keys));
  }

  @Override
  public State fit(Data data, State previous, Context call) {
    Batch log = data.batch(SLOT);
    Column rewards = data.get("reward");
    Column weights = data.get("weight");
    IntFunction<List<String>> cells = RewardTable.cells(log, context, action);
    Map<List<String>, Mean> byCell = new LinkedHashMap<>();
    Map<List<String>, Mean> byAction = new LinkedHashMap<>();
    Mean all = new Mean();
    for (int row = 0; row < log.rows(); row++) {
      double value = rewards.at(row);
      double weight = weights.at(row);
      if (!Double.isFinite(value)) {
        throw EsscherException.data(
            "row %d, column '%s': a mean needs finite rewards, got %s", row, reward, value);
      }
      List<String> cell = cells.apply(row);
      byCell.computeIfAbsent(cell, key -> new Mean()).add(value, weight);
      byAction
          .computeIfAbsent(cell.subList(context.size(), cell.size()), key -> new Mean())
          .add(value, weight);
      all.add(value, weight);
      call.progress((double) row / log.rows());
    }
    Stream.of(byCell.values(), byAction.values(), List.of(all))
        .flatMap(Collection::stream)
        .forEach(mean -> requireFinite(mean.sum));
    if (!(all.weight > 0)) {
      throw EsscherException.data(
          "a table of rewards needs rows of positive weight, got %d rows of total weight %s",
          log.rows(), all.weight);
    }
    return RewardTable.state(byCell, byAction, all, prior, context.size());
  }

  private void requireFinite(double sum) {
    if (!Double.isFinite(sum)) {
      throw EsscherException.data(
          "column '%s': a sum of rewards is %s, beyond the range of float64; divide the rewards by"
              + " a constant",
          reward, sum);
    }
  }

  @Override
  public Model load(State fitted, Context call) {
    return new RewardTable(context, action, fitted);
  }

  /** A weighted sum of rewards. */
  static final class Mean {
    private double sum;
    private double weight;

    void add(double value, double rowWeight) {
      sum += rowWeight * value;
      weight += rowWeight;
    }

    /** The mean with so many more rows of a given value; that value when there are no rows. */
    double drawnTowards(double value, double count) {
      return weight + count > 0 ? (sum + count * value) / (weight + count) : value;
    }
  }
}
