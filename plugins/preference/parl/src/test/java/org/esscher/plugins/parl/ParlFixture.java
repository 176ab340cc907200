package org.esscher.plugins.parl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host with the standard components; tabular policies, and episodes with known probabilities. */
final class ParlFixture implements AutoCloseable {
  final Esscher host = Esscher.builder().classPath(ParlUpper.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  Context context() {
    return new CallContext(
        arena, 1, CallContext.NO_ROLES, host.services().components(), "parl test");
  }

  /** A softmax with a logit for every observation and action. */
  Policy policy(int observations, int actions, double... logits) {
    PolicyProvider provider =
        host.component(
            PolicyProvider.class,
            "tabular-softmax",
            Map.of(
                "context",
                List.of("observation"),
                "contexts",
                Integer.toString(observations),
                "actions",
                Integer.toString(actions)));
    Policy policy = provider.create(context(), null);
    policy.as(Vectored.class).orElseThrow().assign(Vector.of(logits));
    return policy;
  }

  /** One episode of one step for every arm. */
  Batch arms(int arms) {
    long[] numbers = LongStream.range(0, arms).toArray();
    return batch(
        "episode_id", arena.integers(numbers),
        "step", arena.integers(new long[arms]),
        "observation", arena.integers(new long[arms]),
        "action", arena.integers(numbers));
  }

  /** Scores of one episode an arm, which count as its probabilities. */
  EpisodeScores scores(LinearBandit bandit, double[] nu) {
    Batch arms = arms(bandit.arms()).with("weight", arena.numbers(bandit.policy(nu)));
    return new EpisodeScores(
        policy(1, bandit.arms(), bandit.logits(nu)), arms, Episodes.of(arms, 1), context());
  }

  Batch batch(Object... namesAndValues) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object values = namesAndValues[i + 1];
      columns.put(
          (String) namesAndValues[i],
          values instanceof double[] numbers ? arena.numbers(numbers) : (Column) values);
    }
    return arena.batch(columns);
  }

  Estimate estimate(Estimator estimator, Map<String, Batch> slots) {
    return host.estimate(estimator, slots, State.empty(), 1, arena);
  }

  static double[] cotangents(Estimate estimate, String loss, String slot, String column) {
    Map<String, Column> columns =
        Objects.requireNonNull(estimate.losses().get(loss))
            .cotangents()
            .getOrDefault(slot, Map.of());
    return Objects.requireNonNull(columns.get(column), column + " has no cotangents").toArray();
  }

  /** −Σ c_a φ_a: the direction of ascent that cotangents of φν stand for. */
  static double[] ascent(double[][] phi, double[] cotangents) {
    double[] sum = new double[phi[0].length];
    for (int arm = 0; arm < cotangents.length; arm++) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] -= cotangents[arm] * phi[arm][i];
      }
    }
    return sum;
  }

  static double[] times(double[] left, double[] right) {
    double[] product = left.clone();
    Arrays.setAll(product, i -> left[i] * right[i]);
    return product;
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
