package org.esscher.plugins.base.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.Sampler;
import org.esscher.plugins.base.model.Children;

/** The model of {@link BestOfN}. */
final class BestOfNPolicy extends ReweightedPolicy {
  private final int n;
  private final BestOfN.Tie tie;
  private final boolean exact;

  BestOfNPolicy(Policy base, RewardModel reward, int n, BestOfN.Tie tie, Children children) {
    super("best-of-n", base, reward, children);
    this.n = n;
    this.tie = tie;
    this.exact = base.as(Enumerable.class).isPresent();
  }

  @Override
  public Set<String> outputs() {
    return exact ? Set.of("logp") : Set.of();
  }

  @Override
  public <T> Optional<T> as(Class<T> capability) {
    return capability == Enumerable.class && !exact ? Optional.empty() : super.as(capability);
  }

  /**
   * {@code log((F + p)^n − F^n)}, computed as {@code log(G^n·(1 − (1 − p/G)^n))} with G = F + p,
   * which loses no digits where p is small.
   */
  private double logGain(double upTo, double mass) {
    return n * Math.log(upTo) + Math.log(-Math.expm1(n * Math.log1p(-mass / upTo)));
  }

  /** The law, rank by rank from the worst; choices that share a tie have one rank. */
  @Override
  void reweigh(int contextRow, double[] logp, double[] scores, int from, int to) {
    List<Integer> ascending = ascending(scores, from, to);
    double below = 0;
    for (int first = 0; first < ascending.size(); ) {
      double score = scores[ascending.get(first)];
      int end = first;
      double mass = 0;
      do {
        mass += Math.exp(logp[ascending.get(end++)]);
      } while (tie == BestOfN.Tie.SHARE
          && end < ascending.size()
          && scores[ascending.get(end)] == score);
      if (mass > 0) {
        double factor = logGain(below + mass, mass) - Math.log(mass);
        ascending.subList(first, end).forEach(choice -> logp[choice] += factor);
      }
      below += mass;
      first = end;
    }
    // The probabilities of the policy sum to 1 up to rounding only, and so far these to its n-th
    // power.
    LogSoftmax.normalize(logp, from, to);
  }

  /** From the worst; of choices with one score the first that is listed comes last. */
  private static List<Integer> ascending(double[] scores, int from, int to) {
    return IntStream.range(from, to)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer choice) -> scores[choice])
                .thenComparing(Comparator.reverseOrder()))
        .toList();
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    Optional<Sampler> drawing = base().as(Sampler.class);
    if (drawing.isEmpty() || tie == BestOfN.Tie.FIRST) {
      return super.sample(contexts, each, random, context);
    }
    Batch draws = drawing.get().sample(contexts, Math.multiplyExact(each, n), random, context);
    double[] scores = scores(draws, context);
    int[] best = new int[Math.multiplyExact(contexts.rows(), each)];
    Arrays.setAll(best, i -> best(scores, i * n, random));
    Batch taken = WithoutColumns.of(draws, Set.of("behavior_logp"), context).take(best);
    return exact ? taken.with("behavior_logp", logp(contexts, taken, each, context)) : taken;
  }

  /** The largest of n scores, each of equal ones with the same probability. */
  private int best(double[] scores, int from, RandomGenerator random) {
    int best = from;
    int ties = 1;
    for (int draw = from + 1; draw < from + n; draw++) {
      if (scores[draw] > scores[best]) {
        best = draw;
        ties = 1;
      } else if (scores[draw] == scores[best] && random.nextInt(++ties) == 0) {
        best = draw;
      }
    }
    return best;
  }
}
