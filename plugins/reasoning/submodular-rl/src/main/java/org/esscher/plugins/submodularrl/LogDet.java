package org.esscher.plugins.submodularrl;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Default;

/**
 * What noisy measurements in the visited states tell of a Gaussian process, in nats: {@code F = ½
 * log det(I + K_AA/σ²)}, Bayesian D-optimal design. A gain is {@code ½ log(1 + σ_A²(s)/σ²)} with
 * the posterior variance σ_A², from a Cholesky factor that grows by a row.
 *
 * @param kernel K of every two states, symmetric and positive semi-definite
 * @param noiseVariance variance σ² of a measurement's noise
 * @param mode what a row's score is
 * @param timeIndexed whether a state counts anew at every step: a second measurement there
 */
@Component(
    value = "log-det",
    summary = "information that an episode's measurements give, as gains of its states",
    paper = "Prajapat et al. 2023, arXiv 2307.13372")
public record LogDet(
    @NotEmpty List<List<Double>> kernel,
    @Default("1.0") @Positive double noiseVariance,
    @Default("marginal") Mode mode,
    @Default("false") boolean timeIndexed)
    implements SetFunction {
  /**
   * Copies and checks.
   *
   * @param kernel as for the record
   * @param noiseVariance as for the record
   * @param mode as for the record
   * @param timeIndexed as for the record
   */
  public LogDet {
    kernel = kernel.stream().map(List::copyOf).toList();
    Kernel.requirePositiveSemiDefinite(kernel);
  }

  @Override
  public Set<String> reads() {
    return Set.of();
  }

  @Override
  public Supplier<Marginals> marginals(Batch batch) {
    Column state = batch.column("state_id");
    return () -> {
      Posterior posterior = new Posterior(kernel, noiseVariance);
      return row ->
          posterior.measure(SetFunction.index(state, row, row, "state_id", kernel.size()));
    };
  }
}
