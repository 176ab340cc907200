package org.esscher.neural;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.CalibrationCurve;
import org.esscher.api.Component;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.Phase;
import org.esscher.api.PhasedRecipe;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * Fits a reward to preference pairs and judges it on pairs with other prompts.
 *
 * <p>The source {@code data} has {@code prompt_id}, {@code chosen}, {@code rejected} and what the
 * reward reads. Pairs with an answer of more than {@code maxAnswer} bytes, or with two equal
 * answers, are left out; the table {@code pairs} says how many. Table {@code held_out}, a row an
 * epoch: see {@link HeldOutScores}. Table {@code calibration}: of the reward at the end, see {@link
 * HeldOutCalibration}.
 *
 * @param reward the reward model that is trained
 * @param objective the loss: an estimator that reads the slot {@code pairs} and trains {@code
 *     reward}
 * @param optimizer optimizer of the reward model
 * @param epochs passes over the training pairs
 * @param rows preference pairs in a gradient step
 * @param maxNorm largest norm of a gradient; longer ones are scaled down to it
 * @param maxAnswer most bytes of an answer; pairs with longer ones are left out
 * @param testFraction share of prompts held out of training, to judge on
 */
@Component(
    value = "reward-modeling",
    summary = "fits a reward to preference pairs, and judges it on held-out ones",
    paper = "Ouyang et al. 2022, arXiv 2203.02155, section 3.5, equation 1")
public record RewardModeling(
    @Default("{id: bradley-terry-lm, context: 386, maxPrompt: 128}") RewardModelProvider reward,
    @Default("bradley-terry") Objective objective,
    @Default("{id: adam, rate: 0.001}") Optimizer optimizer,
    @Default("3") @Min(1) int epochs,
    @Default("16") @Min(1) int rows,
    @Default("1") @Positive double maxNorm,
    @Default("255") @Min(1) int maxAnswer,
    @Default("0.5") @Positive @DecimalMax(value = "1", inclusive = false) double testFraction)
    implements PhasedRecipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("reward", reward);
  }

  @Override
  public State start(Run run) {
    Dataset all = run.data("data");
    if (fitting(run).rows() == 0) {
      throw EsscherException.data(
          "none of %d pairs has two different answers of at most %d bytes; raise maxAnswer",
          all.rows(), maxAnswer);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("pairs", all.rows());
    row.put("fitting", fitting(run).rows());
    row.put("training", training(run).rows());
    row.put("held_out", heldOut(run).rows());
    run.row("pairs", row);
    return State.empty();
  }

  private Dataset fitting(Run run) {
    return run.data("data").transformed("fitting", new FittingPairs(maxAnswer));
  }

  private Dataset training(Run run) {
    return fitting(run).part("prompt_id", 0, 1 - testFraction);
  }

  private Dataset heldOut(Run run) {
    return fitting(run).part("prompt_id", 1 - testFraction, 1);
  }

  @Override
  public List<Phase> phases(Run run) {
    int steps = (training(run).rows() + rows - 1) / rows;
    Stage stage = new Stage("fitting", objective, Map.of("", optimizer), maxNorm, 1);
    Phase fit =
        Phase.training(stage, epochs * steps, Map.of("pairs", training(run)), rows, progress -> 1)
            .every(
                steps,
                (state, host, index) -> {
                  judge((index + 1) / steps, host);
                  return state;
                });
    return List.of(fit);
  }

  private void judge(int epoch, Run run) {
    Estimate found = run.estimate(new HeldOutScores(), Map.of("pairs", heldOut(run).batch()));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("epoch", epoch);
    found
        .statistics()
        .forEach(
            (name, quantity) -> {
              run.metric("held_out/" + name, quantity.value());
              row.put(name, quantity.value());
              row.put(name + "_standard_error", quantity.standardError());
            });
    run.row("held_out", row);
  }

  @Override
  public void finish(State state, Run run) {
    CalibrationCurve curve = CalibrationCurve.ofPreferences(10);
    Batch pairs = heldOut(run).batch();
    Estimate found = run.estimate(new HeldOutCalibration(curve), Map.of("pairs", pairs));
    curve.rows("reward", found, pairs.rows()).forEach(row -> run.row(CalibrationCurve.TABLE, row));
  }
}
