package org.esscher.plugins.fdpg;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
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
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
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
 * expectation is exact, see {@link #enumerated}.
 *
 * @param divergences those to compare
 * @param betas temperatures β, in reward units a nat
 * @param policy a policy over the column {@code candidates}
 * @param reward r
 * @param optimizer steps the policy
 * @param epochs passes over the training questions, for each divergence and temperature
 * @param batch questions a step
 * @param testFraction of the questions is held out
 * @param referenceEpochs passes that fit the reference to the training candidates of positive
 *     reward by maximum likelihood; with 0 the reference is the policy as it is made
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
    implements Recipe {
  private static final String STEP = "step";

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
    Split split = split(run);
    choices(run, run.data("data"), "all");
    choices(run, split.testInFileOrder, "held out");
    return State.empty().with(STEP, 0);
  }

  private static void choices(Run run, Dataset rows, String questions) {
    Batch scored = run.score("reward", rows.batch(), "score", "reward");
    new SimpleChoices(scored).rows(questions).forEach(row -> run.row("baselines", row));
  }

  /** One epoch: of the reference, or of one divergence and temperature. */
  @Override
  public State step(State state, Run run) {
    int step = (int) state.number(STEP, 0);
    if (step < referenceEpochs) {
      fitReference(run);
    } else {
      align(run, step - referenceEpochs);
    }
    return state.with(STEP, step + 1);
  }

  @Override
  public double progress(State state) {
    int combinations = divergences.size() * betas.size();
    return state.number(STEP, 0) / (referenceEpochs + (double) combinations * epochs);
  }

  private void fitReference(Run run) {
    Objective likelihood = run.context().component(Objective.class, "sft", Map.of());
    Stage stage = Stage.of("reference", likelihood, optimizer);
    for (Batch questions : epoch(run, split(run).train.batch())) {
      Batch good = rewarded(run.score("reward", questions, "score", "reward"));
      if (good.rows() > 0) {
        run.train(stage, Map.of("examples", good));
      }
    }
  }

  private static Batch rewarded(Batch scored) {
    Column reward = scored.column("reward");
    return scored.take(
        java.util.stream.IntStream.range(0, scored.rows())
            .filter(row -> reward.at(row) > 0)
            .toArray());
  }

  private void align(Run run, int step) {
    int combination = step / epochs;
    int epoch = step % epochs;
    FDivergence divergence = divergences.get(combination / betas.size());
    double beta = betas.get(combination % betas.size());
    String series = name(combination / betas.size());
    String label = series + "-beta-" + beta;
    if (step == 0) {
      run.save("policy", "ref");
    }
    if (epoch == 0) {
      run.restore("policy", "ref");
      run.define("target", target(run.context(), beta));
    }
    Stage stage = Stage.of(label, enumerating(divergence), optimizer);
    Split split = split(run);
    for (Batch questions : epoch(run, split.train.batch())) {
      run.train(stage, Map.of("samples", enumerated(run, questions)));
    }
    Estimate found =
        run.estimate(new HeldOut(divergence), Map.of("candidates", split.test.batch()));
    requireListed(found);
    run.metric(label + "/held_out_reward", found.value("expected_reward"));
    run.metric(label + "/held_out_kl", found.value("kl_from_reference"));
    if (epoch == epochs - 1) {
      run.save("policy", label);
      report(run, combination, found);
    }
  }

  /** P = π_ref·exp(r/β). */
  private ModelProvider target(Context context, double beta) {
    return context.component(
        ModelProvider.class,
        "log-target",
        Map.of(
            "reward",
            Map.of("id", "role", "name", "reward"),
            "base",
            Map.of("id", "role", "name", "policy@ref"),
            "beta",
            beta));
  }

  /**
   * The estimator for rows that list all candidates: Z is the batch's, one a prompt; there is no
   * baseline, since there is no variance to take away.
   */
  private static FDpg enumerating(FDivergence divergence) {
    return new FDpg(
        divergence,
        FDpg.Baseline.NONE,
        1,
        FDpg.Normaliser.BATCH,
        null,
        FDpg.Scope.PROMPT,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY);
  }

  /**
   * All candidates as if they had been sampled from the policy: {@code behavior_logp} is the
   * current logp, so that the ratio π/q is 1; {@code weight} is the probability, so that weighted
   * means are exact expectations under π, and a prompt's weights sum to 1. A prompt's Z is then Σ
   * π·(P/π) = Σ P, exactly. The gradient is that of the estimator without sampling error.
   */
  private static Batch enumerated(Run run, Batch candidates) {
    Batch scored = run.score("policy", candidates, "logp", "behavior_logp");
    double[] weights = scored.column("behavior_logp").toArray();
    for (int row = 0; row < weights.length; row++) {
      weights[row] = Math.exp(weights[row]);
    }
    return scored.with("weight", run.context().columns().numbers(weights));
  }

  /** Batches of whole questions in an order drawn anew; they live until the step ends. */
  private List<Batch> epoch(Run run, Batch rows) {
    Context context = run.context();
    List<List<Integer>> questions = new ArrayList<>(Questions.of(rows).values());
    RandomGenerator random = context.random();
    for (int i = questions.size() - 1; i > 0; i--) {
      Collections.swap(questions, i, random.nextInt(i + 1));
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    rows.names().forEach(name -> columns.put(name, rows.column(name)));
    Batch ofStep = context.columns().batch(columns);
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < questions.size(); from += batch) {
      int[] taken =
          questions.subList(from, Math.min(from + batch, questions.size())).stream()
              .flatMap(List::stream)
              .mapToInt(Integer::intValue)
              .toArray();
      batches.add(ofStep.take(taken));
    }
    return batches;
  }

  private record Split(Dataset train, Dataset test, Dataset testInFileOrder) {}

  private Split split(Run run) {
    Dataset data = run.data("data");
    Dataset candidates = data.transformed("candidates", new CandidateLists());
    return new Split(
        candidates.part("prompt_id", testFraction, 1),
        candidates.part("prompt_id", 0, testFraction),
        data.part("prompt_id", 0, testFraction));
  }

  private static void requireListed(Estimate found) {
    if (!(found.value("mass_gap") <= MASS_TOLERANCE)) {
      throw EsscherException.user(
          "f-dpg: the policy's probabilities of a question's candidates sum to 1 up to %s on"
              + " average; choose a policy over the column 'candidates', as candidate-softmax",
          found.value("mass_gap"));
    }
  }

  private void report(Run run, int combination, Estimate found) {
    double beta = betas.get(combination % betas.size());
    String series = name(combination / betas.size());
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("divergence", series);
    row.put("beta", beta);
    for (String quantity :
        List.of(
            "expected_reward",
            "reward_gain",
            "kl_from_reference",
            "divergence_to_target",
            "reference_divergence_to_target",
            "entropy",
            "most_likely_reward")) {
      row.put(quantity, found.value(quantity));
      row.put(quantity + "_standard_error", error(found, quantity));
    }
    run.row("held_out", row);
    String label = "β = " + beta;
    frontier(run, series, found, "kl_from_reference", "expected_reward", label);
    if (combination == 0) {
      Map<String, Object> reference = new LinkedHashMap<>();
      reference.put("series", "reference");
      reference.put("divergence", 0);
      reference.put("reward", found.value("reference_reward"));
      reference.put("reward_standard_error", error(found, "reference_reward"));
      run.row("frontier", reference);
    }
    if (combination < betas.size()) {
      frontier(run, "exact optimum", found, "optimum_kl", "optimum_reward", label);
    }
  }

  private static void frontier(
      Run run, String series, Estimate found, String kl, String reward, String label) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("divergence", found.value(kl));
    row.put("reward", found.value(reward));
    row.put("reward_standard_error", error(found, reward));
    row.put("label", label);
    run.row("frontier", row);
  }

  private static double error(Estimate found, String quantity) {
    return Objects.requireNonNull(found.statistics().get(quantity)).standardError();
  }

  /** A divergence's id, numbered where it is compared with itself under other settings. */
  private String name(int divergence) {
    String id = id(divergences.get(divergence));
    long before =
        divergences.subList(0, divergence).stream().filter(other -> id(other).equals(id)).count();
    return before == 0 ? id : id + "-" + (before + 1);
  }

  private static String id(FDivergence divergence) {
    Component component = divergence.getClass().getAnnotation(Component.class);
    return component == null ? divergence.getClass().getSimpleName() : component.value();
  }
}
