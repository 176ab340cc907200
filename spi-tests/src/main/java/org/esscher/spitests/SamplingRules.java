package org.esscher.spitests;

import static org.esscher.spitests.Findings.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Enumerable;
import org.esscher.api.Sampler;

/** What a policy that draws has to keep. */
final class SamplingRules {
  /** Draws a context: a tenth more of a probability of 0.1 is found with certainty. */
  static final int DRAWS = 4000;

  private SamplingRules() {}

  static Batch sample(PolicyTrial trial, int each, RandomGenerator random) {
    assumeTrue(trial.policy().as(Sampler.class).isPresent(), "the policy can't sample");
    return trial
        .policy()
        .as(Sampler.class)
        .orElseThrow()
        .sample(trial.contexts(), each, random, trial.context());
  }

  /** Frequencies agree with probabilities, by Pearson's test at one false alarm in a million. */
  static void requireFrequencies(PolicyTrial trial, Choices choices) {
    Batch samples = sample(trial, DRAWS, Workspace.random(11));
    for (int context = 0; context < trial.contexts().rows(); context++) {
      requireFollows(choices, samples, context);
    }
  }

  private static void requireFollows(Choices choices, Batch samples, int context) {
    Map<String, Double> logp = choices.logp().get(context);
    List<String> keys = List.copyOf(logp.keySet());
    double[] counts = new double[keys.size()];
    double[] expected = new double[keys.size()];
    Arrays.setAll(expected, i -> DRAWS * Math.exp(at(logp, keys.get(i))));
    for (int draw = context * DRAWS; draw < (context + 1) * DRAWS; draw++) {
      String key = Choices.key(samples, draw, choices.columns());
      int choice = keys.indexOf(key);
      require(
          choice >= 0 && expected[choice] > 0,
          "context %s: a choice was drawn that has no probability: %s",
          context,
          key.replace('\u0000', ' '));
      double behavior = samples.column("behavior_logp").at(draw);
      double listed = at(logp, key);
      require(
          Math.abs(behavior - listed) <= 1e-12 * (1 + Math.abs(listed)),
          "context %s: behavior_logp is %s, the enumerated logp %s",
          context,
          behavior,
          listed);
      counts[choice]++;
    }
    int cells = (int) Arrays.stream(expected).filter(cell -> cell > 0).count();
    double statistic = ChiSquare.statistic(counts, expected);
    // One false alarm in a million seeds; the seed is fixed, so a verdict doesn't change.
    require(
        cells < 2 || statistic <= ChiSquare.bound(cells - 1),
        "context %s: %s draws gave %s, expected were %s: chi-square %s, above %s",
        context,
        DRAWS,
        Arrays.toString(counts),
        Arrays.toString(expected),
        statistic,
        cells < 2 ? 0 : ChiSquare.bound(cells - 1));
  }

  private static double at(Map<String, Double> logp, String key) {
    return logp.getOrDefault(key, Double.NEGATIVE_INFINITY);
  }

  /** Generators of one seed give the same draws. */
  static void requireSameFromSameSeed(PolicyTrial trial) {
    Batch first = sample(trial, DRAWS, Workspace.random(11));
    Batch second = sample(trial, DRAWS, Workspace.random(11));
    List<String> scalars =
        first.names().stream().filter(name -> !first.column(name).ragged()).toList();
    for (int row = 0; row < first.rows(); row++) {
      String drawn = Choices.key(first, row, scalars);
      String again = Choices.key(second, row, scalars);
      require(
          drawn.equals(again),
          "draw %s was %s, and with the same seed %s",
          row,
          drawn.replace('\u0000', ' '),
          again.replace('\u0000', ' '));
    }
  }

  /** What forward says of a drawn row is what was recorded when it was drawn. */
  static void requireRatioOne(PolicyTrial trial) {
    assumeTrue(trial.policy().outputs().contains("logp"), "the policy has no output logp");
    assumeTrue(
        trial.policy().as(Enumerable.class).isEmpty(),
        "POL-2 and POL-3 say it of a policy that enumerates");
    Batch samples = sample(trial, 20, Workspace.random(13));
    double[] logp =
        new ModelTrial(trial.policy(), samples, trial.context(), trial.workspace()).output("logp");
    double[] behavior = samples.column("behavior_logp").toArray();
    require(
        logp.length == behavior.length,
        "%s draws have %s values of behavior_logp and %s of logp",
        samples.rows(),
        behavior.length,
        logp.length);
    for (int i = 0; i < logp.length; i++) {
      require(
          ModelRules.close(behavior[i], logp[i]),
          "draw %s: behavior_logp is %s and logp %s, a ratio of %s, where nothing was trained",
          i,
          behavior[i],
          logp[i],
          Math.exp(logp[i] - behavior[i]));
    }
  }

  /** Draws of one context lie together, with the context's columns. */
  static void requireDrawsTogether(PolicyTrial trial) {
    int each = 3;
    Batch contexts = trial.contexts();
    Batch samples = sample(trial, each, Workspace.random(17));
    require(
        samples.rows() == contexts.rows() * each,
        "%s draws of %s contexts gave %s rows",
        each,
        contexts.rows(),
        samples.rows());
    for (String name : contexts.names()) {
      require(samples.has(name), "the contexts' column %s is missing among the draws", name);
    }
    int[] origin = IntStream.range(0, samples.rows()).map(draw -> draw / each).toArray();
    Batch expected = contexts.take(origin);
    List<String> scalars =
        contexts.names().stream().filter(name -> !contexts.column(name).ragged()).toList();
    for (int draw = 0; draw < origin.length; draw++) {
      require(
          Choices.key(samples, draw, scalars).equals(Choices.key(expected, draw, scalars)),
          "row %s of the draws is not of context %s",
          draw,
          origin[draw]);
    }
  }
}
