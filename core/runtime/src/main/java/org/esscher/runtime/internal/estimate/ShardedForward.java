package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.Vectored;
import org.esscher.runtime.internal.expression.Frame;

/**
 * A model's pass over rows, shard by shard: what a shard gives does not depend on which others are
 * there, to the last bit.
 */
final class ShardedForward implements Forward {
  private static final String VALUES = "values";

  private final Columns columns;
  private final Optional<Vectored> vectored;
  private final int firstShard;
  private final List<int[]> shards = new ArrayList<>();
  private final List<Forward> forwards = new ArrayList<>();
  private final Map<String, Column> outputs = new HashMap<>();

  /** Where each stored row stands in the order of the shards; null where it stands there anyway. */
  private final int[] place;

  private final boolean inOrder;

  /**
   * Runs a model.
   *
   * @param model the model
   * @param batch the rows
   * @param frame their order and shards
   * @param wanted the outputs
   * @param context of the call
   */
  ShardedForward(Model model, Batch batch, Frame frame, Set<String> wanted, Context context) {
    this.columns = context.columns();
    this.vectored = model.as(Vectored.class);
    this.firstShard = frame.firstShard();
    int[] starts = frame.shards();
    place = new int[frame.rows()];
    boolean ordered = true;
    for (int shard = 0; shard + 1 < starts.length; shard++) {
      int[] rows = new int[starts[shard + 1] - starts[shard]];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = frame.row(starts[shard] + i);
        place[rows[i]] = starts[shard] + i;
        ordered &= rows[i] == starts[shard] + i;
      }
      shards.add(rows);
    }
    inOrder = ordered;
    try {
      for (int[] rows : shards) {
        forwards.add(model.forward(batch.take(rows), wanted, context));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public Column output(String name) {
    return outputs.computeIfAbsent(
        name, ignored -> joined(forwards.stream().map(forward -> forward.output(name)).toList()));
  }

  /** Columns of the shards as one of the stored rows. */
  private Column joined(List<Column> parts) {
    List<Batch> batches = new ArrayList<>();
    parts.forEach(part -> batches.add(columns.batch(Map.of(VALUES, part))));
    Batch all = columns.concat(batches);
    return (inOrder ? all : all.take(place)).column(VALUES);
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    Batch whole = columns.batch(new LinkedHashMap<>(cotangents));
    ShardGradient sum = ShardGradient.none();
    Map<String, List<Column>> inputs = new LinkedHashMap<>();
    for (int shard = 0; shard < forwards.size(); shard++) {
      Batch part = whole.take(shards.get(shard));
      Map<String, Column> here = new LinkedHashMap<>();
      part.names().forEach(name -> here.put(name, part.column(name)));
      Pullback pulled = forwards.get(shard).pullback(here, wantedInputs);
      sum.add(firstShard + shard, vector(pulled.gradient()));
      pulled
          .inputs()
          .forEach(
              (name, column) ->
                  inputs.computeIfAbsent(name, ignored -> new ArrayList<>()).add(column));
    }
    Map<String, Column> joined = new LinkedHashMap<>();
    inputs.forEach((name, parts) -> joined.put(name, joined(parts)));
    return new Pullback(sum, joined);
  }

  private double[] vector(Gradient gradient) {
    return vectored
        .orElseThrow(
            () -> EsscherException.plugin("a model without a parameter vector can't be sharded"))
        .vector(gradient)
        .toArray();
  }

  @Override
  public void close() {
    forwards.forEach(Forward::close);
  }
}
