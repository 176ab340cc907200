package org.esscher.runtime.internal.estimate;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.runtime.internal.expression.Exchange;

/**
 * Which part of the slots' rows is at hand.
 *
 * @param exchange tells what the other parts found
 * @param firstRows the first row of each slot as a whole, for models of which one value is asked;
 *     empty where all rows are at hand
 */
public record Portion(Exchange exchange, Map<String, Batch> firstRows) {
  /** All rows. */
  public static final Portion WHOLE = new Portion(Exchange.ALONE, Map.of());

  /**
   * Copies.
   *
   * @param exchange as for the record
   * @param firstRows as for the record
   */
  public Portion {
    firstRows = Map.copyOf(firstRows);
  }

  /** Whether what belongs to no row is counted here. */
  boolean first() {
    return exchange.partition() == 0;
  }
}
