package org.esscher.api;

import java.util.List;

/**
 * How one iteration collects data.
 *
 * @param contexts the dataset that contexts (prompts) come from
 * @param rows how many contexts an iteration
 * @param draws what is drawn for the same contexts
 * @param filters applied to each draw's rows, in order
 */
public record CollectionPlan(Dataset contexts, int rows, List<Draw> draws, List<Filter> filters) {
  /**
   * Copies and checks.
   *
   * @param contexts as for the record
   * @param rows as for the record
   * @param draws as for the record
   * @param filters as for the record
   */
  public CollectionPlan {
    draws = List.copyOf(draws);
    filters = List.copyOf(filters);
    if (rows < 1 || draws.isEmpty()) {
      throw EsscherException.plugin("a collection plan needs at least one row and one draw");
    }
  }

  /**
   * One draw.
   *
   * @param slot the slot that the rows go to
   * @param role who draws, with {@code @version} for a snapshot; recorded in {@code sampled_by}
   * @param each draws a context
   * @param labelers roles whose {@code score} is added, as the column of the role's name
   */
  public record Draw(String slot, String role, int each, List<String> labelers) {
    /**
     * Copies and checks.
     *
     * @param slot as for the record
     * @param role as for the record
     * @param each as for the record
     * @param labelers as for the record
     */
    public Draw {
      labelers = List.copyOf(labelers);
      if (each < 1) {
        throw EsscherException.plugin("a draw takes at least one sample per context, got " + each);
      }
    }
  }
}
