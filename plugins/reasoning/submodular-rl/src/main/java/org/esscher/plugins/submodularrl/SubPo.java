package org.esscher.plugins.submodularrl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * Submodular policy optimization: {@code L = −(1/E) Σ log π(a_i) (G_i − b_i)} over the rows (s_i,
 * a_i) of E episodes, with the return of marginal gains {@code G_i = Σ_{j≥i} γ^{j−i}
 * reward_j/normalize}. {@code reward} is the gain of the row's next state, F(s_{i+1} | τ_{0:i}).
 * Its expectation is the gradient of E F(τ), for a baseline b of the past. Reported is −(1/E) Σ
 * G_0, less F(s_0) than −J.
 *
 * <p>Reads the slot {@code samples}: {@code episode_id}, {@code step} from 0 without gaps, whole
 * episodes in their order, {@code reward}, and {@code logp} of the policy. An episode's weight is
 * its first row's. With modular gains it is REINFORCE with rewards to go.
 *
 * @param gamma discount γ of the gains to go; below 1 the objective is a different one
 * @param baseline baseline b that is subtracted from the gains to go
 * @param normalize divisor of rewards, such as the largest value of F
 */
@Component(
    value = "subpo",
    summary = "policy gradient of a submodular function, by marginal gains to go",
    paper = "Prajapat et al. 2023, arXiv 2307.13372, theorem 2")
public record SubPo(
    @Default("1") @Positive @DecimalMax("1") double gamma,
    @Default("batch-mean") Baseline baseline,
    @Default("1") @Positive double normalize)
    implements CustomObjective {
  private static final String SLOT = "samples";
  private static final String LOGP = "logp";
  private static final String VALUE = "value";

  /** What is subtracted from the return. */
  public enum Baseline {
    /** Nothing. */
    NONE,
    /**
     * The mean return of the episodes that have this step, the own one included: E equal episodes
     * leave 1 − 1/E of the expected gradient.
     */
    BATCH_MEAN,
    /** {@code value} of the role of that name, which is fitted to the returns by least squares. */
    CRITIC
  }

  /** Between episodes, unless the baseline is the mean over all of them. */
  @Override
  public Split split() {
    return baseline == Baseline.BATCH_MEAN ? Split.BATCH : Split.GROUP;
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot samples = in.slot(SLOT).groupedBy("episode_id");
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put(LOGP, samples.output("policy", LOGP, Level.ROW));
    reads.put("reward", samples.column("reward", Level.ROW));
    reads.put("step", samples.column("step", Level.ROW));
    reads.put("weight", samples.weight());
    if (baseline == Baseline.CRITIC) {
      reads.put(VALUE, samples.output(VALUE, VALUE, Level.ROW));
    }
    return reads;
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    Episodes episodes = Episodes.of(data, SLOT);
    double[] returns = episodes.returnsToGo(data.get("reward").toArray(), gamma, normalize);
    double[] weight = episodes.weights();
    double[] subtracted = baseline(data, episodes, returns);
    double[] cotangents = new double[returns.length];
    double total = 0;
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < returns.length; row++) {
      double advantage = returns[row] - subtracted[row];
      // Of log π, and of a critic's ½(V − G)² too.
      cotangents[row] = -weight[row] * advantage;
      squares += weight[row] * advantage * advantage / 2;
      if (episodes.first(row)) {
        total += weight[row];
        sum -= weight[row] * returns[row];
      }
    }
    List<Part> parts = new ArrayList<>();
    parts.add(part("subpo", "policy", Loss.Kind.SURROGATE, sum, total, LOGP, cotangents, context));
    if (baseline == Baseline.CRITIC) {
      parts.add(part("critic", VALUE, Loss.Kind.EXACT, squares, total, VALUE, cotangents, context));
    }
    return new Result(parts, State.empty());
  }

  private double[] baseline(Data data, Episodes episodes, double[] returns) {
    return switch (baseline) {
      case NONE -> new double[returns.length];
      case BATCH_MEAN -> episodes.meanByStep(returns);
      case CRITIC -> data.get(VALUE).toArray();
    };
  }

  private static Part part(
      String loss,
      String role,
      Loss.Kind kind,
      double sum,
      double weight,
      String read,
      double[] cotangents,
      Context context) {
    return new Part(
        loss, Set.of(role), kind, sum, weight, Map.of(read, context.columns().numbers(cotangents)));
  }
}
