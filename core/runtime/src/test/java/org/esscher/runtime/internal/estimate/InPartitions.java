package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.esscher.api.Batch;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.expression.Frame;
import org.jspecify.annotations.Nullable;

/** A call by partitions of one slot's rows, whose results merge in an order of chance. */
final class InPartitions {
  private static final String SLOT = "rows";

  private final PartitionCall call;
  private final Batch rows;
  private final @Nullable Models models;
  private final Frame frame;
  private final int count;
  private final Random order;
  private final List<Integer> sizes = new ArrayList<>();

  InPartitions(PartitionCall call, Batch rows, @Nullable Models models, int count) {
    this.call = call;
    this.rows = rows;
    this.models = models;
    this.frame = new Frame(SLOT, rows, call.traced().groupKeys().get(SLOT));
    this.count = count;
    this.order = new Random(count);
  }

  /** How many bytes each partition handed in, in each round. */
  List<Integer> sizes() {
    return sizes;
  }

  Differentiated run(Arena arena) {
    List<double[]> known = new ArrayList<>();
    while (true) {
      List<byte[]> results = new ArrayList<>();
      for (int[] part : frame.partitions(count)) {
        try (Arena own = arena.child("partition")) {
          results.add(part(results.size(), rows(part, own), known, own));
        }
      }
      results.forEach(result -> sizes.add(result.length));
      while (results.size() > 1) {
        Collections.shuffle(results, order);
        byte[] some = results.remove(results.size() - 1);
        results.set(0, PartitionResults.merge(some, results.get(0)));
      }
      PartitionResults all = PartitionResults.of(results);
      double[] total = all.total();
      if (total == null) {
        return all.found(call.combiners());
      }
      known.add(total);
    }
  }

  private Batch rows(int[] part, Arena own) {
    return own.concat(List.of(rows.take(part)));
  }

  private byte[] part(int partition, Batch part, List<double[]> known, Arena own) {
    return RepeatedExchange.compute(
        partition,
        known,
        exchange ->
            call.run(
                new Estimation(),
                Map.of(SLOT, part),
                models,
                new OutsideARun(own),
                new Portion(
                    exchange,
                    Map.of(SLOT, rows.take(0)),
                    Map.of(SLOT, frame.firstShard(partition, count)))));
  }
}
