package org.esscher.plugins.fdpo;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.CalibrationCurve;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.FDivergence;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Phase;
import org.esscher.api.PhasedRecipe;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Run;
import org.esscher.api.Schedule;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * f-DPO on preference pairs, under several divergences from one reference.
 *
 * <p>The source {@code data} has {@code prompt_id}, {@code chosen}, {@code rejected} and what the
 * policy reads. Prompts are split into a reference part, a training part and a held-out part. The
 * reference is the policy after maximum likelihood of the chosen answers of the reference part,
 * kept as {@code policy@ref}. From it f-DPO is run on the training part under each divergence in
 * turn, the main one last, so that its policy is the run's.
 *
 * <p>Tables: {@code held_out}, a row a divergence, see {@link HeldOut}; {@code frontier}, a point
 * an epoch: KL to the reference against accuracy, both held out.
 *
 * @param divergence the main divergence, which the final policy is trained under
 * @param compare divergences to compare it with
 * @param beta strength β of the constraint, in reward units per nat
 * @param labelSmoothing ε, the probability that a label is wrong
 * @param ratioLogClip c: under forward-kl and alpha log(π/π_ref) is bounded below by −c
 * @param eceBins bins of the expected calibration error
 * @param policy the model that is trained
 * @param optimizer optimizer of reference and policy
 * @param rate schedule of the factor of the learning rate, over the training under one divergence
 * @param referenceEpochs epochs of maximum likelihood; with 0 the reference is the untrained policy
 * @param epochs epochs of f-DPO under each divergence
 * @param batch preference pairs in a gradient step
 * @param referenceFraction share of prompts that the reference is fitted on
 * @param testFraction share of prompts held out of training, to judge on
 */
@Component(
    value = "f-dpo",
    summary = "f-DPO from a fitted reference, divergences compared on held-out pairs",
    paper = "Wang et al. 2023, arXiv 2309.16240; a reference by maximum likelihood, then f-DPO")
