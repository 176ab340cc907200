package org.esscher.plugins.genarm;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.esscher.api.NextDistribution;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.Phase;
import org.esscher.api.PhasedRecipe;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Run;
import org.esscher.api.Schedule;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * GenARM on preference pairs, beside DPO: a base policy is fitted to chosen answers and frozen; an
 * autoregressive reward is fitted to the pairs; then it guides the base with several α, without
 * training. A judge that was fitted to other prompts scores the answers to held-out ones.
 *
 * <p>The source {@code data} has {@code prompt_id}, {@code chosen}, {@code rejected} and what the
 * models read. Prompts are split into three parts by their hash: training (base, autoregressive
 * reward, comparator), judging, test. Pairs that the models can't read (other characters, empty or
 * long answers) are left out; the table {@code pairs} says how many stay.
 *
 * <p>Tables: {@code held_out}, see {@link HeldOut}; {@code decoding}, a row a policy, see {@link
 * Decoded}; {@code frontier}; {@code samples}. Roles at the end: {@code policy}, the base; {@code
 * policy@dpo}; {@code arm}; {@code reward}, the judge; {@code guided-α}.
 *
 * @param policy the base policy, whose tokens are characters
 * @param arm the autoregressive reward, over the same characters
 * @param reward the judge, which scores answers: a reward model fitted to pairs of its own
 * @param betaR β_r of the pair loss, in reward units per nat
 * @param margin γ of the pair loss: by how much the preferred answer's reward should be larger
 * @param labelSmoothing ε of the pair loss: the probability that a label is wrong
 * @param loss loss of a pair
 * @param alphas strengths α of the reward, one for each guided policy
 * @param preference the estimator that trains the policy to compare with; it reads the slot {@code
 *     pairs}
 * @param learner optimizer of the base policy and the judge
 * @param aligner optimizer of the autoregressive reward and of the policy to compare with
 * @param rate schedule of the factor of the learning rates, over the training of one model
 * @param baseSteps steps of maximum likelihood for the base policy
 * @param epochs passes over the training pairs, for the autoregressive reward and the policy to
 *     compare with
 * @param judgeEpochs passes over the judging pairs
 * @param rows preference pairs in a gradient step
 * @param maxNorm largest norm of a gradient; longer ones are scaled down to it
 * @param maxAnswer most characters of an answer
 * @param maxTokens most tokens of a guided answer
 * @param prompts held-out prompts that are answered
 * @param judgeFraction share of prompts on which the judge is fitted
 * @param testFraction share of prompts held out of training, to judge on
 */
@Component(
    value = "genarm",
    summary = "guides a frozen language model by an autoregressive reward, beside DPO",
    paper = "Xu et al. 2024, arXiv 2410.08193")
