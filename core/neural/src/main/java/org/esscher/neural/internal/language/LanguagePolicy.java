package org.esscher.neural.internal.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.NextDistribution;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.neural.internal.model.NetworkModel;
import org.esscher.neural.internal.network.ParameterVector;

/** A language model that completes prompts. */
final class LanguagePolicy extends NetworkModel implements Policy, Sampler, NextDistribution {
  static final String CUT = "cut_tokens";
  private static final String TEMPERATURE = "temperature";

  /** Rows that are sampled together: their keys and values are kept. */
  private static final int SAMPLED = 64;

  private final CausalModel model;
  private final Texts texts;
  private final SamplingRule rule;
  private final int maxTokens;

  LanguagePolicy(
      CausalModel model,
      Texts texts,
      SamplingRule rule,
      int maxTokens,
      ParameterVector parameters) {
    super(parameters);
    this.model = model;
    this.texts = texts;
    this.rule = rule;
    this.maxTokens = maxTokens;
  }

  @Override
  public Set<String> inputs() {
    return texts.inputs();
  }

  @Override
  public Set<String> outputs() {
    Set<String> outputs = new HashSet<>(model.outputs());
    outputs.add(CUT);
    return Set.copyOf(outputs);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    requireOutputs(outputs);
    List<Sequence> sequences = texts.sequences(batch);
    List<String> computed =
        outputs.stream().filter(output -> !output.equals(CUT)).sorted().toList();
    double[] cut = sequences.stream().mapToDouble(Sequence::cut).toArray();
    Scoring scoring =
        new Scoring(
            model, numbers(), sequences, temperatures(batch), computed, context.differentiates());
    return new TokenForward(scoring, cut, context.columns());
  }

  private static double[] temperatures(Batch batch) {
    double[] temperatures = new double[batch.rows()];
    Arrays.fill(temperatures, 1);
    if (batch.has(TEMPERATURE)) {
      Column column = batch.column(TEMPERATURE);
      for (int row = 0; row < temperatures.length; row++) {
        temperatures[row] = column.at(row);
        if (!(temperatures[row] > 0 && Double.isFinite(temperatures[row]))) {
          throw EsscherException.data(
              "row %d, column 'temperature': a number above 0 is needed, got %s",
              row, temperatures[row]);
        }
      }
    }
    return temperatures;
  }

  /** Log-probabilities as they are reported: −∞ for what can't follow. */
  static double[] open(double[] logp) {
    return Arrays.stream(logp)
        .map(each -> each <= Transformer.NEVER / 2 ? Double.NEGATIVE_INFINITY : each)
        .toArray();
  }

  /** Of the token after each prompt and, where there is one, the beginning of a completion. */
  @Override
  public Column nextLogp(Batch prefixes, Context context) {
    Batch begun =
        prefixes.has(Texts.COMPLETION)
            ? prefixes
            : prefixes.with(
                Texts.COMPLETION,
                context.columns().texts(Collections.nCopies(prefixes.rows(), "")));
    // As if each prefix ended here: what would predict its end predicts whatever follows.
    Column notTruncated = context.columns().booleans(new boolean[prefixes.rows()]);
    List<Sequence> ends =
        texts.refusing().sequences(begun.with("truncated", notTruncated)).stream()
            .map(Sequence::endingAlone)
            .toList();
    double[] ones = new double[ends.size()];
    Arrays.fill(ones, 1);
    try (Scoring scoring =
        new Scoring(model, numbers(), ends, ones, List.of("class_logp"), false)) {
      return context
          .columns()
          .vectors(model.tokenizer().size(), open(scoring.values("class_logp")));
    }
  }

  @Override
  public List<String> vocabulary() {
    return model.tokenizer().texts();
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    List<int[]> prompts = texts.prompts(contexts);
    int draws = Math.multiplyExact(contexts.rows(), each);
    int[] rows = new int[draws];
    List<RandomGenerator> randoms = new ArrayList<>(draws);
    for (int draw = 0; draw < draws; draw++) {
      rows[draw] = draw / each;
      randoms.add(RandomGeneratorFactory.of("L64X128MixRandom").create(random.nextLong()));
    }
    Completions completions = new Completions();
    for (int from = 0; from < draws; from += SAMPLED) {
      int end = Math.min(draws, from + SAMPLED);
      List<int[]> own = Arrays.stream(rows, from, end).mapToObj(prompts::get).toList();
      completions.add(sampled(own, randoms.subList(from, end)), end - from);
    }
    return completions.of(
        contexts.take(rows), rule, !model.tokenizer().determined(), context.columns());
  }

  private Sampling sampled(List<int[]> prompts, List<RandomGenerator> randoms) {
    return model.continuing(
        numbers(),
        prompts,
        continuation -> {
          Sampling sampling = new Sampling(model.tokenizer(), rule, maxTokens, randoms);
          sampling.run(continuation);
          return sampling;
        });
  }

  @Override
  public void close() {
    model.close();
  }
}
