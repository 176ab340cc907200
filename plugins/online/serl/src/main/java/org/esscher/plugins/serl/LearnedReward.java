package org.esscher.plugins.serl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;

/** A run's classifier of success, of frames: observations that steps led to. */
final class LearnedReward {
  private static final String ROLE = "classifier";

  private final SerlRecipe recipe;
  private final Run run;

  LearnedReward(SerlRecipe recipe, Run run) {
    this.recipe = recipe;
    this.run = run;
  }

  /** Makes the classifier and trains it on the demonstrations. */
  void make() {
    Map<String, Object> network = new LinkedHashMap<>();
    network.put("inputs", List.of("observation"));
    network.put("width", run.data("data").batch().column("next_observation").width());
    network.put("hidden", recipe.hidden());
    RewardModelProvider logit =
        run.context().component(RewardModelProvider.class, "mlp-reward", network);
    run.define(
        ROLE,
        recipe.rewards() == SerlRecipe.Rewards.VICE
            ? new Vice(logit, recipe.viceReward())
            : new SuccessClassifier(logit, recipe.rewardThreshold()));
    for (int i = 0; i < recipe.classifierSteps(); i++) {
      train(frames(successes(true)), frames(successes(false)));
    }
  }

  /** One step of vice: goals of the demonstrations against what the policy reached. */
  void update() {
    int half = Math.max(1, recipe.batch() / 2);
    Batch reached = run.draw(run.data("replay"), half);
    train(frames(successes(true)), columns().batch(Map.of("observation", next(reached))));
  }

  private Columns columns() {
    return run.context().columns();
  }

  private static Column next(Batch rows) {
    return rows.column("next_observation");
  }

  /** Indices of the demonstrations' steps that paid, or of those that didn't. */
  private int[] successes(boolean paid) {
    Column rewards = run.data("data").batch().column("reward");
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < rewards.rows(); row++) {
      if (rewards.at(row) > 0 == paid) {
        rows.add(row);
      }
    }
    if (rows.isEmpty()) {
      throw EsscherException.data(
          "a classifier of success needs both kinds of frames, and %s of the %d steps of the"
              + " demonstrations has a reward above 0; give a log with successes and failures",
          paid ? "none" : "every one", rewards.rows());
    }
    return rows.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Half a batch of frames, drawn from some steps of the demonstrations. */
  private Batch frames(int... steps) {
    int half = Math.max(1, recipe.batch() / 2);
    RandomGenerator random = run.context().random();
    int[] drawn = new int[half];
    Arrays.setAll(drawn, i -> steps[random.nextInt(steps.length)]);
    return columns().batch(Map.of("observation", next(run.data("data").batch().take(drawn))));
  }

  private void train(Batch successes, Batch failures) {
    double[] labels = new double[successes.rows() + failures.rows()];
    Arrays.fill(labels, 0, successes.rows(), 1);
    double[] all = new double[labels.length * successes.column("observation").width()];
    double[] good = successes.column("observation").toArray();
    double[] bad = failures.column("observation").toArray();
    System.arraycopy(good, 0, all, 0, good.length);
    System.arraycopy(bad, 0, all, good.length, bad.length);
    Map<String, Column> frames = new LinkedHashMap<>();
    frames.put("observation", columns().vectors(all.length / labels.length, all));
    frames.put("label", columns().numbers(labels));
    run.train(
        Stage.of(ROLE, new SuccessBce(), recipe.optimizer()),
        Map.of("frames", columns().batch(frames)));
  }

  /** Rows with the classifier's rewards for what they led to. */
  Batch paid(Batch rows) {
    Batch reached = columns().batch(Map.of("observation", next(rows)));
    return rows.with("reward", run.score(ROLE, reached, "score", "reward").column("reward"));
  }
}
