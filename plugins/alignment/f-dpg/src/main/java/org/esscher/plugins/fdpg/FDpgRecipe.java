package org.esscher.plugins.fdpg;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
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
import org.esscher.api.FDivergence;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.Phase;
import org.esscher.api.PhasedRecipe;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;

/**
 * Aligns a policy over listed candidates with the target {@code P(y|x) = π_ref(y|x)·exp(r/β)} under
 * several divergences and temperatures, and compares them on questions that it was not trained on.
 *
 * <p>The source {@code data} holds candidates, one a row: {@code prompt_id}, {@code completion} and
 * what the reward reads. Candidates carry no sampling probability, but they can be listed: so every
 * expectation is exact, see {@link Enumeration}.
 *
 * @param divergences the f-divergences to compare
 * @param betas temperatures β, in reward units per nat
 * @param policy a policy over the column {@code candidates}
 * @param reward the reward r of a completion
 * @param optimizer optimizer of the policy
 * @param epochs passes over the training questions, for each divergence and temperature
 * @param batch questions in a gradient step
 * @param testFraction share of questions held out of training, to judge on
 * @param referenceEpochs passes that fit the reference to the training candidates of positive
 *     reward by maximum likelihood; with 0 the reference is the untrained policy
 */
@Component(
    value = "f-dpg",
    summary = "aligns a policy over candidates with a tilted target, under several f-divergences",
    paper = "Go et al. 2023, arXiv 2302.08215")
public record FDpgRecipe(
    @Default("[reverse-kl, forward-kl, jensen-shannon, total-variation]") @NotEmpty
        List<FDivergence> divergences,
    @Default("[1, 0.3, 0.1]") @NotEmpty List<@Positive Double> betas,
    @Default("candidate-softmax") PolicyProvider policy,
    @Default("{id: verifier, mode: gsm8k}") RewardModelProvider reward,
    @Default("{id: adam, rate: 0.01}") Optimizer optimizer,
    @Default("10") @Min(1) int epochs,
    @Default("32") @Min(1) int batch,
    @Default("0.3") @Positive @DecimalMax(value = "1", inclusive = false) double testFraction,
    @Default("0") @PositiveOrZero int referenceEpochs)
    implements PhasedRecipe {
  /** Rounding of sums of a few probabilities. */
  private static final double MASS_TOLERANCE = 1e-9;

  /**
   * Copies.
   *
   * @param divergences as for the record
   * @param betas as for the record
   * @param policy as for the record
   * @param reward as for the record
   * @param optimizer as for the record
   * @param epochs as for the record
   * @param batch as for the record
   * @param testFraction as for the record
   * @param referenceEpochs as for the record
   */
  public FDpgRecipe {
    divergences = List.copyOf(divergences);
    betas = List.copyOf(betas);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy, "reward", reward);
  }

  @Override
  public State start(Run run) {
    choices(run, run.data("data"), "all");
    choices(run, CandidateSplit.of(run, testFraction).testInFileOrder(), "held out");
    return State.empty();
  }

  private static void choices(Run run, Dataset rows, String questions) {
    Batch scored = run.score("reward", rows.batch(), "score", "reward");
    new SimpleChoices(scored).rows(questions).forEach(row -> run.row("baselines", row));
  }

  /** Each step is an epoch: of the reference, or of one divergence and temperature. */
  @Override
  public List<Phase> phases(Run run) {
    List<Phase> phases = new ArrayList<>();
    phases.add(Phase.of("reference", referenceEpochs, (epoch, index) -> fitReference(epoch)));
    List<Alignment> alignments = Alignment.all(divergences, betas);
    for (int i = 0; i < alignments.size(); i++) {
      int number = i;
      Alignment alignment = alignments.get(number);
      phases.add(
          Phase.of(alignment.label(), epochs, (epoch, index) -> train(epoch, alignment))
              .after((epoch, index) -> begin(epoch, alignment, number))
              .every(1, (epoch, index) -> judge(epoch, alignment, number, index == epochs - 1)));
    }
    return phases;
  }

  private void fitReference(Run run) {
    Objective likelihood = run.context().component(Objective.class, "sft", Map.of());
    Stage stage = Stage.of("reference", likelihood, optimizer);
    for (Batch questions : CandidateSplit.of(run, testFraction).epoch(run.context(), batch)) {
      Batch good = rewarded(run.score("reward", questions, "score", "reward"));
      if (good.rows() > 0) {
        run.train(stage, Map.of("examples", good));
      }
    }
  }

  private static Batch rewarded(Batch scored) {
    Column reward = scored.column("reward");
    return scored.take(
        IntStream.range(0, scored.rows()).filter(row -> reward.at(row) > 0).toArray());
  }

  private void begin(Run run, Alignment alignment, int number) {
    if (number == 0) {
      run.save("policy", "ref");
    }
    run.restore("policy", "ref");
    run.define("target", target(run.context(), alignment.beta()));
  }

  private void train(Run run, Alignment alignment) {
    Stage stage =
        Stage.of(alignment.label(), Enumeration.estimator(alignment.divergence()), optimizer);
    for (Batch questions : CandidateSplit.of(run, testFraction).epoch(run.context(), batch)) {
      run.train(stage, Map.of("samples", Enumeration.samples(run, questions)));
    }
  }

  private void judge(Run run, Alignment alignment, int number, boolean last) {
    Dataset heldOut = CandidateSplit.of(run, testFraction).test();
    Estimate found =
        run.estimate(new HeldOut(alignment.divergence()), Map.of("candidates", heldOut.batch()));
    requireListed(found);
    run.metric(alignment.label() + "/held_out_reward", found.value("expected_reward"));
    run.metric(alignment.label() + "/held_out_kl", found.value("kl_from_reference"));
    if (last) {
      run.save("policy", alignment.label());
      report(new AlignmentTables(run, alignment, found), number);
    }
  }

  /** P = π_ref·exp(r/β). */
  private static ModelProvider target(Context context, double beta) {
    Map<String, String> reward = Map.of("id", "role", "name", "reward");
    Map<String, String> reference = Map.of("id", "role", "name", "policy@ref");
    return context.component(
        ModelProvider.class,
        "log-target",
        Map.of("reward", reward, "base", reference, "beta", beta));
  }

  private static void requireListed(Estimate found) {
    if (!(found.value("mass_gap") <= MASS_TOLERANCE)) {
      throw EsscherException.user(
          "f-dpg: the policy's probabilities of a question's candidates miss a sum of 1 by %s on"
              + " average; choose a policy over the column 'candidates', as candidate-softmax",
          found.value("mass_gap"));
    }
  }

  /** Targets do not depend on the divergence, so the first one's alignments tell them. */
  private void report(AlignmentTables tables, int number) {
    tables.heldOut();
    tables.policy();
    if (number == 0) {
      tables.reference();
    }
    if (number < betas.size()) {
      tables.optimum();
    }
  }
}
