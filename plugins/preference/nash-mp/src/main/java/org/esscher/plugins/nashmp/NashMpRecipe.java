package org.esscher.plugins.nashmp;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.plugins.nashmp.NashMpProx.Baseline;
import org.jspecify.annotations.Nullable;

/**
 * Nash mirror prox on games whose preferences are known: the policy is a table of the answers of
 * each prompt and starts at the reference; the result is the last iterate, role {@code policy}.
 *
 * <p>The source {@code data} holds all answers of each prompt, a row each: {@code prompt_id};
 * {@code action}, the number of the answer from 0; {@code ref_logp}, up to a constant a prompt;
 * {@code preference_prob}, the list of P(row ≻ other) by the other's number.
 *
 * <p>Tables: {@code exploitability}, {@code evaluations} rows of what {@link Exploitability} finds,
 * means over prompts; {@code frontier}, KL to the reference against the win rate over it, with the
 * equilibrium where it can be computed.
 *
 * @param beta β, strength of the regularization, in units of preference per nat
 * @param eta step size η; 2β when absent
 * @param iterations number of outer iterations k
 * @param innerSteps gradient steps per prox step, in mode policy-gradient
 * @param samplesPerPrompt samples of the policy, and as many of its opponent, per gradient step
 * @param mode how prox steps are taken
 * @param emaRate share of the policy in the average, in mode ema
 * @param baseline baseline of the policy gradient
 * @param labels the result of comparing two samples
 * @param optimizer optimizer of the table's logits; rates are those of a single prompt's loss
 * @param evaluations how often the policy is judged
 */
@Component(
    value = "nash-mp",
    summary = "Nash equilibria of preference games by mirror prox, exact or by samples",
    paper = "Tiapkin et al. 2025, arXiv 2505.19731")
public record NashMpRecipe(
    @Default("0.1") @Positive double beta,
    @Nullable @Positive Double eta,
    @Default("100") @Min(1) int iterations,
    @Default("20") @Min(1) int innerSteps,
    @Default("8") @Min(1) int samplesPerPrompt,
    @Default("exact") Mode mode,
    @Default("0.05") @Positive @DecimalMax("1") double emaRate,
    @Default("loo") Baseline baseline,
    @Default("probability") Labels labels,
    @Default("{id: sgd, rate: 0.1}") Optimizer optimizer,
    @Default("10") @Min(1) int evaluations)
    implements Recipe {
  private static final String ITERATION = "iteration";

  /** How prox steps are taken. */
  public enum Mode {
    /** In closed form. */
    EXACT,
    /** By gradient steps on samples, both prox steps from π_k. */
    POLICY_GRADIENT,
    /**
     * One gradient step per iteration, on samples against the policy itself. The anchor π_k is an
     * exponential moving average of the policy.
     */
    EMA
  }

  /** What a comparison gives. */
  public enum Labels {
    /** P(y ≻ y′) of the two samples. */
    PROBABILITY,
    /** 1 with that probability, else 0. */
    SAMPLED
  }

  /**
   * Checks.
   *
   * @param beta as for the record
   * @param eta as for the record
   * @param iterations as for the record
   * @param innerSteps as for the record
   * @param samplesPerPrompt as for the record
   * @param mode as for the record
   * @param emaRate as for the record
   * @param baseline as for the record
   * @param labels as for the record
   * @param optimizer as for the record
   * @param evaluations as for the record
   */
  public NashMpRecipe {
    if (mode != Mode.EXACT && baseline == Baseline.LOO && samplesPerPrompt < 2) {
      throw EsscherException.user(
          "the baseline loo compares a prompt's samples, and samplesPerPrompt is 1; set it to 2 or"
              + " more, or choose the baseline half");
    }
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of();
  }

  @Override
  public State start(Run run) {
    PreferenceMatrix matrix = PreferenceMatrix.of(run.data("data").batch());
    run.define("policy", GameTable.provider(matrix.actions(), run.context()));
    table(run, matrix).assign(matrix.games().stream().map(PreferenceGame::reference).toList());
    run.save("policy", "ref");
    run.save("policy", "anchor");
    new Progress(run, beta).tell(0, label());
    return State.empty().with(ITERATION, 0);
  }

  private GameTable table(Run run, PreferenceMatrix matrix) {
    return new GameTable(run.model("policy"), matrix, prompts(run, matrix), run.context());
  }

  private static Batch prompts(Run run, PreferenceMatrix matrix) {
    return GameTable.prompts(run.data("data").batch(), matrix, run.context());
  }

  @Override
  public State step(State state, Run run) {
    PreferenceMatrix matrix = PreferenceMatrix.of(run.data("data").batch());
    switch (mode) {
      case EXACT -> exact(run, matrix);
      case POLICY_GRADIENT -> {
        run.save("policy", "anchor");
        descend(run, matrix, "policy@anchor", innerSteps);
        run.save("policy", "half");
        run.restore("policy", "anchor");
        descend(run, matrix, "policy@half", innerSteps);
      }
      case EMA -> {
        descend(run, matrix, "policy", 1);
        run.average("policy", "anchor", emaRate);
      }
    }
    long iteration = (long) state.number(ITERATION, 0) + 1;
    if (iteration * evaluations / iterations > (iteration - 1) * evaluations / iterations) {
      new Progress(run, beta).tell(iteration, label());
    }
    return state.with(ITERATION, (double) iteration);
  }

  private String label() {
    return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private MirrorProx method() {
    return new MirrorProx(beta, MirrorProx.step(beta, eta));
  }

  private void exact(Run run, PreferenceMatrix matrix) {
    GameTable table = table(run, matrix);
    List<double[]> current = table.logp();
    List<double[]> next = new ArrayList<>();
    for (int i = 0; i < current.size(); i++) {
      next.add(method().iterate(matrix.games().get(i), current.get(i)));
    }
    table.assign(next);
  }

  /** Gradient steps on the prox objective against an opponent. */
  private void descend(Run run, PreferenceMatrix matrix, String opponent, int steps) {
    // A table's prompts share no parameter: the mean over prompts is undone for each.
    Stage stage =
        Stage.of("prox", new NashMpProx(beta, eta, baseline), optimizer)
            .atRate(matrix.games().size());
    Batch prompts = prompts(run, matrix);
    for (int step = 0; step < steps; step++) {
      Batch own = run.sample("policy", prompts, samplesPerPrompt);
      Batch rivals = run.sample(opponent, prompts, samplesPerPrompt);
      Context context = run.context();
      double[] preference = matrix.compared(own, rivals);
      if (labels == Labels.SAMPLED) {
        for (int row = 0; row < preference.length; row++) {
          preference[row] = context.random().nextDouble() < preference[row] ? 1 : 0;
        }
      }
      Batch samples = own.with("preference_prob", context.columns().numbers(preference));
      run.train(stage, Map.of("samples", samples));
    }
  }

  @Override
  public void finish(State state, Run run) {
    PreferenceMatrix matrix = PreferenceMatrix.of(run.data("data").batch());
    Equilibrium equilibrium = new Equilibrium(matrix.games(), beta);
    if (equilibrium.found()) {
      new Progress(run, beta).equilibrium(equilibrium);
    }
  }

  @Override
  public double progress(State state) {
    return state.number(ITERATION, 0) / iterations;
  }
}
