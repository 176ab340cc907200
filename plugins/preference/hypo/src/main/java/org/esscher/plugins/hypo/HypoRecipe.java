package org.esscher.plugins.hypo;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.plugins.hypo.Hypo.KlEstimator;

/**
 * HyPO from one reference, at several weights λ of the divergence; λ = 0 is DPO.
 *
 * <p>The source {@code data} has {@code prompt_id}, {@code chosen}, {@code rejected} and what the
 * policy reads. Prompts are split into a reference part, a training part and a held-out part. The
 * reference is the policy after maximum likelihood of the chosen answers of the reference part,
 * kept as {@code policy@ref}. From it HyPO is run on the training part with each λ in turn, the
 * main one last, so that its policy is the run's. In each step the policy answers the prompts of
 * the step's pairs anew.
 *
 * <p>Where answers are texts, a policy over listed candidates could answer with one of the pair
 * only, and the data would cover it wholly. So each prompt's candidates are its own answers and
 * some answers to other prompts, see {@link PromptCandidates}.
 *
 * <p>Tables: {@code held_out}, a row for the reference and one a λ, see {@link HeldOut}; {@code
 * frontier}: KL to the reference against the true expected reward where the data knows it, else
 * against accuracy.
 *
 * @param beta β of the implicit reward, in reward units per nat
 * @param lambda the main weight λ of the divergence
 * @param compare other weights to compare it with
 * @param klEstimator how the divergence's gradient is estimated
 * @param perToken whether each token is weighted only by the log-ratios from it on
 * @param onlineSamplesPerPrompt fresh answers of the policy per prompt and step; with klEstimator
 *     exact, all of its answers are listed instead
 * @param distractors answers to other prompts among a prompt's candidates
 * @param policy the model that is trained
 * @param optimizer optimizer of reference and policy
 * @param referenceEpochs epochs of maximum likelihood; with 0 the reference is the untrained policy
 * @param epochs epochs of HyPO for each λ
 * @param batch preference pairs in a gradient step
 * @param referenceFraction share of prompts that the reference is fitted on
 * @param testFraction share of prompts held out, to judge on; 0 judges on the training part
 * @param evaluations how often each λ is judged
 * @param evaluationSamples answers per prompt to judge by, where the policy can't list them
 */
@Component(
    value = "hypo",
    summary = "HyPO from a fitted reference, compared with DPO at several weights of the KL",
    paper = "Song et al. 2024, arXiv 2406.01462")
