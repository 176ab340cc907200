package org.esscher.spitests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.DisplayNameGeneration;

/**
 * Verifies a policy against the rules POL, as far as its capabilities go: a rule about enumeration,
 * sampling or parameters is skipped, visibly, where the policy has none.
 */
@DisplayNameGeneration(RuleNames.class)
public abstract class PolicyVerification {
  private static final int DRAWS = 4000;
  private static final double STEP = 1e-5;

  /** For subclasses. */
  protected PolicyVerification() {}

  /**
   * The policy to verify.
   *
   * @return its provider
   */
  protected abstract PolicyProvider provider();

  /**
   * Contexts to act on.
   *
   * @param columns makes the columns
   * @return at least two different rows with every input of the policy, an action included where
   *     that is an input and the policy can neither enumerate nor sample
   */
  protected abstract Batch contexts(Columns columns);

  /**
   * The column whose equal values make rows belong together, for policies whose rows are each
   * other's candidates.
   *
   * @return its name, or empty where every row stands alone
   */
  protected String group() {
    return "";
  }

  /** Normalisation. */
  @Rule(
      id = "POL-1",
      must = "The enumerated probabilities of each context MUST sum to 1 within 1e-12.",
      fix = "normalise with log-sum-exp in float64 over exactly the choices that are listed.")
  public final void probabilitiesSumToOne() {
    with(
        trial -> {
          List<Map<String, Double>> choices = enumerated(trial).logp();
          for (int row = 0; row < choices.size(); row++) {
            double sum = choices.get(row).values().stream().mapToDouble(Math::exp).sum();
            require(
                Math.abs(sum - 1) <= 1e-12, "the probabilities of context %s sum to %s", row, sum);
          }
        });
  }

  /** One log-probability. */
  @Rule(
      id = "POL-2",
      must = "The output logp MUST agree with what enumerate lists.",
      fix = "compute both from the same logits and the same normaliser.")
  public final void forwardAgreesWithEnumeration() {
    with(
        trial -> {
          Choices choices = enumerated(trial);
          assumeTrue(trial.policy().outputs().contains("logp"), "the policy has no output logp");
          double[] logp = trial.output("logp", choices.listed());
          for (int row = 0; row < logp.length; row++) {
            double listed = choices.listed().column("logp").at(row);
            require(
                logp[row] == listed
                    || Math.abs(logp[row] - listed) <= 1e-12 * (1 + Math.abs(listed)),
                "choice %s: enumerate says logp = %s, forward %s",
                row,
                listed,
                logp[row]);
          }
        });
  }

