package org.esscher.plugins.hypo;

import java.util.Arrays;
import java.util.Optional;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Run;

/**
 * The policy's answers to prompts: all of them with their probabilities where they can be listed,
 * else samples with equal shares.
 */
final class Answers {
  private final Run run;

  Answers(Run run) {
    this.run = run;
  }

  /**
   * All answers of each prompt.
   *
   * @param prompts one row each
   * @return their rows, with {@code logp}
   * @throws EsscherException (USER) when the policy can't list them
   */
  Batch all(Batch prompts) {
    Enumerable policy =
        listing()
            .orElseThrow(
                () ->
                    EsscherException.user(
                        "klEstimator exact needs a policy whose answers can be listed; choose"
                            + " another policy, or klEstimator score"));
    return policy.enumerate(prompts, run.context());
  }

  private Optional<Enumerable> listing() {
    return run.model("policy").as(Enumerable.class);
  }

  /**
   * Fresh samples.
   *
   * @param prompts one row each
   * @param each samples a prompt
   * @return their rows, with {@code behavior_logp}
   */
  Batch samples(Batch prompts, int each) {
    return run.sample("policy", prompts, each);
  }

  /**
   * Answers to judge the policy by.
   *
   * @param prompts one row each
   * @param each samples a prompt where answers can't be listed
   * @return rows with {@code mass}, which sums to 1 within a prompt, and, where the prompts have
   *     {@code expected_rewards}, {@code expected_reward}
   */
  Batch weighed(Batch prompts, int each) {
    boolean listed = listing().isPresent();
    Batch answers = listed ? all(prompts) : samples(prompts, each);
    double[] mass = new double[answers.rows()];
    if (listed) {
      Column logp = answers.column("logp");
      Arrays.setAll(mass, row -> Math.exp(logp.at(row)));
    } else {
      Arrays.fill(mass, 1.0 / each);
    }
    Context context = run.context();
    Batch weighed = answers.with("mass", context.columns().numbers(mass));
    return answers.has("expected_rewards") ? withReward(weighed, context) : weighed;
  }

  private static Batch withReward(Batch answers, Context context) {
    Column rewards = answers.column("expected_rewards");
    Column choices = answers.column("completion");
    double[] reward = new double[answers.rows()];
    for (int row = 0; row < reward.length; row++) {
      double choice = choices.isText() ? Double.NaN : choices.at(row);
      if (!(choice >= 0 && choice < rewards.width())) {
        throw EsscherException.data(
            "row %d: 'expected_rewards' has %d rewards, by the number of an answer, and the answer"
                + " is %s; drop the column, or number the answers from 0",
            row, rewards.width(), choices.text(row));
      }
      reward[row] = rewards.at((long) row * rewards.width() + (long) choice);
    }
    return answers.with("expected_reward", context.columns().numbers(reward));
  }
}