public record HypoRecipe(
    @Default("0.1") @Positive double beta,
    @Default("0.1") @PositiveOrZero double lambda,
    @Default("[0, 0.02]") List<@PositiveOrZero Double> compare,
    @Default("score") KlEstimator klEstimator,
    @Default("false") boolean perToken,
    @Default("1") @Min(1) int onlineSamplesPerPrompt,
    @Default("8") @PositiveOrZero int distractors,
    @Default("candidate-softmax") PolicyProvider policy,
    @Default("{id: adam, rate: 0.01}") Optimizer optimizer,
    @Default("3") @PositiveOrZero int referenceEpochs,
    @Default("5") @Min(1) int epochs,
    @Default("64") @Min(1) int batch,
    @Default("0.1") @PositiveOrZero double referenceFraction,
    @Default("0.3")
        @PositiveOrZero
        @DecimalMax(value = "1", inclusive = false, message = "must be below 1")
        double testFraction,
    @Default("5") @Min(1) int evaluations,
    @Default("8") @Min(1) int evaluationSamples)
    implements Recipe {
  private static final String STEP = "step";

  /**
   * Copies and checks.
   *
   * @param beta as for the record
   * @param lambda as for the record
   * @param compare as for the record
   * @param klEstimator as for the record
   * @param perToken as for the record
   * @param onlineSamplesPerPrompt as for the record
   * @param distractors as for the record
   * @param policy as for the record
   * @param optimizer as for the record
   * @param referenceEpochs as for the record
   * @param epochs as for the record
   * @param batch as for the record
   * @param referenceFraction as for the record
   * @param testFraction as for the record
   * @param evaluations as for the record
   * @param evaluationSamples as for the record
   */
  public HypoRecipe {
    compare = List.copyOf(compare);
    if (!(referenceFraction + testFraction < 1)) {
      throw EsscherException.user(
          "referenceFraction %s and testFraction %s leave no pairs to train on; their sum must be"
              + " below 1",
          referenceFraction, testFraction);
    }
    if (referenceEpochs > 0 && referenceFraction == 0) {
      throw EsscherException.user(
          "referenceEpochs %d, but referenceFraction 0 leaves no pairs to fit the reference on; set"
              + " referenceEpochs to 0 to take the policy as it is made",
          referenceEpochs);
    }
    if (klEstimator == KlEstimator.SCORE_LOO && onlineSamplesPerPrompt < 2) {
      throw EsscherException.user(
          "klEstimator score-loo compares a prompt's samples, and onlineSamplesPerPrompt is 1; set"
              + " it to 2 or more, or choose klEstimator score");
    }
    if (perToken) {
      Hypo.requireByToken(klEstimator);
    }
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy);
  }

  @Override
  public State start(Run run) {
    double referenceSteps = 0;
    if (referenceEpochs == 0) {
      takeForReference(run);
    } else {
      referenceSteps = (double) referenceEpochs * stepsAnEpoch(reference(run));
    }
    return State.empty()
        .with(STEP, 0)
        .with("reference_steps", referenceSteps)
        .with("steps_a_weight", (double) epochs * stepsAnEpoch(training(run)));
  }

  private Dataset reference(Run run) {
    return candidates(run.data("data").part("prompt_id", 0, referenceFraction));
  }

  private Dataset training(Run run) {
    return candidates(run.data("data").part("prompt_id", referenceFraction, 1 - testFraction));
  }

  private Dataset judging(Run run) {
    return testFraction == 0
        ? training(run)
        : candidates(run.data("data").part("prompt_id", 1 - testFraction, 1));
  }

  private Dataset candidates(Dataset pairs) {
    return pairs.transformed("candidates", new PromptCandidates(distractors));
  }

  private int stepsAnEpoch(Dataset dataset) {
    return (dataset.rows() + batch - 1) / batch;
  }

  /** One batch: of the reference, or of one weight. */
  @Override
  public State step(State state, Run run) {
    long step = (long) state.number(STEP, 0);
    long referenceSteps = (long) state.number("reference_steps", 0);
    long stepsAWeight = (long) state.number("steps_a_weight", 1);
    if (step < referenceSteps) {
      fitReference(run);
      if (step + 1 == referenceSteps) {
        takeForReference(run);
      }
    } else {
      long trained = step - referenceSteps;
      double weight = weights().get((int) (trained / stepsAWeight));
      train(weight, trained % stepsAWeight, stepsAWeight, run);
    }
    return state.with(STEP, state.number(STEP, 0) + 1);
  }

  private void fitReference(Run run) {
    Batch pairs = run.next(reference(run), batch);
    Batch examples = pairs.with("completion", pairs.column("chosen"));
    Estimator likelihood = run.context().component(Estimator.class, "sft", Map.of());
    run.train(Stage.of("reference", likelihood, optimizer), Map.of("examples", examples));
  }

  private void takeForReference(Run run) {
    run.save("policy", "ref");
    Judgement reference = judge(run);
    reference.tabulate("reference");
    reference.point("reference", "reference");
  }

  private void train(double weight, long step, long steps, Run run) {
    if (step == 0) {
      run.restore("policy", "ref");
    }
    Batch pairs = run.next(training(run), batch);
    Map<String, Batch> slots = new LinkedHashMap<>();
    slots.put("pairs", pairs);
    if (weight > 0) {
      slots.put("online", online(pairs, run));
    }
    Hypo loss = new Hypo(beta, weight, klEstimator, perToken);
    run.train(Stage.of(label(weight), loss, optimizer), slots);
    if ((step + 1) * evaluations / steps > step * evaluations / steps) {
      Judgement judgement = judge(run);
      judgement.metrics(label(weight));
      judgement.point(label(weight), "step " + (step + 1));
      if (step + 1 == steps) {
        judgement.tabulate(label(weight));
      }
    }
  }

  private Batch online(Batch pairs, Run run) {
    Batch prompts = Prompts.once(pairs, run.context());
    Answers answers = new Answers(run);
    return klEstimator == KlEstimator.EXACT
        ? answers.all(prompts)
        : answers.samples(prompts, onlineSamplesPerPrompt);
  }

  private static String label(double weight) {
    return weight == 0 ? "dpo" : "lambda-" + weight;
  }

  /** The weights in the order of training: each once, the main one last. */
  private List<Double> weights() {
    Set<Double> order = new LinkedHashSet<>(compare);
    order.remove(lambda);
    order.add(lambda);
    return List.copyOf(order);
  }

  private Judgement judge(Run run) {
    Batch pairs = judging(run).batch();
    Batch prompts = Prompts.once(pairs, run.context());
    Batch answers = new Answers(run).weighed(prompts, evaluationSamples);
    answers = new DataDistribution(pairs).in(answers, run.context());
    HeldOut heldOut = new HeldOut(beta, answers.has("expected_reward"));
    Estimate found = run.estimate(heldOut, Map.of("pairs", pairs, "answers", answers));
    return new Judgement(run, found);
  }

  @Override
  public double progress(State state) {
    double steps =
        state.number("reference_steps", 0) + weights().size() * state.number("steps_a_weight", 1);
    return state.number(STEP, 0) / steps;
  }
}
