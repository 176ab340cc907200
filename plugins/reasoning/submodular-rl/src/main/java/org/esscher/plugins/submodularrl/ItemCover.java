package org.esscher.plugins.submodularrl;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;

/**
 * Items collected, of each kind up to a cap: {@code F = Σ_k min(|items of kind k found|, d_k)}.
 * Reads {@code items}, the numbers of the items found in the row's state.
 *
 * @param itemKind the kind of every item, from 0
 * @param caps caps d_k: how many items of each kind count
 * @param mode what a row's score is
 * @param timeIndexed whether a state counts anew at every step; here it changes nothing, since the
 *     state's items stay the same
 */
@Component(
    value = "item-cover",
    summary = "items that an episode collects, of each kind up to a cap, as gains of its states",
    paper = "Prajapat et al. 2023, arXiv 2307.13372")
public record ItemCover(
    @NotEmpty List<@PositiveOrZero Integer> itemKind,
    @NotEmpty List<@PositiveOrZero Integer> caps,
    @Default("marginal") Mode mode,
    @Default("false") boolean timeIndexed)
    implements SetFunction {
  /**
   * Copies and checks.
   *
   * @param itemKind as for the record
   * @param caps as for the record
   * @param mode as for the record
   * @param timeIndexed as for the record
   */
  public ItemCover {
    itemKind = List.copyOf(itemKind);
    caps = List.copyOf(caps);
    for (int item = 0; item < itemKind.size(); item++) {
      if (itemKind.get(item) >= caps.size()) {
        throw EsscherException.user(
            "item-cover: item %d is of kind %d, but caps has kinds 0 to %d; give a cap for every"
                + " kind",
            item, itemKind.get(item), caps.size() - 1);
      }
    }
  }

  @Override
  public Set<String> reads() {
    return Set.of("items");
  }

  @Override
  public Supplier<Marginals> marginals(Batch batch) {
    Column items = batch.column("items");
    return () -> {
      BitSet found = new BitSet();
      int[] count = new int[caps.size()];
      return row -> {
        double gain = 0;
        for (int i = items.start(row); i < items.start(row + 1); i++) {
          int item = SetFunction.index(items, i, row, "items", itemKind.size());
          if (!found.get(item)) {
            found.set(item);
            int kind = itemKind.get(item);
            gain += count[kind]++ < caps.get(kind) ? 1 : 0;
          }
        }
        return gain;
      };
    };
  }
}
