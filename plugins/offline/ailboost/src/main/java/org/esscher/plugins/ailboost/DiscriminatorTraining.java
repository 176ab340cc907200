package org.esscher.plugins.ailboost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.control.Networks;

/** Trains a run's discriminator between the expert's log and the replay memory of all learners. */
final class DiscriminatorTraining {
  /** The dataset of the learners' steps. */
  static final String REPLAY = "replay";

  private static final String EXPERT = "data";
  private static final List<String> PAIR = List.of("observation", "action");

  private final AilboostRecipe recipe;
  private final Run run;

  DiscriminatorTraining(AilboostRecipe recipe, Run run) {
    this.recipe = recipe;
    this.run = run;
  }

  /** Refuses a log that is empty, or of another environment. */
  static void requireExpert(Batch log, Networks networks) {
    Column observation = log.column("observation");
    Column action = log.column("action");
    if (log.rows() == 0) {
      throw EsscherException.data("the expert's log has no rows; give at least one episode");
    }
    if (observation.width() != networks.observed() || action.width() != networks.components()) {
      throw EsscherException.data(
          "the expert's log has %d numbers in an observation and %d in an action; the environment"
              + " has %d and %d. Both must come from one environment",
          observation.width(), action.width(), networks.observed(), networks.components());
    }
  }

  /**
   * Descends loss and penalty on batches of both sources, and measures the divergence after it.
   *
   * @return what the row of the table {@code rounds} tells of it
   */
  Map<String, Double> train() {
    RandomGenerator random = run.context().random();
    Batch memory = memory();
    double[] until = until(memory);
    Stage stage =
        Stage.of(
            PolicyTraining.DISCRIMINATOR,
            new DiscriminatorStep(
                new AilDiscriminatorLoss(recipe.divergence()),
                new AilGradientPenalty(recipe.gpWeight())),
            recipe.discriminatorOptimizer());
    for (int update = 0; update < recipe.discUpdates(); update++) {
      Batch expert = run.draw(run.data(EXPERT), recipe.batch());
      Batch played = drawn(memory, until, recipe.batch(), random);
      Map<String, Batch> slots = new LinkedHashMap<>();
      slots.put("transitions", joined(expert, played));
      slots.put("interpolations", between(expert, played, random));
      run.train(stage, slots);
    }
    return measured(memory, until, random);
  }

  /** The learners' steps with their weights; all alike where nothing is boosted. */
  private Batch memory() {
    Batch rows = run.data(REPLAY).batch();
    if (recipe.replay() == AilboostRecipe.Replay.WEIGHTED) {
      return run.apply(new WeightedReplay(recipe.eta()), run.data(REPLAY), rows);
    }
    double[] alike = new double[rows.rows()];
    Arrays.fill(alike, 1.0 / alike.length);
    return rows.with("weight", columns().numbers(alike));
  }

  private static double[] until(Batch memory) {
    double[] until = memory.column("weight").toArray();
    for (int row = 1; row < until.length; row++) {
      until[row] += until[row - 1];
    }
    return until;
  }

  /** Rows of the memory, each with the probability that its weight is, with replacement. */
  private Batch drawn(Batch memory, double[] until, int rows, RandomGenerator random) {
    int[] drawn = new int[rows];
    for (int i = 0; i < rows; i++) {
      int place = Arrays.binarySearch(until, random.nextDouble() * until[until.length - 1]);
      drawn[i] = Math.min(place < 0 ? -place - 1 : place + 1, until.length - 1);
    }
    Map<String, Column> pair = new LinkedHashMap<>();
    PAIR.forEach(name -> pair.put(name, memory.column(name)));
    return columns().batch(pair).take(drawn);
  }

  private Columns columns() {
    return run.context().columns();
  }

  /** The expert's rows, then the policy's. */
  private Batch joined(Batch expert, Batch played) {
    Map<String, Column> rows = new LinkedHashMap<>();
    for (String name : PAIR) {
      double[] first = expert.column(name).toArray();
      double[] second = played.column(name).toArray();
      double[] both = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      rows.put(name, column(expert.column(name).width(), both));
    }
    List<String> source = new ArrayList<>(Collections.nCopies(expert.rows(), "expert"));
    source.addAll(Collections.nCopies(played.rows(), "policy"));
    rows.put("source", columns().texts(source));
    return columns().batch(rows);
  }

  /** Each row somewhere on the line from a policy's row to an expert's. */
  private Batch between(Batch expert, Batch played, RandomGenerator random) {
    double[] share = random.doubles(expert.rows()).toArray();
    Map<String, Column> rows = new LinkedHashMap<>();
    for (String name : PAIR) {
      Column first = expert.column(name);
      Column second = played.column(name);
      int width = first.width();
      double[] mixed = new double[expert.rows() * width];
      Arrays.setAll(
          mixed, i -> share[i / width] * first.at(i) + (1 - share[i / width]) * second.at(i));
      rows.put(name, column(width, mixed));
    }
    return columns().batch(rows);
  }

  private Column column(int width, double[] values) {
    return width == 1 ? columns().numbers(values) : columns().vectors(width, values);
  }

  /** 1 − L(D) of the whole log and as many of the learners' steps as a round plays. */
  private Map<String, Double> measured(Batch memory, double[] until, RandomGenerator random) {
    Batch rows = joined(run.data(EXPERT).batch(), drawn(memory, until, recipe.nSamples(), random));
    Estimate estimate = run.estimate(new OccupancyReverseKl(), Map.of("transitions", rows));
    State counted = estimate.state();
    Map<String, Double> measured = new LinkedHashMap<>();
    measured.put("occupancy_reverse_kl", estimate.value("occupancy-reverse-kl"));
    measured.put(
        "clamped_fraction",
        counted.number(ScoredRows.CLAMPED, 0) / run.data(EXPERT).batch().rows());
    return measured;
  }
}
