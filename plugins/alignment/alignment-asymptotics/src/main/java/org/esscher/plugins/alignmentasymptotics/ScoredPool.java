package org.esscher.plugins.alignmentasymptotics;

import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.EsscherTransform;

/**
 * Scored draws of all prompts.
 *
 * @param prompts in the order of their first rows
 * @param hasCandidate whether the rows bear the log-probabilities of a third policy
 */
record ScoredPool(List<PromptPool> prompts, boolean hasCandidate) {
  /**
   * Reads the draws.
   *
   * @param data what {@link AlignmentFrontier#reads} declares
   * @param largestN each prompt has to have as many rows
   */
  static ScoredPool of(Data data, long largestN) {
    Batch rows = data.batch(AlignmentFrontier.SLOT);
    boolean candidate = rows.has(AlignmentFrontier.CANDIDATE);
    if (candidate && !rows.has(AlignmentFrontier.REFERENCE)) {
      throw EsscherException.data(
          "%s places a policy by its ratio to the reference, and the data has no %s; add it",
          AlignmentFrontier.CANDIDATE, AlignmentFrontier.REFERENCE);
    }
    double[] rewards = finite(data, "reward");
    double[] reference = finite(data, AlignmentFrontier.REFERENCE);
    double[] logRatios = finite(data, AlignmentFrontier.CANDIDATE);
    for (int row = 0; candidate && row < logRatios.length; row++) {
      logRatios[row] -= reference[row];
    }
    int[] groups = data.groups(AlignmentFrontier.SLOT);
    List<List<Integer>> byPrompt = new ArrayList<>();
    for (int row = 0; row < groups.length; row++) {
      if (groups[row] == byPrompt.size()) {
        byPrompt.add(new ArrayList<>());
      }
      byPrompt.get(groups[row]).add(row);
    }
    List<PromptPool> prompts = new ArrayList<>();
    for (List<Integer> own : byPrompt) {
      if (own.size() < largestN) {
        throw EsscherException.data(
            "row %d: its prompt %s has %d rows, from which the best of %d can't be estimated; drop"
                + " the prompt or the n",
            own.get(0), rows.column("prompt_id").text(own.get(0)), own.size(), largestN);
      }
      prompts.add(new PromptPool(picked(rewards, own), picked(logRatios, own)));
    }
    return new ScoredPool(prompts, candidate);
  }

  private static double[] picked(double[] values, List<Integer> rows) {
    return rows.stream().mapToDouble(row -> values[row]).toArray();
  }

  private static double[] finite(Data data, String name) {
    double[] values = data.get(name).toArray();
    for (int row = 0; row < values.length; row++) {
      if (!Double.isFinite(values[row])) {
        throw EsscherException.data(
            "row %d, column '%s': a finite number is needed of a row that was drawn, got %s",
            row, name, values[row]);
      }
    }
    return values;
  }

  List<EsscherTransform> tilts() {
    return prompts.stream().map(PromptPool::tilts).toList();
  }

  double constantFraction() {
    return Curve.mean(tilts(), tilt -> tilt.constant() ? 1 : 0);
  }

  double candidateReward() {
    return Curve.mean(prompts, prompt -> prompt.candidate().reward());
  }

  double candidateDivergence() {
    return Curve.mean(prompts, prompt -> prompt.candidate().divergence());
  }

  /** How much better the tilt of the candidate's divergence is, prompt by prompt. */
  double candidateGap(double tolerance) {
    return Curve.mean(
        prompts,
        prompt -> {
          PromptPool.Candidate candidate = prompt.candidate();
          double budget = Math.max(0, candidate.divergence());
          return prompt.tilts().within(budget, tolerance).reward() - candidate.reward();
        });
  }
}
