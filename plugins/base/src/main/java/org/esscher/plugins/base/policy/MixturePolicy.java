package org.esscher.plugins.base.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Children;
import org.esscher.plugins.base.model.FrozenForward;

/**
 * The model of {@link Mixture}. It samples when all of its policies do, and lists choices when all
 * of them list the same.
 */
final class MixturePolicy implements Policy, Sampler, Enumerable {
  private final List<Policy> policies;
  private final double[] logWeights;
  private final Children children;

  MixturePolicy(List<Policy> policies, double[] weights, Children children) {
    this.policies = policies;
    this.logWeights = Arrays.stream(weights).map(Math::log).toArray();
    this.children = children;
  }

  @Override
  public Set<String> inputs() {
    Set<String> inputs = new HashSet<>();
    policies.forEach(policy -> inputs.addAll(policy.inputs()));
    return Set.copyOf(inputs);
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return Model.groupedBy(policies, columns);
  }

  @Override
  public Set<String> outputs() {
    return policies.stream().allMatch(policy -> policy.outputs().contains("logp"))
        ? Set.of("logp")
        : Set.of();
  }

  @Override
  public <T> Optional<T> as(Class<T> capability) {
    boolean ofAll = capability == Sampler.class || capability == Enumerable.class;
    boolean all = policies.stream().allMatch(policy -> policy.as(capability).isPresent());
    return ofAll && !all ? Optional.empty() : Policy.super.as(capability);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    FrozenForward.requireOnly("mixture", "logp", outputs);
    return new FrozenForward("mixture", "logp", context.columns().numbers(logp(batch, context)));
  }

  private double[] logp(Batch batch, Context context) {
    double[][] parts = new double[batch.rows()][policies.size()];
    for (int k = 0; k < policies.size(); k++) {
      try (Forward forward = policies.get(k).forward(batch, Set.of("logp"), context)) {
        Column logp = forward.output("logp");
        for (int row = 0; row < parts.length; row++) {
          parts[row][k] = logWeights[k] + logp.at(row);
        }
      }
    }
    return Arrays.stream(parts).mapToDouble(MixturePolicy::logSumExp).toArray();
  }

  private static double logSumExp(double[] parts) {
    boolean impossible = Arrays.stream(parts).allMatch(part -> part == Double.NEGATIVE_INFINITY);
    return impossible ? Double.NEGATIVE_INFINITY : LogSoftmax.logSumExp(parts, 0, parts.length);
  }

  @Override
  public Batch enumerate(Batch contexts, Context context) {
    Enumerable first = policies.get(0).as(Enumerable.class).orElseThrow();
    EnumeratedChoices choices = EnumeratedChoices.of(first, contexts, context);
    double[] logp = logp(choices.batch(), context);
    for (int row = 0; row < choices.contexts(); row++) {
      double sum = 0;
      for (int choice = choices.start(row); choice < choices.start(row + 1); choice++) {
        sum += Math.exp(logp[choice]);
      }
      if (Math.abs(sum - 1) > 1e-9) {
        throw EsscherException.user(
            "'mixture' lists choices of policies that all have the same choices; those of the first"
                + " have probability %s in context %d",
            sum, row);
      }
    }
    return choices.batch().with("logp", context.columns().numbers(logp));
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    int[] chosen = new int[Math.multiplyExact(contexts.rows(), each)];
    Arrays.setAll(chosen, draw -> LogSoftmax.draw(logWeights, 0, logWeights.length, random));
    List<Batch> parts = new ArrayList<>();
    int[] places = new int[chosen.length];
    int placed = 0;
    for (int k = 0; k < policies.size(); k++) {
      int part = k;
      int[] mine = IntStream.range(0, chosen.length).filter(draw -> chosen[draw] == part).toArray();
      for (int draw : mine) {
        places[draw] = placed++;
      }
      Batch acted = contexts.take(Arrays.stream(mine).map(draw -> draw / each).toArray());
      Sampler sampler = policies.get(k).as(Sampler.class).orElseThrow();
      parts.add(sampler.sample(acted, 1, random, context));
    }
    Batch joined = context.columns().concat(parts);
    Batch drawn = WithoutColumns.of(joined, Set.of("behavior_logp"), context).take(places);
    return outputs().isEmpty()
        ? drawn
        : drawn.with("behavior_logp", context.columns().numbers(logp(drawn, context)));
  }

  @Override
  public State save() {
    return children.save();
  }

  @Override
  public void close() {
    children.close();
  }
}
