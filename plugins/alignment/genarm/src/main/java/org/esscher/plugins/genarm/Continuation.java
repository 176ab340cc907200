package org.esscher.plugins.genarm;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.NextDistribution;

/**
 * Continues prompts by a token at a time. Each draw has a generator of its own, so that a row's
 * draws depend on no other row.
 *
 * @param policy gives next-token distributions
 * @param vocabulary the texts of its tokens
 * @param rule which of them may be drawn
 * @param maxTokens of a completion, its end included
 */
record Continuation(
    NextDistribution policy, SharedVocabulary vocabulary, SamplingRule rule, int maxTokens) {
  /** Draws, as {@link org.esscher.api.Sampler#sample} says. */
  Batch of(Batch contexts, int each, RandomGenerator random, Context context) {
    List<Draw> draws = new ArrayList<>();
    for (int i = 0; i < Math.multiplyExact(contexts.rows(), each); i++) {
      draws.add(new Draw(i / each, random.nextLong()));
    }
    for (int step = 0; step < maxTokens; step++) {
      List<Draw> open = draws.stream().filter(draw -> !draw.ended).toList();
      if (open.isEmpty()) {
        break;
      }
      Column next = policy.nextLogp(prefixes(contexts, open, context), context);
      for (int i = 0; i < open.size(); i++) {
        open.get(i).add(logp(next, i));
      }
    }
    return completed(contexts, draws, context);
  }

  private static Batch prefixes(Batch contexts, List<Draw> draws, Context context) {
    return contexts
        .take(draws.stream().mapToInt(draw -> draw.contextRow).toArray())
        .with(GuidedPolicy.COMPLETION, texts(draws, context));
  }

  private static Column texts(List<Draw> draws, Context context) {
    return context.columns().texts(draws.stream().map(draw -> draw.text.toString()).toList());
  }

  private double[] logp(Column next, int row) {
    return rule.of(
        IntStream.range(0, next.width())
            .mapToDouble(v -> next.at((long) row * next.width() + v))
            .toArray());
  }

  private static Batch completed(Batch contexts, List<Draw> draws, Context context) {
    int[] starts = new int[draws.size() + 1];
    boolean[] truncated = new boolean[draws.size()];
    for (int i = 0; i < draws.size(); i++) {
      starts[i + 1] = starts[i] + draws.get(i).logp.size();
      truncated[i] = !draws.get(i).ended;
    }
    double[] all =
        draws.stream()
            .flatMapToDouble(
                draw -> DoubleStream.of(draw.logp.stream().mapToDouble(x -> x).toArray()))
            .toArray();
    return prefixes(contexts, draws, context)
        .with("behavior_logp", context.columns().lists(starts, all))
        .with("truncated", context.columns().booleans(truncated));
  }

  /** One completion as far as it goes. */
  private final class Draw {
    private final int contextRow;
    private final RandomGenerator random;
    private final StringBuilder text = new StringBuilder();
    private final List<Double> logp = new ArrayList<>();
    private boolean ended;

    Draw(int contextRow, long seed) {
      this.contextRow = contextRow;
      this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    void add(double[] distribution) {
      int token = SamplingRule.draw(distribution, random);
      logp.add(distribution[token]);
      text.append(vocabulary.text(token));
      ended = token == vocabulary.end();
    }
  }
}
