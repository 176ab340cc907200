package org.esscher.runtime.internal.estimate;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.runtime.internal.expression.Exchange;

/**
 * Which part of the slots' rows is at hand.
 *
 * @param exchange tells what the other parts found
 * @param firstRows the first row of each slot as a whole, for models of which one value is asked;
 *     empty where all rows are at hand, or no model is run
 * @param firstShards the number of each slot's first shard among those of the slot as a whole;
 *     empty where it is 0
 */
public record Portion(
    Exchange exchange, Map<String, Batch> firstRows, Map<String, Integer> firstShards) {
  /** All rows. */
  public static final Portion WHOLE = of(Exchange.ALONE, Map.of());

  /**
   * One that no model is run over.
   *
   * @param exchange as for the record
   * @param firstShards as for the record
   * @return the portion
   */
  public static Portion of(Exchange exchange, Map<String, Integer> firstShards) {
    return new Portion(exchange, Map.of(), firstShards);
  }

  /**
   * Copies.
   *
   * @param exchange as for the record
   * @param firstRows as for the record
   * @param firstShards as for the record
   */
  public Portion {
    firstRows = Map.copyOf(firstRows);
    firstShards = Map.copyOf(firstShards);
  }

  /** Whether what belongs to no row is counted here. */
  boolean first() {
    return exchange.partition() == 0;
  }

  /** The number of the first shard at hand. */
  int firstShard(String slot) {
    return firstShards.getOrDefault(slot, 0);
  }
}
