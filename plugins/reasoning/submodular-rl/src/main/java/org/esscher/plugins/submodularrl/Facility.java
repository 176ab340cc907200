package org.esscher.plugins.submodularrl;

import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;

/**
 * Facility location: {@code F = Σ_v max_{s ∈ τ} k(v, s)}, how well the visited states serve every
 * v.
 *
 * @param similarity k(v, s), a list of states for every v, non-negative
 * @param mode what a row's score is
 * @param timeIndexed whether a state counts anew at every step; here it changes nothing
 */
@Component(
    value = "facility",
    summary = "how well the states of an episode serve every place, as gains of its states",
    paper = "Prajapat et al. 2023, arXiv 2307.13372")
public record Facility(
    @NotEmpty List<List<Double>> similarity,
    @Default("marginal") Mode mode,
    @Default("false") boolean timeIndexed)
    implements SetFunction {
  /**
   * Copies and checks.
   *
   * @param similarity as for the record
   * @param mode as for the record
   * @param timeIndexed as for the record
   */
  public Facility {
    similarity = similarity.stream().map(List::copyOf).toList();
    for (int v = 0; v < similarity.size(); v++) {
      List<Double> row = similarity.get(v);
      if (row.size() != similarity.get(0).size()) {
        throw EsscherException.user(
            "facility: similarity has %d states in row 0 and %d in row %d; make all rows equally"
                + " long",
            similarity.get(0).size(), row.size(), v);
      }
      for (int s = 0; s < row.size(); s++) {
        if (!(row.get(s) >= 0) || Double.isInfinite(row.get(s))) {
          throw EsscherException.user(
              "facility: similarity of %d and %d is %s; it has to be non-negative and finite",
              v, s, row.get(s));
        }
      }
    }
  }

  @Override
  public Set<String> reads() {
    return Set.of();
  }

  @Override
  public Supplier<Marginals> marginals(Batch batch) {
    Column state = batch.column("state_id");
    int states = similarity.get(0).size();
    return () -> {
      double[] best = new double[similarity.size()];
      return row -> {
        int s = SetFunction.index(state, row, row, "state_id", states);
        double gain = 0;
        for (int v = 0; v < best.length; v++) {
          double better = Math.max(0, similarity.get(v).get(s) - best[v]);
          gain += better;
          best[v] += better;
        }
        return gain;
      };
    };
  }
}
