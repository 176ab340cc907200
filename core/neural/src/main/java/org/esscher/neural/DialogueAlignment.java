package org.esscher.neural;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.Phase;
import org.esscher.api.PhasedRecipe;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * From nothing to an aligned language model: learns to read on whole dialogues, then to answer on
 * their chosen answers, which makes the reference; then a preference objective is descended on
 * pairs.
 *
 * <p>The source {@code data} has {@code prompt_id}, {@code prompt}, {@code chosen} and {@code
 * rejected}. Pairs with an answer of more than {@code maxAnswer} bytes, or with two equal answers,
 * are left out of everything, and their share is reported; prompts are cut by the policy. Dialogues
 * are read from their beginning as far as the context goes, so the policy has to cut completions.
 *
 * <p>Tables: {@code pairs}, how many there are; {@code held_out}, see {@link HeldOutPairs}, before
 * and after; {@code samples}, what the reference and the aligned policy answer to held-out prompts.
 * Metrics: {@code held_out/accuracy}, {@code held_out/margin}, and {@code kl_per_token}, the mean
 * of log π − log π_ref over the tokens of answers that the policy samples, nats.
 *
 * @param policy the language model that is trained
 * @param preference the preference loss: an estimator that reads the slot {@code pairs} and trains
 *     {@code policy}
 * @param reading gradient steps of pre-training, on whole dialogues
 * @param answering gradient steps of supervised fine-tuning, on chosen answers
 * @param aligning gradient steps on preference pairs
 * @param learner optimizer of the first two phases
 * @param aligner optimizer of the steps on pairs
 * @param maxNorm largest norm of a gradient; longer ones are scaled down to it
 * @param rows dialogues, answers or pairs in a gradient step
 * @param maxAnswer most bytes of an answer; pairs with longer ones are left out
 * @param testFraction share of prompts held out of training, to judge on
 * @param samples number of held-out prompts whose sampled answers are shown
 */
@Component(
    value = "dialogue-alignment",
    summary = "pre-trains a language model on dialogues, then aligns it on preference pairs",
    paper =
        "the three steps of Rafailov et al. 2023, arXiv 2305.18290: language modeling, supervised"
            + " fine-tuning, preferences")
