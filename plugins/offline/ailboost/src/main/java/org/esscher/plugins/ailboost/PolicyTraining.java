package org.esscher.plugins.ailboost;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Dataset;
import org.esscher.api.Objective;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.control.Noise;

/** Trains a run's policy by soft actor-critic, on rewards that the discriminator gives. */
final class PolicyTraining {
  static final String CRITIC = "critic";
  static final String TEMPERATURE = "temperature";
  static final String DISCRIMINATOR = "discriminator";

  /** The version of the critic that targets are of. */
  static final String TARGET = "target";

  /** The dataset of what was played since the last learner. */
  private static final String ONLINE = "online";

  private final AilboostRecipe recipe;
  private final Run run;

  PolicyTraining(AilboostRecipe recipe, Run run) {
    this.recipe = recipe;
    this.run = run;
  }

  /** What is remembered of steps. A reward is none of it: it is of the discriminator as it is. */
  Batch kept(Batch steps) {
    Map<String, Column> kept = new LinkedHashMap<>();
    for (String name : List.of("observation", "action", "next_observation", "terminated")) {
      kept.put(name, steps.column(name));
    }
    return run.context().columns().batch(kept);
  }

  /**
   * Goes on playing the policy.
   *
   * @param updates that follow; the steps are their share
   * @param before steps since the last learner
   * @return how many steps it were
   */
  int play(int updates, double before) {
    double steps = Math.max(1, Math.rint(updates / recipe.updatesPerStep()));
    int each = (int) Math.ceil(steps / recipe.copies());
    Batch rows = kept(run.play(recipe.training(), each));
    run.append(ONLINE, rows, (int) before + rows.rows());
    return rows.rows();
  }

  /**
   * Updates on the replay memory and what was played since the last learner, each row alike.
   *
   * @param updates how many
   * @param played steps since the last learner
   */
  void learn(int updates, double played) {
    Stage stage = stage();
    Dataset replay = run.data(DiscriminatorTraining.REPLAY);
    double all = replay.rows() + played;
    Map<Dataset, Double> shares = new LinkedHashMap<>();
    shares.put(replay, replay.rows() / all);
    shares.put(run.data(ONLINE), played / all);
    for (int update = 0; update < updates; update++) {
      Batch rows = run.draw(shares, recipe.batch());
      Batch paid = run.score(DISCRIMINATOR, rows, "score", "reward");
      Batch noisy = Noise.added(run, Noise.added(run, paid, "noise"), "next_noise");
      run.train(stage, Map.of("transitions", noisy));
      run.average(CRITIC, TARGET, recipe.polyak());
    }
  }

  private Stage stage() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("discount", recipe.discount());
    config.put("targetEntropy", -recipe.networks(run).components());
    return new Stage(
        "sac",
        run.context().component(Objective.class, "sac", config),
        Map.of("", recipe.optimizer(), TEMPERATURE, recipe.temperatureOptimizer()),
        Double.POSITIVE_INFINITY,
        1);
  }
}
