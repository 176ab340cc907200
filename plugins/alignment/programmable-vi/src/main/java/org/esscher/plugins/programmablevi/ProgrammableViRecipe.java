package org.esscher.plugins.programmablevi;

import jakarta.validation.constraints.Min;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Recipe;
import org.esscher.api.Reparameterized;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * Fits a guide to a model by descending an objective on fresh samples of the guide, a gradient step
 * each. Under wake-sleep the model and the guide take turns.
 *
 * <p>Metrics every fifty gradient steps: the value of the last, as {@code
 * guide/variational-objective}. The table {@code evaluation} has the objective, as a bound on the
 * log evidence, on samples that were not trained on, with its standard error, at the start and at
 * the end.
 *
 * @param objective the variational objective L that is maximized
 * @param strategy how derivatives pass through the guide's samples
 * @param baseline what is subtracted from the objective under {@code reinforce}
 * @param guide the guide q, a model that makes samples from the column {@code noise}
 * @param model the model p, with the output {@code logp}
 * @param trainModel whether the model has parameters that are trained too
 * @param particles samples K inside the objective
 * @param auxParticles auxiliary draws N that estimate the density of a guide
 * @param replicates copies of the objective that each step averages
 * @param optimizer optimizer of guide and model
 * @param steps gradient steps
 * @param evaluationReplicates copies of the objective that each evaluation averages
 */
@Component(
    value = "programmable-vi",
    summary = "fits a guide to a model under a variational objective of choice",
    paper = "Becker et al. 2024, arXiv 2406.15742; the cone of its section on expressive guides")
public record ProgrammableViRecipe(
    @Default("elbo") Bound objective,
    @Default("reparam") SampleStrategy strategy,
    @Default("none") Baseline baseline,
    @Default("guide") ModelProvider guide,
    @Default("cone") ModelProvider model,
    @Default("false") boolean trainModel,
    @Default("1") @Min(1) int particles,
    @Default("1") @Min(1) int auxParticles,
    @Default("64") @Min(1) int replicates,
    @Default("{id: sgd, rate: 0.001}") Optimizer optimizer,
    @Default("5000") @Min(1) int steps,
    @Default("5000") @Min(2) int evaluationReplicates)
    implements Recipe {
  private static final int STRIDE = 50;

  /** Refuses draws that the objective has no use for. */
  public ProgrammableViRecipe {
    if (auxParticles > 1 && (!objective.hierarchical() || objective == Bound.HVI)) {
      throw EsscherException.user(
          "programmable-vi: %s takes one auxiliary draw at most; set auxParticles: 1, or objective:"
              + " iwhvi or diwhvi",
          objective.id());
    }
    if (particles > 1 && !objective.importanceWeighted()) {
      throw EsscherException.user(
          "programmable-vi: %s averages its samples outside the logarithm: that is what replicates"
              + " are for; set particles: 1, or objective: iwelbo or diwhvi",
          objective.id());
    }
    new VariationalObjective(objective, strategy, baseline, trainModel || wakeSleep(objective));
  }

  private static boolean wakeSleep(Bound objective) {
    return objective == Bound.RWS_MODEL || objective == Bound.RWS_GUIDE;
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("guide", guide, "model", model);
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  private static int latents(Run run) {
    Model made = run.model("guide");
    return made.as(Reparameterized.class)
        .orElseThrow(
            () ->
                EsscherException.user(
                    "programmable-vi: the guide has to make its samples from noise; choose one"
                        + " with Reparameterized"))
        .noiseWidth();
  }

  @Override
  public State start(Run run) {
    evaluate("start", run);
    return State.empty().with("step", 0);
  }

  @Override
  public State step(State state, Run run) {
    int done = (int) state.number("step", 0);
    int end = Math.min(done + STRIDE, steps);
    int latents = latents(run);
    Samples samples = new Samples(replicates, particles, auxParticles);
    for (int i = done; i < end; i++) {
      Map<String, Batch> slots = Map.of("samples", samples.draw(run, latents));
      if (trainModel && wakeSleep(objective)) {
        run.train(Stage.of("model", estimator(Bound.RWS_MODEL), optimizer), slots);
      }
      Bound ofGuide = wakeSleep(objective) ? Bound.RWS_GUIDE : objective;
      run.train(Stage.of("guide", estimator(ofGuide), optimizer), slots);
    }
    return state.with("step", end);
  }

  private VariationalObjective estimator(Bound bound) {
    return new VariationalObjective(bound, strategy, baseline, trainModel);
  }

  @Override
  public void finish(State state, Run run) {
    evaluate("end", run);
  }

  private void evaluate(String when, Run run) {
    Samples samples = new Samples(evaluationReplicates, particles, auxParticles);
    // Wake-sleep is judged by the bound that its model ascends.
    Bound bound = wakeSleep(objective) ? Bound.IWELBO : objective;
    VariationalObjective judge =
        new VariationalObjective(bound, SampleStrategy.REPARAM, Baseline.NONE, trainModel);
    Estimate found = run.estimate(judge, Map.of("samples", samples.draw(run, latents(run))));
    Estimate.LossEstimate loss =
        Objects.requireNonNull(found.losses().get("variational-objective"));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("when", when);
    row.put("bound", bound.id());
    row.put("value", -loss.value());
    row.put("standard_error", loss.standardError());
    row.put("effective_particles", found.value("effective_particles"));
    run.row("evaluation", row);
  }

  @Override
  public double progress(State state) {
    return state.number("step", 0) / steps;
  }
}