public record DialogueAlignment(
    @Default(
            "{id: transformer-lm, context: 384, maxPrompt: 128, maxTokens: 96, longCompletions:"
                + " cut}")
        PolicyProvider policy,
    @Default("dpo") Objective preference,
    @Default("60") @PositiveOrZero int reading,
    @Default("30") @PositiveOrZero int answering,
    @Default("30") @Min(1) int aligning,
    @Default("{id: adam, rate: 0.002}") Optimizer learner,
    @Default("{id: adam, rate: 0.0001}") Optimizer aligner,
    @Default("1") @Positive double maxNorm,
    @Default("16") @Min(1) int rows,
    @Default("255") @Min(1) int maxAnswer,
    @Default("0.1") @Positive @DecimalMax(value = "1", inclusive = false) double testFraction,
    @Default("8") @Min(1) int samples)
    implements PhasedRecipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy);
  }

  @Override
  public State start(Run run) {
    Dataset all = run.data("data");
    if (fitting(run).rows() == 0) {
      throw EsscherException.data(
          "none of %d pairs has two different answers of at most %d bytes; raise maxAnswer",
          all.rows(), maxAnswer);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("pairs", all.rows());
    row.put("fitting", fitting(run).rows());
    row.put("training", training(run).rows());
    row.put("held_out", heldOut(run).rows());
    run.row("pairs", row);
    return State.empty();
  }

  private Dataset fitting(Run run) {
    return run.data("data").transformed("fitting", new FittingPairs(maxAnswer));
  }

  private Dataset training(Run run) {
    return fitting(run).part("prompt_id", 0, 1 - testFraction);
  }

  private Dataset heldOut(Run run) {
    return fitting(run).part("prompt_id", 1 - testFraction, 1);
  }

  @Override
  public List<Phase> phases(Run run) {
    Estimator likelihood = run.context().component(Estimator.class, "sft", Map.of());
    List<Phase> phases = new ArrayList<>();
    phases.add(
        new Phase(
            "reading",
            reading,
            (state, host, index) -> {
              Batch dialogues = dialogues(host.next(training(host), rows), host.context());
              host.train(stage("reading", likelihood, learner), Map.of("examples", dialogues));
              return state;
            }));
    phases.add(
        new Phase(
            "answering",
            answering,
            (state, host, index) -> {
              Batch pairs = host.next(training(host), rows);
              Batch answers = pairs.with("completion", pairs.column("chosen"));
              host.train(stage("answering", likelihood, learner), Map.of("examples", answers));
              return state;
            }));
    phases.add(
        new Phase(
                "aligning",
                aligning,
                (state, host, index) -> {
                  Batch pairs = host.next(training(host), rows);
                  host.train(stage("aligning", preference, aligner), Map.of("pairs", pairs));
                  return state;
                })
            .after(
                (state, host, index) -> {
                  host.save("policy", "ref");
                  judge("reference", host);
                  answer(host);
                  return state;
                }));
    return phases;
  }

  private Stage stage(String name, Estimator estimator, Optimizer optimizer) {
    return new Stage(name, estimator, Map.of("", optimizer), maxNorm, 1);
  }

  /** Prompts and chosen answers as texts without a prompt. */
  private static Batch dialogues(Batch pairs, Context context) {
    Column prompts = pairs.column("prompt");
    Column chosen = pairs.column("chosen");
    List<String> whole =
        IntStream.range(0, pairs.rows())
            .mapToObj(row -> prompts.text(row) + chosen.text(row))
            .toList();
    return pairs
        .with("prompt", context.columns().texts(Collections.nCopies(pairs.rows(), "")))
        .with("completion", context.columns().texts(whole));
  }

  private void judge(String stage, Run run) {
    Estimate found = run.estimate(new HeldOutPairs(), Map.of("pairs", heldOut(run).batch()));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("policy", stage);
    found
        .statistics()
        .forEach(
            (name, quantity) -> {
              run.metric("held_out/" + name, quantity.value());
              row.put(name, quantity.value());
              row.put(name + "_standard_error", quantity.standardError());
            });
    run.row("held_out", row);
  }

  /** Answers held-out prompts, and compares with what the reference thinks of the answers. */
  private Batch answer(Run run) {
    Batch drawn = run.sample("policy", prompts(run), 1);
    Batch scored =
        run.score("policy@ref", run.score("policy", drawn, "logp", "logp"), "logp", "ref_logp");
    double[] logp = scored.column("logp").toArray();
    double[] refLogp = scored.column("ref_logp").toArray();
    double sum = 0;
    for (int token = 0; token < logp.length; token++) {
      sum += logp[token] - refLogp[token];
    }
    run.metric("kl_per_token", sum / Math.max(1, logp.length));
    return drawn;
  }

  /** What the reference and the policy answer to the same prompts. */
  private void show(Batch after, Run run) {
    Batch before = run.sample("policy@ref", prompts(run), 1);
    for (int row = 0; row < after.rows(); row++) {
      Map<String, Object> cells = new LinkedHashMap<>();
      cells.put("prompt", ending(after.column("prompt").text(row)));
      cells.put("before", printable(before.column("completion").text(row)));
      cells.put("after", printable(after.column("completion").text(row)));
      run.row("samples", cells);
    }
  }

  private Batch prompts(Run run) {
    Batch pairs = heldOut(run).batch();
    return pairs.take(IntStream.range(0, Math.min(samples, pairs.rows())).toArray());
  }

  private static String ending(String prompt) {
    int shown = Math.min(80, prompt.codePointCount(0, prompt.length()));
    int from = prompt.offsetByCodePoints(prompt.length(), -shown);
    return (from == 0 ? "" : "…") + printable(prompt.substring(from));
  }

  /** On one line, without what a terminal would obey: a new model writes any character. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  @Override
  public void finish(State state, Run run) {
    judge("aligned", run);
    show(answer(run), run);
  }
}