public record GenArmRecipe(
    @Default(
            "{id: transformer-lm, alphabet: "
                + CHARACTERS
                + ", context: 268, maxPrompt: 64, maxTokens: 48, layers: 2, heads: 4, width: 64}")
        PolicyProvider policy,
    @Default(
            "{id: autoregressive, policy: {id: transformer-lm, alphabet: "
                + CHARACTERS
                + ", context: 268, maxPrompt: 64, maxTokens: 48, layers: 2, heads: 4, width: 64}}")
        RewardModelProvider arm,
    @Default("bradley-terry") RewardModelProvider reward,
    @Default("0.05") @Positive double betaR,
    @Default("0") @PositiveOrZero double margin,
    @Default("0")
        @PositiveOrZero
        @DecimalMax(value = "0.5", inclusive = false, message = "must be below 0.5")
        double labelSmoothing,
    @Default("sigmoid") PairLoss loss,
    @Default("[0.5, 1, 2]") @NotEmpty List<@PositiveOrZero Double> alphas,
    @Default("{id: dpo, beta: 0.1}") Objective preference,
    @Default("{id: adam, rate: 0.002}") Optimizer learner,
    @Default("{id: adam, rate: 0.0005}") Optimizer aligner,
    @Default("cosine") Schedule rate,
    @Default("120") @Min(1) int baseSteps,
    @Default("1") @Min(1) int epochs,
    @Default("3") @Min(1) int judgeEpochs,
    @Default("16") @Min(1) int rows,
    @Default("1") @Positive double maxNorm,
    @Default("200") @Min(1) int maxAnswer,
    @Default("48") @Min(1) int maxTokens,
    @Default("48") @Min(2) int prompts,
    @Default("0.3") @Positive double judgeFraction,
    @Default("0.2") @Positive double testFraction)
    implements PhasedRecipe {
  /** The frozen base policy. */
  static final String BASE = "policy@ref";

  /** The comparator. */
  static final String DPO = "policy@dpo";

  /** Printable ASCII, the line end and common typographic signs, as YAML. */
  static final String CHARACTERS =
      "\"\\n !\\\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`"
          + "abcdefghijklmnopqrstuvwxyz{|}~’‘“”–—…\"";

  /**
   * Copies and checks.
   *
   * @param policy as for the record
   * @param arm as for the record
   * @param reward as for the record
   * @param betaR as for the record
   * @param margin as for the record
   * @param labelSmoothing as for the record
   * @param loss as for the record
   * @param alphas as for the record
   * @param preference as for the record
   * @param learner as for the record
   * @param aligner as for the record
   * @param rate as for the record
   * @param baseSteps as for the record
   * @param epochs as for the record
   * @param judgeEpochs as for the record
   * @param rows as for the record
   * @param maxNorm as for the record
   * @param maxAnswer as for the record
   * @param maxTokens as for the record
   * @param prompts as for the record
   * @param judgeFraction as for the record
   * @param testFraction as for the record
   */
  public GenArmRecipe {
    alphas = List.copyOf(alphas);
    if (!(judgeFraction + testFraction < 1)) {
      throw EsscherException.user(
          "judgeFraction %s and testFraction %s leave no pairs to train on; their sum must be below"
              + " 1",
          judgeFraction, testFraction);
    }
    new ArmPreference(betaR, margin, labelSmoothing, loss, false);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy, "arm", arm, "reward", reward);
  }

  @Override
  public State start(Run run) {
    Batch all = run.data("data").batch();
    requireDifferentAnswers(all);
    if (readable(run).rows() == 0) {
      throw EsscherException.data(
          "none of %d pairs can be read by the policy; raise maxAnswer, or add characters to the"
              + " alphabet of policy and arm",
          all.rows());
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("pairs", all.rows());
    row.put("readable", readable(run).rows());
    row.put("training", training(run).rows());
    row.put("judging", judging(run).rows());
    row.put("test", test(run).rows());
    run.row("pairs", row);
    for (int i = 0; i < alphas.size(); i++) {
      run.define(guided(i), guided(run.context(), alphas.get(i)));
    }
    return State.empty();
  }

  private static void requireDifferentAnswers(Batch pairs) {
    Column chosen = pairs.column("chosen");
    Column rejected = pairs.column("rejected");
    for (int row = 0; row < pairs.rows(); row++) {
      if (chosen.text(row).equals(rejected.text(row))) {
        throw EsscherException.data(
            "row %d: chosen and rejected are the same text, of %d characters; such a pair says"
                + " nothing, drop it",
            row, chosen.text(row).length());
      }
    }
  }

  private String guided(int index) {
    return "guided-" + alphas.get(index);
  }

  private PolicyProvider guided(Context context, double alpha) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("base", Map.of("id", "role", "name", BASE));
    config.put(
        "experts", List.of(Map.of("policy", Map.of("id", "role", "name", "arm"), "alpha", alpha)));
    config.put("maxTokens", maxTokens);
    return context.component(PolicyProvider.class, "guided", config);
  }

  private Dataset readable(Run run) {
    List<String> characters =
        run.model("policy")
            .as(NextDistribution.class)
            .map(NextDistribution::vocabulary)
            .orElse(List.of());
    return run.data("data")
        .transformed("readable", new ReadablePairs(Set.copyOf(characters), maxAnswer));
  }

  private Dataset training(Run run) {
    return readable(run).part("prompt_id", 0, 1 - judgeFraction - testFraction);
  }

  private Dataset judging(Run run) {
    return readable(run).part("prompt_id", 1 - judgeFraction - testFraction, 1 - testFraction);
  }

  private Dataset test(Run run) {
    return readable(run).part("prompt_id", 1 - testFraction, 1);
  }

  private int epoch(Dataset dataset) {
    return (dataset.rows() + rows - 1) / rows;
  }

  @Override
  public List<Phase> phases(Run run) {
    Dataset training = training(run);
    int steps = epochs * epoch(training);
    Map<String, Dataset> pairs = Map.of("pairs", training);
    List<Phase> phases = new ArrayList<>();
    phases.add(
        Phase.of("base", baseSteps, this::fitBase)
            .then((host, index) -> host.save("policy", "ref")));
    phases.add(Phase.training(stage("arm", armLoss(), aligner), steps, pairs, rows, rate));
    phases.add(
        Phase.training(stage("dpo", preference, aligner), steps, pairs, rows, rate)
            .then(
                (host, index) -> {
                  host.save("policy", "dpo");
                  host.restore("policy", "ref");
                }));
    phases.add(
        Phase.training(
                stage("judge", component(run, Objective.class, "bradley-terry"), learner),
                judgeEpochs * epoch(judging(run)),
                Map.of("pairs", judging(run)),
                rows,
                rate)
            .then((host, index) -> judgePairs(host)));
    phases.add(new Phase("decoding", 2 + alphas.size(), this::decode));
    return phases;
  }

  private Objective armLoss() {
    return new ArmPreference(betaR, margin, labelSmoothing, loss, false);
  }

  private Stage stage(String name, Estimator estimator, Optimizer optimizer) {
    return new Stage(name, estimator, Map.of("", optimizer), maxNorm, 1);
  }

  private static <T> T component(Run run, Class<T> kind, String id) {
    return run.context().component(kind, id, Map.of());
  }

  private void fitBase(Run run, int index) {
    Batch pairs = run.next(training(run), rows);
    Batch examples = pairs.with("completion", pairs.column("chosen"));
    Stage stage = stage("base", component(run, Estimator.class, "sft"), learner);
    run.train(stage.atRate(rate.at((double) index / baseSteps)), Map.of("examples", examples));
  }

  private void judgePairs(Run run) {
    Estimate found = run.estimate(new HeldOut(), Map.of("pairs", test(run).batch()));
    found
        .statistics()
        .forEach(
            (model, accuracy) -> {
              run.metric("held_out/" + model, accuracy.value());
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("model", model);
              row.put("accuracy", accuracy.value());
              row.put("accuracy_standard_error", accuracy.standardError());
              run.row("held_out", row);
            });
  }

  /** The comparator, the base, and the base guided with each α. */
  private State decode(State state, Run run, int index) {
    Batch all = test(run).batch();
    int[] first = IntStream.range(0, Math.min(prompts, all.rows())).toArray();
    Decoding decoding = new Decoding(run, all.take(first));
    return switch (index) {
      case 0 -> decoding.answer(state, DPO, "dpo", 0);
      case 1 -> decoding.answer(state, BASE, "base", 0);
      default -> {
        double alpha = alphas.get(index - 2);
        yield decoding.answer(state, guided(index - 2), "α = " + alpha, alpha);
      }
    };
  }
}
