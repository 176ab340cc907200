package org.esscher.spitests;

import static org.esscher.spitests.Findings.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.ClosedForm;
import org.esscher.api.Enumerable;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.Assumptions;

/** What a policy that lists its choices has to keep. */
final class EnumerationRules {
  private EnumerationRules() {}

  static Choices choices(PolicyTrial trial) {
    assumeTrue(
        trial.policy().as(Enumerable.class).isPresent(), "the policy can't enumerate its choices");
    return trial.choices();
  }

  static void requireSumsOfOne(PolicyTrial trial) {
    List<Map<String, Double>> choices = choices(trial).logp();
    for (int row = 0; row < choices.size(); row++) {
      double sum = sum(choices.get(row));
      require(Math.abs(sum - 1) <= 1e-12, "the probabilities of context %s sum to %s", row, sum);
    }
  }

  private static double sum(Map<String, Double> logp) {
    return logp.values().stream().mapToDouble(Math::exp).sum();
  }

  private static boolean sumsOfOne(Choices choices) {
    return choices.logp().stream().allMatch(context -> Math.abs(sum(context) - 1) <= 1e-12);
  }

  static void requireAgreement(PolicyTrial trial) {
    Choices choices = choices(trial);
    assumeTrue(trial.policy().outputs().contains("logp"), "the policy has no output logp");
    double[] logp =
        new ModelTrial(trial.policy(), choices.listed(), trial.context(), trial.workspace())
            .output("logp");
    for (int row = 0; row < logp.length; row++) {
      double listed = choices.listed().column("logp").at(row);
      require(
          ModelRules.close(listed, logp[row]),
          "choice %s: enumerate says logp = %s, forward %s",
          row,
          listed,
          logp[row]);
    }
  }

  /** Parameters of ±400 make logits that exp overflows and underflows at. */
  static void requireNumbersAtExtremes(PolicyTrial trial) {
    Vectored vectored = ModelRules.vectored(trial.policy());
    assumeTrue(sumsOfOne(choices(trial)), "probabilities don't sum to 1: see POL-1");
    double[] extreme = vectored.parameters().toArray();
    Arrays.setAll(extreme, i -> i % 2 == 0 ? 800 : -800);
    vectored.assign(Vector.of(extreme));
    for (Map<String, Double> context : trial.choices().logp()) {
      double sum = sum(context);
      require(
          Math.abs(sum - 1) <= 1e-12,
          "with parameters of ±800 the log-probabilities are %s; their probabilities sum to %s",
          context.values(),
          sum);
    }
  }

  /** An assigned distribution is the one that is listed afterwards. */
  static void requireAssignment(PolicyTrial trial) {
    ClosedForm closed =
        trial
            .policy()
            .as(ClosedForm.class)
            .orElseGet(
                () -> Assumptions.abort("the policy can't be set to given log-probabilities"));
    assumeTrue(sumsOfOne(choices(trial)), "probabilities don't sum to 1: see POL-1");
    // One context: which columns make two contexts one to the policy is not known here.
    PolicyTrial first = trial.on(trial.contexts().take(0));
    Batch listed = first.choices().listed();
    double[] logp = new double[listed.rows()];
    Arrays.setAll(logp, choice -> 0.75 * (choice % 3) - 0.5 * choice);
    double total = Arrays.stream(logp).map(Math::exp).sum();
    double[] expected = Arrays.stream(logp).map(value -> value - Math.log(total)).toArray();
    closed.assign(listed, trial.workspace().inputs().numbers(logp));
    double[] found = first.choices().listed().column("logp").toArray();
    for (int row = 0; row < expected.length; row++) {
      require(
          Math.abs(found[row] - expected[row]) <= 1e-9,
          "choice %s was assigned logp = %s (normalized), and has %s",
          row,
          expected[row],
          found[row]);
    }
  }
}
