package org.esscher.plugins.genarm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Estimate;
import org.esscher.api.Run;
import org.esscher.api.State;

/** Lets policies answer prompts, and writes what the judge says of the answers. */
final class Decoding {
  /** The comparator's rewards, in the recipe's state. */
  private static final String RIVAL = "rival_rewards";

  /** Answers of each policy that are shown. */
  private static final int SHOWN = 3;

  private static final int ENDING = 60;

  private final Run run;
  private final Batch prompts;

  /**
   * Prompts to answer.
   *
   * @param run has the base, the comparator and the judge
   * @param prompts rows with what the policies read
   */
  Decoding(Run run, Batch prompts) {
    this.run = run;
    this.prompts = prompts;
  }

  /**
   * One policy. The comparator has to come first.
   *
   * @param state the recipe's
   * @param role the policy
   * @param name of the policy, in the tables
   * @param alpha of its expert; 0 for none
   * @return the recipe's next state
   */
  State answer(State state, String role, String name, double alpha) {
    Batch answers = run.score("reward", run.sample(role, prompts, 1), "score", "reward");
    double[] rewards = answers.column("reward").toArray();
    State next = role.equals(GenArmRecipe.DPO) ? state.with(RIVAL, rewards) : state;
    Batch judged =
        compared(role, answers)
            .with("rival_reward", run.context().columns().numbers(next.get(RIVAL)));
    tabulate(run.estimate(new Decoded(), Map.of("answers", judged)), name, alpha);
    samples(answers, name);
    return next;
  }

  /** With log π − log π_base of whole answers, and their lengths. */
  private Batch compared(String role, Batch answers) {
    Column logp = run.score(role, answers, "logp", "logp").column("logp");
    Column base = run.score(GenArmRecipe.BASE, answers, "logp", "logp").column("logp");
    double[] ratios = new double[logp.rows()];
    double[] lengths = new double[logp.rows()];
    for (int row = 0; row < ratios.length; row++) {
      lengths[row] = logp.start(row + 1) - logp.start(row);
      for (int token = logp.start(row); token < logp.start(row + 1); token++) {
        ratios[row] += logp.at(token) - base.at(token);
      }
    }
    Columns columns = run.context().columns();
    return answers
        .with("log_ratio", columns.numbers(ratios))
        .with("length", columns.numbers(lengths));
  }

  private void tabulate(Estimate found, String name, double alpha) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("policy", name);
    row.put("alpha", alpha);
    found
        .statistics()
        .forEach(
            (quantity, value) -> {
              row.put(quantity, value.value());
              row.put(quantity + "_standard_error", value.standardError());
              run.metric("decoding/" + name + "/" + quantity, value.value());
            });
    run.row("decoding", row);
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("series", alpha == 0 ? name : "guided");
    point.put("divergence", found.value("kl"));
    point.put("reward", found.value("reward"));
    point.put(
        "reward_standard_error",
        Objects.requireNonNull(found.statistics().get("reward")).standardError());
    point.put("label", name);
    run.row("frontier", point);
  }

  private void samples(Batch answers, String name) {
    for (int row = 0; row < Math.min(SHOWN, answers.rows()); row++) {
      Map<String, Object> cells = new LinkedHashMap<>();
      cells.put("policy", name);
      if (answers.has("prompt")) {
        cells.put("prompt", ending(answers.column("prompt").text(row)));
      }
      cells.put("answer", printable(answers.column("completion").text(row)));
      run.row("samples", cells);
    }
  }

  private static String ending(String prompt) {
    int shown = Math.min(ENDING, prompt.codePointCount(0, prompt.length()));
    int from = prompt.offsetByCodePoints(prompt.length(), -shown);
    return (from == 0 ? "" : "…") + printable(prompt.substring(from));
  }

  /** On one line, without what a terminal would obey. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
