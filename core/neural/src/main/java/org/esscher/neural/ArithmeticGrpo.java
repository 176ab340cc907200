package org.esscher.neural;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
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
 * Learning to add from a verifiable reward: a language model sees some sums with their answers,
 * then samples answers of its own and is rewarded where they are right.
 *
 * <p>It needs no data. The last policy of the first phase is the reference. Each step of the second
 * draws prompts and several answers to each, and descends the objective once, so importance ratios
 * are 1.
 *
 * <p>Metrics: {@code reward}, the share of right answers of a step; the objective's own, {@code kl}
 * among them. Table {@code accuracy}: on fresh sums, before and after, with standard error; {@code
 * frontier}: the KL per token that the objective reports against the reward, every {@code
 * reportEvery} steps.
 *
 * @param policy a language model over digits, + and =
 * @param objective the loss of the second phase: an estimator that reads the slot {@code samples}
 *     and trains {@code policy}
 * @param limit bound of the addends: they are from 0 to one less
 * @param seeing gradient steps of the first phase, on sums with their answers
 * @param improving gradient steps of the second phase, on samples by their rewards
 * @param examples sums in a step of the first phase
 * @param prompts sums in a step of the second phase
 * @param answers sampled answers to a sum, at least 2
 * @param learner optimizer of the first phase
 * @param improver optimizer of the second phase
 * @param maxNorm largest norm of a gradient; longer ones are scaled down to it
 * @param tested number of fresh sums on which accuracy is measured
 * @param reportEvery steps between two points of the frontier
 */
@Component(
    value = "arithmetic-grpo",
    summary = "a language model learns to add from a verifiable reward, by grpo",
    paper = "Shao et al. 2024, arXiv 2402.03300, section 4.1, with sums in place of problems")
public record ArithmeticGrpo(
    @Default(
            "{id: transformer-lm, alphabet: '0123456789+=', context: 16, maxPrompt: 8, maxTokens:"
                + " 4, layers: 2, heads: 2, width: 64}")
        PolicyProvider policy,
    @Default("grpo") Objective objective,
    @Default("20") @Min(2) int limit,
    @Default("150") @Min(1) int seeing,
    @Default("100") @Min(1) int improving,
    @Default("64") @Min(1) int examples,
    @Default("32") @Min(1) int prompts,
    @Default("8") @Min(2) int answers,
    @Default("{id: adam, rate: 0.002}") Optimizer learner,
    @Default("{id: adam, rate: 0.0005}") Optimizer improver,
    @Default("1") @Positive double maxNorm,
    @Default("500") @Min(2) int tested,
    @Default("10") @Min(1) int reportEvery)
    implements PhasedRecipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy);
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  @Override
  public List<Phase> phases(Run run) {
    Estimator likelihood = run.context().component(Estimator.class, "sft", Map.of());
    Phase seen =
        new Phase(
            "seeing",
            seeing,
            (state, host, index) -> {
              Batch sums = problems(examples, host);
              Batch examples = sums.with("completion", sums.column("answer"));
              host.train(stage("seeing", likelihood, learner), Map.of("examples", examples));
              return state;
            });
    Phase improved =
        new Phase("improving", improving, this::improve)
            .after(
                (state, host, index) -> {
                  host.save("policy", "ref");
                  measure("reference", host);
                  return state;
                });
    return List.of(seen, improved);
  }

  private Stage stage(String name, Estimator estimator, Optimizer optimizer) {
    return new Stage(name, estimator, Map.of("", optimizer), maxNorm, 1);
  }

  private Batch problems(int count, Run run) {
    Context context = run.context();
    return new Sums(limit).draw(count, context.random(), context.columns());
  }

  private State improve(State state, Run run, int index) {
    Batch drawn = run.sample("policy", problems(prompts, run), answers);
    double[] rewards = Sums.rewards(drawn);
    Batch rewarded = drawn.with("reward", run.context().columns().numbers(rewards));
    // Scored and not taken from the sampler: its cache adds in another order.
    Batch scored = run.score("policy", rewarded, "logp", "old_logp");
    Map<String, Double> found =
        run.train(stage("improving", objective, improver), Map.of("samples", scored));
    double reward = Arrays.stream(rewards).average().orElse(0);
    run.metric("reward", reward);
    if ((index + 1) % reportEvery == 0 && found.containsKey("kl")) {
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("series", "training");
      point.put("divergence", found.get("kl"));
      point.put("reward", reward);
      point.put("label", "step " + (index + 1));
      run.row("frontier", point);
    }
    return state;
  }

  private void measure(String stage, Run run) {
    double[] rewards = Sums.rewards(run.sample("policy", problems(tested, run), 1));
    double accuracy = Arrays.stream(rewards).average().orElse(0);
    run.metric("accuracy", accuracy);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("policy", stage);
    row.put("accuracy", accuracy);
    row.put("accuracy_standard_error", Math.sqrt(accuracy * (1 - accuracy) / (rewards.length - 1)));
    run.row("accuracy", row);
  }

  @Override
  public void finish(State state, Run run) {
    measure("improved", run);
  }
}
