package org.esscher.plugins.goalconditionedrm;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Phase;
import org.esscher.api.PhasedRecipe;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Run;
import org.esscher.api.Schedule;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * Fits a reward to preference pairs with and without contrast of its hidden states, from the same
 * first parameters, and judges it on pairs with other prompts.
 *
 * <p>The source {@code data} has {@code prompt_id, chosen, rejected} and what the reward reads.
 * Pairs of equal, blank or too long answers are left out; the table {@code pairs} says how many.
 * When a reward is trained its goal becomes the mean of the last states of chosen training answers.
 * The reward of each weight is kept as a version of its name, the run's is the last.
 *
 * <p>Table {@code held_out}, a row a weight β_c: {@code auroc} and {@code accuracy} of the scores;
 * {@code q_auroc_P_percent} and {@code token_score_auroc_P_percent} after a part of the answers;
 * with standard errors over pairs.
 *
 * @param objective the loss, a {@code bt-contrastive}; its weight β_c is the last one that is tried
 * @param compare other weights β_c to compare with
 * @param reward the reward model, a {@code goal-conditioned-rm}
 * @param optimizer optimizer of the reward model
 * @param rate schedule of the factor of the learning rate, over the training of one reward
 * @param maxNorm largest norm of a gradient; longer ones are scaled down to it
 * @param epochs passes over the training pairs
 * @param batch preference pairs in a gradient step
 * @param fractions fractions of an answer after which it is judged
 * @param goalAnswers most chosen answers whose mean is the goal
 * @param maxAnswer most bytes of an answer; 0 for no bound
 * @param trainFraction share of prompts to train on
 * @param testFraction share of prompts held out of training, to judge on
 */
@Component(
    value = "goal-conditioned-rm",
    summary = "a reward with and without contrast of hidden states, judged on held-out pairs",
    paper = "Nath et al. 2024, arXiv 2407.13887")
