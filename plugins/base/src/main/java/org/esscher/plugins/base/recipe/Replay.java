package org.esscher.plugins.base.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Dataset;
import org.esscher.api.Run;

/**
 * A replay memory of the last steps that were played.
 *
 * @param keep how many
 */
record Replay(int keep) {
  private static final String NAME = "replay";
  private static final List<String> COLUMNS =
      List.of("observation", "action", "reward", "next_observation", "terminated", "discount");

  /** Adds played steps; of their columns those that critics read. */
  void add(Run run, Batch played) {
    Map<String, Column> kept = new LinkedHashMap<>();
    COLUMNS.stream().filter(played::has).forEach(name -> kept.put(name, played.column(name)));
    run.append(NAME, run.context().columns().batch(kept), keep);
  }

  Dataset dataset(Run run) {
    return run.data(NAME);
  }

  /** Adds standard normal noise in the shape of another column. */
  static Batch withNoise(Run run, Batch batch, String name, String shape) {
    RandomGenerator random = run.context().random();
    Column like = batch.column(shape);
    double[] noise = new double[like.rows() * like.width()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextGaussian();
    }
    return batch.with(name, run.context().columns().shapedLike(like, noise));
  }
}