  /** Samples. */
  @Rule(
      id = "POL-3",
      must =
          "Samples MUST follow the enumerated probabilities, and behavior_logp MUST be their"
              + " log-probability.",
      fix = "draw from the enumerated distribution, and record the log-probability drawn from.")
  public final void samplesFollowProbabilities() {
    with(
        trial -> {
          Choices choices = enumerated(trial);
          Batch samples = sample(trial);
          for (int context = 0; context < trial.contexts().rows(); context++) {
            requireFollows(choices, samples, context);
          }
        });
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

  /** Gradients. */
  @Rule(
      id = "POL-4",
      must = "pullback MUST give the derivative of the outputs' weighted sum in the parameters.",
      fix =
          "correct the derivative: of the sum over rows, no division by their number, with the"
              + " normaliser's share.")
  public final void pullbackIsDerivative() {
    with(
        trial -> {
          Vectored vectored = vectored(trial);
          Batch decisions = trial.decisions();
          for (String output : trial.outputs(decisions)) {
            requireDerivative(trial, vectored, output, decisions);
          }
        });
  }

  private static void requireDerivative(
      PolicyTrial trial, Vectored vectored, String output, Batch decisions) {
    Vector start = vectored.parameters();
    double[] gradient = trial.gradient(output, decisions);
    require(
        gradient.length == start.size(),
        "%s has a gradient of %s numbers for %s parameters",
        output,
        gradient.length,
        start.size());
    double scale = 1 + Math.abs(trial.sum(output, decisions));
    for (int i = 0; i < gradient.length; i++) {
      double up = moved(trial, vectored, start, i, STEP, output, decisions);
      double down = moved(trial, vectored, start, i, -STEP, output, decisions);
      double difference = (up - down) / (2 * STEP);
      // Central differences are wrong by h²f‴/6 and by rounding 2e-16·f/h = 2e-11·f.
      require(
          Math.abs(gradient[i] - difference) <= 1e-6 * Math.abs(gradient[i]) + 1e-9 * scale,
          "the derivative of %s in parameter %s is %s, but the central difference is %s",
          output,
          i,
          gradient[i],
          difference);
    }
    vectored.assign(start);
  }

  private static double moved(
      PolicyTrial trial,
      Vectored vectored,
      Vector start,
      int index,
      double by,
      String output,
      Batch decisions) {
    double[] parameters = start.toArray();
    parameters[index] += by;
    vectored.assign(Vector.of(parameters));
    return trial.sum(output, decisions);
  }

  /** Restoring. */
  @Rule(
      id = "POL-5",
      must = "A policy made from what save gave MUST have exactly the same outputs.",
      fix = "save every parameter and everything else that outputs depend on, and read it back.")
  public final void restoredPolicyIsTheSame() {
    with(
        trial -> {
          Batch decisions = trial.decisions();
          State saved = trial.policy().save();
          try (Policy restored = provider().create(trial.context(), saved)) {
            PolicyTrial again = new PolicyTrial(restored, trial.contexts(), trial.context());
            for (String output : trial.outputs(decisions)) {
              requireEqual(
                  "the restored policy's " + output,
                  trial.output(output, decisions),
                  again.output(output, decisions));
            }
          }
        });
  }

  /** Batch-mates. */
  @Rule(
      id = "POL-6",
      must =
          "A row's outputs MUST NOT depend on the other rows of the batch, but those of its group.",
      fix =
          "compute each row by itself, without padding and batch statistics; if rows are each"
              + " other's candidates, name the column in group().")
  public final void batchMatesDontMatter() {
    with(
        trial -> {
          Batch decisions = trial.decisions();
          for (String output : trial.outputs(decisions)) {
            requireAlone(trial, output, decisions);
          }
        });
  }

  private void requireAlone(PolicyTrial trial, String output, Batch decisions) {
    double[][] together = trial.rows(output, decisions);
    for (int row = 0; row < decisions.rows(); row++) {
      int[] kept = groupOf(row, decisions);
      double[] here = together[row];
      double[] alone = trial.rows(output, decisions.take(kept))[Arrays.binarySearch(kept, row)];
      require(
          alone.length == here.length
              && IntStream.range(0, here.length).allMatch(i -> close(here[i], alone[i])),
          "%s of row %s is %s among others and %s alone",
          output,
          row,
          Arrays.toString(here),
          Arrays.toString(alone));
    }
  }

  private int[] groupOf(int row, Batch batch) {
    if (group().isEmpty()) {
      return new int[] {row};
    }
    List<String> key = List.of(group());
    String own = Choices.key(batch, row, key);
    return IntStream.range(0, batch.rows())
        .filter(other -> own.equals(Choices.key(batch, other, key)))
        .toArray();
  }

  private static boolean close(double left, double right) {
    return Double.compare(left, right) == 0
        || Math.abs(left - right) <= 1e-12 * (1 + Math.abs(left));
  }

  /** Purity of pullback. */
  @Rule(
      id = "POL-7",
      must = "forward and pullback MUST NOT change the parameters.",
      fix = "return the gradient; the host's optimiser steps.")
  public final void pullbackDoesNotStep() {
    with(
        trial -> {
          Vectored vectored = vectored(trial);
          Batch decisions = trial.decisions();
          for (String output : trial.outputs(decisions)) {
            double[] before = vectored.parameters().toArray();
            trial.gradient(output, decisions);
            requireEqual("parameters after pullback", before, vectored.parameters().toArray());
          }
        });
  }

  /** Seeds. */
  @Rule(
      id = "POL-8",
      must = "Sampling with generators of the same seed MUST draw the same.",
      fix = "draw from the generator that sample is given, and from no other.")
  public final void samplingRepeats() {
    with(
        trial -> {
          Batch first = sample(trial);
          Batch second = sample(trial);
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
        });
  }

  private static Choices enumerated(PolicyTrial trial) {
    assumeTrue(
        trial.policy().as(Enumerable.class).isPresent(), "the policy can't enumerate its choices");
    return trial.choices();
  }

  private static Vectored vectored(PolicyTrial trial) {
    assumeTrue(
        trial.policy().as(Vectored.class).isPresent(), "the policy's parameters are no vector");
    return trial.policy().as(Vectored.class).orElseThrow();
  }

  private static Batch sample(PolicyTrial trial) {
    assumeTrue(trial.policy().as(Sampler.class).isPresent(), "the policy can't sample");
    return trial
        .policy()
        .as(Sampler.class)
        .orElseThrow()
        .sample(trial.contexts(), DRAWS, Workspace.random(11), trial.context());
  }

  private void with(Consumer<PolicyTrial> verify) {
    PolicyProvider provider = provider();
    try (Workspace workspace = new Workspace(provider.getClass().getClassLoader())) {
      Context context = workspace.context(workspace.inputs(), 5);
      try (Policy policy = provider.create(context, null)) {
        verify.accept(PolicyTrial.moved(policy, contexts(workspace.inputs()), context));
      }
    }
  }

  private static void requireEqual(String what, double[] expected, double[] found) {
    require(
        Arrays.equals(expected, found),
        "%s were %s, and are %s",
        what,
        Arrays.toString(expected),
        Arrays.toString(found));
  }

  private static void require(boolean holds, String found, Object... args) {
    if (!holds) {
      throw new AssertionError(String.format(Locale.ROOT, found, args));
    }
  }
}
