package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.PortionReader;
import org.esscher.data.StoredRows;
import org.esscher.runtime.PassListener;
import org.esscher.runtime.internal.estimate.Requirements.SlotRequirements;
import org.esscher.runtime.internal.expression.Frame;
import org.esscher.runtime.internal.progress.PassProgress;

/**
 * Estimations of rows that stay on the disk: pieces of whole shards, one in memory at a time, do
 * what partitions do on a cluster. The rows are read once, and once more for each value of all rows
 * that others are computed from. Values and standard errors are those of the rows in memory, to the
 * last bit; there are no cotangents, which would be one number per row.
 */
public final class StoredEstimation {
  private static final int PIECE_ROWS = Frame.PIECE_SHARDS * Frame.SHARD_ROWS;

  private final Estimation estimation;
  private final Arena arena;
  private final Function<Columns, Context> contexts;

  /**
   * Estimations.
   *
   * @param estimation computes
   * @param arena what is read is in children of it
   * @param contexts of a piece, by its arena
   */
  public StoredEstimation(Estimation estimation, Arena arena, Function<Columns, Context> contexts) {
    this.estimation = estimation;
    this.arena = arena;
    this.contexts = contexts;
  }

  /**
   * Estimates.
   *
   * @param estimator an objective or statistic of expressions over one slot, without groups
   * @param rows have the columns of the slot, model outputs included
   * @param state the estimator's state before them
   * @param listener follows the passes over the rows
   * @return values, standard errors, the next state
   * @throws EsscherException (USER) when the estimator needs all rows at once
   */
  public Estimate estimate(
      Estimator estimator, StoredRows rows, State state, PassListener listener) {
    PartitionCall call = call(estimator, state);
    String slot = slot(estimator, call);
    StoredRows wanted = rows.withColumns(columns(estimator, slot));
    PassProgress progress = new PassProgress(listener);
    List<double[]> known = new ArrayList<>();
    while (true) {
      progress.begin(rows.rows());
      PartitionResults results = PartitionResults.of(pass(call, slot, wanted, known, progress));
      double[] total = results.total();
      if (total == null) {
        return results.found(call.combiners()).estimate();
      }
      known.add(total);
    }
  }

  private static PartitionCall call(Estimator estimator, State state) {
    // Code may read any column, and draw.
    Optional<PartitionCall> call =
        estimator instanceof CustomObjective
            ? Optional.empty()
            : PartitionCall.of(estimator, state, false);
    return call.orElseThrow(
        () -> refused(estimator, "computes in code, gives one value per row, or remembers rows"));
  }

  private static String slot(Estimator estimator, PartitionCall call) {
    Map<String, String> slots = call.slots();
    if (slots.size() != 1) {
      throw refused(estimator, "reads the slots " + slots.keySet());
    }
    Map.Entry<String, String> slot = slots.entrySet().iterator().next();
    if (!slot.getValue().isEmpty()) {
      throw refused(estimator, "compares rows within groups, by '" + slot.getValue() + "'");
    }
    return slot.getKey();
  }

  private static EsscherException refused(Estimator estimator, String why) {
    return EsscherException.user(
        "%s %s, so it can't be estimated piece by piece: estimate it with its rows in memory",
        estimator.getClass().getSimpleName(), why);
  }

  private Set<String> columns(Estimator estimator, String slot) {
    Set<String> columns = new TreeSet<>(Set.of("weight"));
    SlotRequirements wanted = estimation.requirements(estimator).slots().get(slot);
    if (wanted != null) {
      wanted.columns().forEach(column -> columns.add(column.name()));
      wanted.outputs().forEach(output -> columns.add(output.column()));
    }
    return columns;
  }

  /** What each piece gives, from the beginning to the first exchange that is not known. */
  private List<byte[]> pass(
      PartitionCall call,
      String slot,
      StoredRows rows,
      List<double[]> known,
      PassProgress progress) {
    List<byte[]> results = new ArrayList<>();
    try (Arena own = arena.child("estimation of " + rows.name());
        PortionReader reader = new PortionReader(rows, own, 0)) {
      while (reader.row() < rows.rows()) {
        long first = reader.row();
        try (Arena piece = own.child("piece")) {
          Batch batch = reader.next((int) Math.min(PIECE_ROWS, rows.rows() - first), piece);
          Context context = contexts.apply(piece);
          Map<String, Integer> firstShards = Map.of(slot, results.size() * Frame.PIECE_SHARDS);
          results.add(
              RepeatedExchange.compute(
                  results.size(),
                  known,
                  exchange ->
                      call.run(
                          estimation,
                          Map.of(slot, batch),
                          null,
                          context,
                          Portion.of(exchange, firstShards))));
          progress.through(batch.rows());
        } catch (EsscherException e) {
          throw first == 0
              ? e
              : new EsscherException(
                  e.code(),
                  "in the rows from " + first + " on (counted from there): " + e.getMessage(),
                  e);
        }
      }
    }
    return results;
  }
}
