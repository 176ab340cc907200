package org.esscher.plugins.alignmentasymptotics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherTransform;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The closed forms on finite sets: the policies of the standard plugin, by id. */
class ClosedFormsTest {
  private static final double[] P = {.5, .3, .2};

  private final PoolFixture fixture = new PoolFixture();
  private final Context context =
      new CallContext(
          fixture.arena, 1, CallContext.NO_ROLES, fixture.host.services().components(), "test");

  @AfterEach
  void close() {
    fixture.close();
  }

  /** The law of a policy that wraps p with the rewards 0, 1, 2. */
  private double[] law(String id, Map<String, ?> config) {
    ModelProvider base =
        (call, saved) -> {
          Policy policy =
              fixture
                  .host
                  .component(
                      PolicyProvider.class,
                      "tabular-softmax",
                      Map.of("context", List.of(), "actions", 3))
                  .create(call, saved);
          policy
              .as(Vectored.class)
              .orElseThrow()
              .assign(Vector.of(Arrays.stream(P).map(Math::log).toArray()));
          return policy;
        };
    CallContext roles =
        new CallContext(
            fixture.arena,
            1,
            role -> base.create(context, null),
            fixture.host.services().components(),
            "test");
    Map<String, Object> whole = new java.util.LinkedHashMap<>(config);
    whole.put("policy", Map.of("id", "role", "name", "base"));
    whole.put("reward", Map.of("id", "column", "column", "rewards", "index", "action"));
    Policy policy = fixture.host.component(PolicyProvider.class, id, whole).create(roles, null);
    Batch one = fixture.arena.batch(Map.of("rewards", fixture.arena.vectors(3, 0, 1, 2)));
    double[] logp =
        policy.as(Enumerable.class).orElseThrow().enumerate(one, context).column("logp").toArray();
    return Arrays.stream(logp).map(Math::exp).toArray();
  }

  private static double divergence(double[] from, double[] to) {
    double sum = 0;
    for (int y = 0; y < from.length; y++) {
      sum += from[y] * Math.log(from[y] / to[y]);
    }
    return sum;
  }

  @Test
  void check1TheTiltAndItsDivergence() {
    double[] tilt = law("tilted", Map.of("beta", .7));

    assertThat(tilt).containsExactly(new double[] {.095526, .239163, .665310}, within(5e-7));
    assertThat(divergence(tilt, P)).isCloseTo(.587342, within(5e-7));
    assertThat(divergence(new double[] {.2, .5, .3}, tilt)).isCloseTo(.277572, within(5e-7));
    assertThat(law("tilted", Map.of("budget", divergence(tilt, P))))
        .containsExactly(tilt, within(1e-9));
  }

  @Test
  void check3BestOfFour() {
    double[] best = law("best-of-n", Map.of("n", 4));

    assertThat(best).containsExactly(new double[] {.0625, .3471, .5904}, within(1e-14));
    assertThat(divergence(best, P)).isCloseTo(.559751, within(5e-7));
    assertThat(SampledBestOfN.divergenceBound(4)).isCloseTo(.636294, within(5e-7));
  }

  @Test
  void check7NoPolicyIsAboveTheTiltOfItsDivergence() {
    Random random = new Random(7);
    for (int trial = 0; trial < 1000; trial++) {
      int outcomes = 2 + random.nextInt(8);
      double[] p = simplex(random, outcomes);
      double[] omega = simplex(random, outcomes);
      double[] rewards = random.doubles(outcomes, -3, 3).toArray();
      EsscherTransform tilts =
          EsscherTransform.of(Arrays.stream(p).map(Math::log).toArray(), rewards);
      EsscherTransform.Point tilt = tilts.within(divergence(omega, p), 1e-12);

      assertThat(expected(omega, rewards)).isLessThanOrEqualTo(tilt.reward() + 1e-9);
    }
  }

  private static double[] simplex(Random random, int outcomes) {
    double[] weights = random.doubles(outcomes).map(u -> -Math.log1p(-u)).toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  private static double expected(double[] p, double[] values) {
    double sum = 0;
    for (int y = 0; y < p.length; y++) {
      sum += p[y] * values[y];
    }
    return sum;
  }
}
