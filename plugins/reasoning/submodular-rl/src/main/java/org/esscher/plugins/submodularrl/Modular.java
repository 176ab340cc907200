package org.esscher.plugins.submodularrl;

import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Default;

/**
 * The weight of the distinct states of an episode, {@code F = Σ_{s ∈ τ} w_s}; with weights of 1
 * their number.
 *
 * @param weights w of every state, non-negative; none for 1 each
 * @param mode what a row's score is
 * @param timeIndexed whether a state counts anew at every step; then this is an additive reward
 */
@Component(
    value = "modular",
    summary = "weight of the distinct states of an episode, as gains of its states",
    paper = "Prajapat et al. 2023, arXiv 2307.13372")
public record Modular(
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
  public Modular {
    weights = List.copyOf(weights);
  }

  @Override
  public Set<String> reads() {
    return Set.of();
  }

  @Override
  public Supplier<Marginals> marginals(Batch batch) {
    if (weights.isEmpty()) {
      return () -> row -> 1;
    }
    Column state = batch.column("state_id");
    return () -> row -> weights.get(SetFunction.index(state, row, row, "state_id", weights.size()));
  }
}
