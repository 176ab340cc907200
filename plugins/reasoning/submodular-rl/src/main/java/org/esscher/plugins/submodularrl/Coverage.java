package org.esscher.plugins.submodularrl;

import jakarta.validation.constraints.PositiveOrZero;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Default;

/**
 * What an episode has seen: {@code F = Σ w_v} over the cells v that were seen from any of its
 * states. Reads {@code cells}, the numbers of the cells seen from the row's state.
 *
 * @param weights w of every cell, non-negative; none for 1 each
 * @param mode what a row's score is
 * @param timeIndexed whether a state counts anew at every step; here it changes nothing, since the
 *     state's cells stay the same
 */
@Component(
    value = "coverage",
    summary = "weight of the cells that an episode has seen, as gains of its states",
    paper = "Prajapat et al. 2023, arXiv 2307.13372")
public record Coverage(
    @Default("[]") List<@PositiveOrZero Double> weights,
    @Default("marginal") Mode mode,
    @Default("false") boolean timeIndexed)
    implements SetFunction {
  /**
   * Copies.
   *
   * @param weights as for the record
   * @param mode as for the record
   * @param timeIndexed as for the record
   */
  public Coverage {
    weights = List.copyOf(weights);
  }

  @Override
  public Set<String> reads() {
    return Set.of("cells");
  }

  @Override
  public Supplier<Marginals> marginals(Batch batch) {
    Column cells = batch.column("cells");
    int size = weights.isEmpty() ? Integer.MAX_VALUE : weights.size();
    return () -> {
      BitSet seen = new BitSet();
      return row -> {
        double gain = 0;
        for (int i = cells.start(row); i < cells.start(row + 1); i++) {
          int cell = SetFunction.index(cells, i, row, "cells", size);
          if (!seen.get(cell)) {
            seen.set(cell);
            gain += weights.isEmpty() ? 1 : weights.get(cell);
          }
        }
        return gain;
      };
    };
  }
}
