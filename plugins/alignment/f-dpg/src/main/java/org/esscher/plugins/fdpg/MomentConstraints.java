package org.esscher.plugins.fdpg;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * Fits the λ of an {@link EnergyBasedModel} to moment constraints {@code E_p φ_k = m_k}: minimizes
 * Σ (m_k − E_λ φ_k)² by gradient steps, where E_λ is estimated by self-normalized importance
 * sampling from the base a, with weights exp(Σ λ_k φ_k)·b. The slot {@code samples} holds samples
 * of a; a column {@code weight}, where there is one, makes up for another proposal.
 *
 * <p>The fitted state also holds {@code moments}, those reached, and {@code effective_sample_size},
 * (Σ w)²/Σ w² in rows: where it is small, λ is as noisy as so few samples.
 *
 * @param base base model a: a policy
 * @param moments the desired means m, one for each feature
 * @param features column of the features φ, one vector per row
 * @param constraint the column b, 0 or 1; empty for no constraint
 * @param tolerance largest |m_k − E_λ φ_k| of an acceptable fit
 * @param steps most gradient steps
 */
@Component(
    value = "moment-constraints",
    summary = "fits an energy-based model to desired means of features",
    paper = "Go et al. 2023, arXiv 2302.08215")
public record MomentConstraints(
    ModelProvider base,
    @NotEmpty List<Double> moments,
    @Default("features") String features,
    @Default("") String constraint,
    @Default("1e-6") @Positive double tolerance,
    @Default("10000") @Min(1) int steps)
    implements Learner {
  /**
   * Copies and checks.
   *
   * @param base as for the record
   * @param moments as for the record
   * @param features as for the record
   * @param constraint as for the record
   * @param tolerance as for the record
   * @param steps as for the record
   */
  public MomentConstraints {
    moments = List.copyOf(moments);
    if (!moments.stream().allMatch(Double::isFinite)) {
      throw EsscherException.user("moments: finite numbers are needed, got %s", moments);
    }
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot samples = in.slot("samples");
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put("features", samples.column(features, Level.ROW));
    reads.put("weight", samples.weight());
    if (!constraint.isEmpty()) {
      reads.put("constraint", samples.column(constraint, Level.ROW));
    }
    return reads;
  }

  @Override
  public State fit(Data data, State previous, Context context) {
    Features phi = Features.of(data.get("features"), features, moments.size());
    double[] wanted = moments.stream().mapToDouble(Double::doubleValue).toArray();
    TiltedMoments tilted = new TiltedMoments(phi, prior(data));
    for (int k = 0; k < wanted.length; k++) {
      if (!(wanted[k] >= tilted.minimum(k) && wanted[k] <= tilted.maximum(k))) {
        throw EsscherException.data(
            "moment %d: a mean of %s is asked for, but the samples' feature lies within [%s, %s];"
                + " no weights reach it: sample more, or ask for less",
            k, wanted[k], tilted.minimum(k), tilted.maximum(k));
      }
    }
    double[] start =
        previous.has(Energy.LAMBDA) ? previous.get(Energy.LAMBDA) : new double[wanted.length];
    double[] lambda = new MomentDescent(tilted, wanted, tolerance, steps).from(start);
    TiltedMoments.At reached = tilted.at(lambda);
    return State.empty()
        .with(Energy.LAMBDA, lambda)
        .with("moments", reached.means())
        .with("effective_sample_size", reached.effectiveSampleSize());
  }

  /** Each sample's weight before the tilt: its importance weight, 0 where the constraint fails. */
  private double[] prior(Data data) {
    double[] prior = data.get("weight").toArray();
    if (!constraint.isEmpty()) {
      Column satisfied = data.get("constraint");
      for (int row = 0; row < prior.length; row++) {
        double b = satisfied.at(row);
        if (b != 0 && b != 1) {
          throw EsscherException.data(
              "row %d, column '%s': a constraint is 0 or 1, got %s", row, constraint, b);
        }
        prior[row] *= b;
      }
    }
    for (double weight : prior) {
      if (weight > 0) {
        return prior;
      }
    }
    throw EsscherException.data(
        "moment-constraints: none of %d samples has weight and satisfies the constraint, so there"
            + " is nothing to fit; sample more",
        prior.length);
  }

  @Override
  public Model load(State fitted, Context context) {
    return new EnergyBasedModel(base, List.of(), features, constraint).create(context, fitted);
  }
}