public record FDpoRecipe(
    @Default("reverse-kl") FDivergence divergence,
    @Default("[reverse-kl, jensen-shannon, forward-kl, {id: alpha, alpha: 0.5}]")
        List<FDivergence> compare,
    @Default("0.1") @Positive double beta,
    @Default("0")
        @PositiveOrZero
        @DecimalMax(value = "0.5", inclusive = false, message = "must be below 0.5")
        double labelSmoothing,
    @Default("50") @Positive double ratioLogClip,
    @Default("10") @Min(1) int eceBins,
    @Default("candidate-softmax") PolicyProvider policy,
    @Default("{id: adam, rate: 0.01}") Optimizer optimizer,
    @Default("constant") Schedule rate,
    @Default("3") @PositiveOrZero int referenceEpochs,
    @Default("3") @Min(1) int epochs,
    @Default("64") @Min(1) int batch,
    @Default("0.1") @Positive double referenceFraction,
    @Default("0.3") @Positive double testFraction)
    implements PhasedRecipe {
  /**
   * Copies and checks.
   *
   * @param divergence as for the record
   * @param compare as for the record
   * @param beta as for the record
   * @param labelSmoothing as for the record
   * @param ratioLogClip as for the record
   * @param eceBins as for the record
   * @param policy as for the record
   * @param optimizer as for the record
   * @param rate as for the record
   * @param referenceEpochs as for the record
   * @param epochs as for the record
   * @param batch as for the record
   * @param referenceFraction as for the record
   * @param testFraction as for the record
   */
  public FDpoRecipe {
    compare = List.copyOf(compare);
    if (!(referenceFraction + testFraction < 1)) {
      throw EsscherException.user(
          "referenceFraction %s and testFraction %s leave no pairs to train on; their sum must be"
              + " below 1",
          referenceFraction, testFraction);
    }
    FDpo.requireClosedForm("f-dpo", divergence);
    compare.forEach(other -> FDpo.requireClosedForm("f-dpo", other));
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy);
  }

  @Override
  public State start(Run run) {
    requireDifferentAnswers(run.data("data").batch());
    heldOut(run);
    if (referenceEpochs == 0) {
      run.save("policy", "ref");
    }
    return State.empty();
  }

  private static void requireDifferentAnswers(Batch pairs) {
    Column chosen = pairs.column("chosen");
    Column rejected = pairs.column("rejected");
    for (int row = 0; row < pairs.rows(); row++) {
      if (chosen.text(row).equals(rejected.text(row))) {
        throw EsscherException.data(
            "row %d: chosen and rejected are the same text, '%s'; such a pair says nothing, drop"
                + " it",
            row, beginning(chosen.text(row)));
      }
    }
  }

  private static String beginning(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private Dataset reference(Run run) {
    return run.data("data").part("prompt_id", 0, referenceFraction);
  }

  private Dataset training(Run run) {
    return run.data("data").part("prompt_id", referenceFraction, 1 - testFraction);
  }

  private Dataset heldOut(Run run) {
    return run.data("data").part("prompt_id", 1 - testFraction, 1);
  }

  private int stepsAnEpoch(Dataset dataset) {
    return (dataset.rows() + batch - 1) / batch;
  }

  @Override
  public List<Phase> phases(Run run) {
    List<Phase> phases = new ArrayList<>();
    phases.add(
        Phase.of(
                "reference",
                referenceEpochs * stepsAnEpoch(reference(run)),
                (step, index) -> fitReference(step))
            .then((step, index) -> step.save("policy", "ref")));
    int epoch = stepsAnEpoch(training(run));
    for (FDivergence current : divergences()) {
      FDpo loss = new FDpo(current, beta, labelSmoothing, ratioLogClip, eceBins);
      Stage stage = Stage.of(DivergenceName.label(current), loss, optimizer);
      Map<String, Dataset> pairs = Map.of("pairs", training(run));
      phases.add(
          Phase.training(stage, epochs * epoch, pairs, batch, rate)
              .after((step, index) -> step.restore("policy", "ref"))
              .every(epoch, (step, index) -> evaluate(loss, (index + 1) / epoch, step)));
    }
    return phases;
  }

  private void fitReference(Run run) {
    Batch pairs = run.next(reference(run), batch);
    Batch examples = pairs.with("completion", pairs.column("chosen"));
    Estimator likelihood = run.context().component(Estimator.class, "sft", Map.of());
    run.train(Stage.of("reference", likelihood, optimizer), Map.of("examples", examples));
  }

  /** The divergences in the order of training: each once, the main one last. */
  private List<FDivergence> divergences() {
    List<FDivergence> order = new ArrayList<>();
    Set<FDivergence> seen = new HashSet<>(Set.of(divergence));
    for (FDivergence other : compare) {
      if (seen.add(other)) {
        order.add(other);
      }
    }
    order.add(divergence);
    return order;
  }

  private void evaluate(FDpo loss, int epoch, Run run) {
    String name = DivergenceName.label(loss.divergence());
    Estimate found = run.estimate(new HeldOut(loss), Map.of("pairs", heldOut(run).batch()));
    Estimate.Quantity accuracy = quantity(found, "accuracy");
    Estimate.Quantity kl = quantity(found, "kl");
    run.metric("held_out/" + name + "/accuracy", accuracy.value());
    run.metric("held_out/" + name + "/kl", kl.value());
    if (epoch == 1) {
      point(run, name, 0, quantity(found, "reference_accuracy"), "reference");
    }
    point(run, name, kl.value(), accuracy, "epoch " + epoch);
    if (epoch == epochs) {
      tabulate(name, found, run);
      calibrate(name, loss, run);
    }
  }

  private void calibrate(String name, FDpo loss, Run run) {
    CalibrationCurve curve = CalibrationCurve.ofPreferences(eceBins);
    Batch pairs = heldOut(run).batch();
    Estimate found = run.estimate(new HeldOutCalibration(loss, curve), Map.of("pairs", pairs));
    curve.rows(name, found, pairs.rows()).forEach(row -> run.row(CalibrationCurve.TABLE, row));
  }

  private static void point(
      Run run, String series, double kl, Estimate.Quantity accuracy, String label) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("divergence", kl);
    row.put("reward", accuracy.value());
    row.put("reward_standard_error", accuracy.standardError());
    row.put("label", label);
    run.row("frontier", row);
  }

  private static void tabulate(String name, Estimate found, Run run) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("divergence", name);
    found
        .statistics()
        .forEach(
            (quantity, value) -> {
              row.put(quantity, value.value());
              if (!quantity.equals("ece")) {
                row.put(quantity + "_standard_error", value.standardError());
              }
            });
    run.row("held_out", row);
  }

  private static Estimate.Quantity quantity(Estimate found, String name) {
    return Objects.requireNonNull(found.statistics().get(name), name);
  }
}
