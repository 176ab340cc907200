package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.FrozenContext;
import org.esscher.runtime.internal.expression.Frame;

/**
 * A model's outputs of rows, shard by shard: what a shard gives depends on no other, and each has a
 * generator of its own, so that whoever has whole shards finds what all rows give, to the last bit.
 *
 * @param model computes; used by one thread at a time
 * @param outputs some of the model's
 * @param seed of the first shard's generator, from which those of the others follow
 * @param contexts what the model is called with
 */
record ShardOutputs(Model model, Set<String> outputs, long seed, Contexts contexts) {
  /** Makes contexts. */
  @FunctionalInterface
  interface Contexts {
    /** The context of one call. */
    Context of(Columns columns, long seed);
  }

  /** How rows are cut for a model: whole groups where it looks at them. */
  static Frame frame(Batch rows, Model model, Columns columns) {
    String group = model.groupedBy(rows.names()).orElse(null);
    if (group != null) {
      return new Frame("rows", columns.batch(Map.of(group, rows.column(group))), group);
    }
    // Weights, which a frame looks at, have nothing to do with it.
    boolean weighted = rows.has("weight");
    return new Frame(
        "rows", weighted ? columns.batch(Map.of("row", rows.column("weight"))) : rows, null);
  }

  /** A batch as another arena's, so that what is taken of it is that arena's too. */
  static Batch within(Arena arena, Batch rows) {
    Map<String, Column> columns = new LinkedHashMap<>();
    rows.names().forEach(name -> columns.put(name, rows.column(name)));
    return arena.batch(columns);
  }

  /**
   * Computes.
   *
   * @param rows with the model's inputs
   * @param firstShard how many shards there are before these rows
   * @param into owns the result
   * @return the outputs, as many rows
   */
  Batch of(Batch rows, long firstShard, Arena into) {
    return of(rows, firstShard, into, ignored -> {});
  }

  /**
   * Computes, and tells how far it is.
   *
   * @param rows with the model's inputs
   * @param firstShard how many shards there are before these rows
   * @param into owns the result
   * @param through is told how many rows each shard had
   * @return the outputs, as many rows
   */
  Batch of(Batch rows, long firstShard, Arena into, IntConsumer through) {
    Frame frame = frame(rows, model, into);
    int[] shards = frame.shards();
    if (shards.length <= 2) {
      Batch outputs = outputs(rows, firstShard, into);
      through.accept(rows.rows());
      return outputs;
    }
    try (Arena kept = into.child("shards")) {
      List<Batch> parts = new ArrayList<>();
      for (int shard = 0; shard + 1 < shards.length; shard++) {
        try (Arena own = kept.child("shard")) {
          int[] here = IntStream.range(shards[shard], shards[shard + 1]).map(frame::row).toArray();
          Batch part = within(own, rows).take(here);
          parts.add(kept.concat(List.of(outputs(part, firstShard + shard, own))));
          through.accept(here.length);
        }
      }
      return inStoredOrder(parts, frame, kept, into);
    }
  }

  /** Parts in the order of the shards as one batch in that of the stored rows. */
  static Batch inStoredOrder(List<Batch> parts, Frame frame, Arena own, Arena into) {
    int[] positions = frame.positions();
    return positions == null
        ? into.concat(parts)
        : into.concat(List.of(own.concat(parts).take(positions)));
  }

  private Batch outputs(Batch rows, long shard, Arena arena) {
    long own = shard == 0 ? seed : Seeds.mix(seed, "shard", shard);
    Map<String, Column> found = new LinkedHashMap<>();
    try (Forward forward = forward(rows, shard, new FrozenContext(contexts.of(arena, own)))) {
      for (String name : new TreeSet<>(outputs)) {
        Column column = forward.output(name);
        if (column.rows() != rows.rows()) {
          throw EsscherException.plugin(
              "the output %s has %d rows where %d were given: it is not one value per row",
              name, column.rows(), rows.rows());
        }
        found.put(name, column);
      }
    }
    return arena.batch(found);
  }

  private Forward forward(Batch rows, long shard, Context context) {
    try {
      return model.forward(rows, outputs, context);
    } catch (EsscherException e) {
      if (e.code() != ErrorCode.DATA || shard == 0) {
        throw e;
      }
      String where =
          model
              .groupedBy(rows.names())
              .map(
                  group ->
                      "in shard " + shard + " of the rows by " + group + " (counted within it)")
              .orElseGet(
                  () ->
                      "in the rows from " + shard * Frame.SHARD_ROWS + " on (counted from there)");
      throw new EsscherException(ErrorCode.DATA, where + ": " + e.getMessage(), e);
    }
  }
}
