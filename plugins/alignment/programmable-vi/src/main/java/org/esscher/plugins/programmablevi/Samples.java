package org.esscher.plugins.programmablevi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Run;

/**
 * How many draws a step takes. Replicates average; particles and auxiliary draws are part of the
 * objective.
 *
 * @param replicates independent copies of the objective
 * @param particles rows of each
 * @param auxiliary draws a row whose average estimates the guide's density
 */
record Samples(int replicates, int particles, int auxiliary) {
  /** Fresh noise, and the samples that the guide makes of it. */
  Batch draw(Run run, int latents) {
    Columns columns = run.context().columns();
    RandomGenerator random = run.context().random();
    int rows = Math.multiplyExact(replicates, particles);
    long[] replicate = new long[rows];
    long[] particle = new long[rows];
    double[] noise = new double[Math.multiplyExact(rows, latents)];
    double[] uniform = new double[Math.multiplyExact(rows, auxiliary)];
    int[] starts = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      replicate[row] = row / particles;
      particle[row] = row % particles;
      starts[row + 1] = (row + 1) * auxiliary;
      for (int j = 0; j < latents; j++) {
        noise[row * latents + j] = random.nextGaussian();
      }
      for (int i = 0; i < auxiliary; i++) {
        uniform[row * auxiliary + i] = random.nextDouble();
      }
    }
    Map<String, Column> drawn = new LinkedHashMap<>();
    drawn.put("replicate_id", columns.integers(replicate));
    drawn.put("particle_id", columns.integers(particle));
    drawn.put("noise", columns.vectors(latents, noise));
    drawn.put("auxiliary", columns.lists(starts, uniform));
    // The guide reads a column of this name, if only for densities; here it writes it.
    drawn.put("action", columns.vectors(latents, noise));
    return run.score("guide", columns.batch(drawn), "action", "action");
  }
}