public record GoalConditionedRecipe(
    @Default("bt-contrastive") Estimator objective,
    @Default("[0]") List<@PositiveOrZero Double> compare,
    @Default("goal-conditioned-rm") RewardModelProvider reward,
    @Default("{id: adam, rate: 0.01}") Optimizer optimizer,
    @Default("constant") Schedule rate,
    @Default("1") @Positive double maxNorm,
    @Default("3") @Min(1) int epochs,
    @Default("32") @Min(1) int batch,
    @Default("[0.25, 0.5, 0.75, 1]")
        List<@Positive @DecimalMax(value = "1", message = "must be at most 1") Double> fractions,
    @Default("256") @Min(1) int goalAnswers,
    @Default("0") @PositiveOrZero int maxAnswer,
    @Default("0.7") @Positive double trainFraction,
    @Default("0.3") @Positive double testFraction)
    implements PhasedRecipe {
  /**
   * Copies and checks.
   *
   * @param objective as for the record
   */
  public GoalConditionedRecipe {
    compare = List.copyOf(compare);
    fractions = List.copyOf(fractions);
    if (!(objective instanceof BtContrastive main)) {
      throw EsscherException.user(
          "goal-conditioned-rm trains by bt-contrastive, and objective is %s", objective);
    }
    if (compare.contains(main.contrastiveBeta())
        || compare.stream().distinct().count() < compare.size()) {
      throw EsscherException.user(
          "goal-conditioned-rm: a weight is compared twice in %s and objective.contrastiveBeta %s",
          compare, main.contrastiveBeta());
    }
    if (!(trainFraction + testFraction <= 1)) {
      throw EsscherException.user(
          "trainFraction %s and testFraction %s share prompts; their sum must be at most 1",
          trainFraction, testFraction);
    }
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("reward", reward);
  }

  @Override
  public State start(Run run) {
    if (fitting(run).rows() == 0) {
      throw EsscherException.data(
          "none of %d pairs has two different answers that are not blank%s",
          run.data("data").rows(), maxAnswer == 0 ? "" : ", of at most " + maxAnswer + " bytes");
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("pairs", run.data("data").rows());
    row.put("fitting", fitting(run).rows());
    row.put("training", training(run).rows());
    row.put("held_out", heldOut(run).rows());
    run.row("pairs", row);
    run.save("reward", "start");
    return State.empty();
  }

  private Dataset fitting(Run run) {
    return run.data("data").transformed("fitting", new DifferentAnswers(maxAnswer));
  }

  private Dataset training(Run run) {
    return fitting(run).part("prompt_id", 0, trainFraction);
  }

  private Dataset heldOut(Run run) {
    return fitting(run).part("prompt_id", 1 - testFraction, 1);
  }

  /** The losses by their weight, the main one last. */
  private List<BtContrastive> losses() {
    BtContrastive main = (BtContrastive) objective;
    List<BtContrastive> losses = new ArrayList<>();
    compare.forEach(beta -> losses.add(main.withBeta(beta)));
    losses.add(main);
    return losses;
  }

  @Override
  public List<Phase> phases(Run run) {
    int steps = epochs * ((training(run).rows() + batch - 1) / batch);
    List<Phase> phases = new ArrayList<>();
    for (BtContrastive loss : losses()) {
      String name = "beta " + loss.contrastiveBeta();
      Stage stage = new Stage(name, loss, Map.of("", optimizer), maxNorm, 1);
      phases.add(
          Phase.training(stage, steps, Map.of("pairs", training(run)), batch, rate)
              .after((step, index) -> step.restore("reward", "start"))
              .then((step, index) -> judge(step, loss.contrastiveBeta(), name)));
    }
    return phases;
  }

  private void judge(Run run, double beta, String name) {
    GoalRewardModel.assignGoal(run.model("reward"), goal(run));
    Map<String, Batch> slots = Map.of("pairs", scored(run, heldOut(run).batch()));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("beta", beta);
    put(row, "", run.estimate(new Auroc(), slots));
    for (PartialAuroc.Output output : PartialAuroc.Output.values()) {
      put(row, output.column() + "_", run.estimate(new PartialAuroc(fractions, output), slots));
    }
    run.row("held_out", row);
    row.forEach(
        (metric, value) -> {
          if (!metric.equals("beta") && !metric.endsWith("_standard_error")) {
            run.metric(name + "/" + metric, (Double) value);
          }
        });
    run.save("reward", name.replace(' ', '-'));
  }

  /** With the reward's outputs as columns, which a jackknife can leave out rows of. */
  private static Batch scored(Run run, Batch pairs) {
    Batch scored = pairs;
    for (String answer : List.of("chosen", "rejected")) {
      Batch rows = pairs.with("completion", pairs.column(answer));
      for (String output : List.of("score", "q", "token_score")) {
        scored =
            scored.with(
                answer + "_" + output, run.score("reward", rows, output, output).column(output));
      }
    }
    return scored;
  }

  private static void put(Map<String, Object> row, String prefix, Estimate found) {
    found
        .statistics()
        .forEach(
            (name, quantity) -> {
              row.put(prefix + name, quantity.value());
              row.put(prefix + name + "_standard_error", quantity.standardError());
            });
  }

  /** The mean of the last states of chosen answers. */
  private double[] goal(Run run) {
    Batch pairs = training(run).batch();
    int[] first = new int[Math.min(goalAnswers, pairs.rows())];
    Arrays.setAll(first, row -> row);
    Batch answers = pairs.take(first);
    Column states =
        run.score(
                "reward", answers.with("completion", answers.column("chosen")), "hidden", "hidden")
            .column("hidden");
    double[] mean = new double[states.width()];
    for (int row = 0; row < first.length; row++) {
      long last = (long) (states.start(row + 1) - 1) * states.width();
      for (int c = 0; c < mean.length; c++) {
        mean[c] += states.at(last + c) / first.length;
      }
    }
    return mean;
  }
}
