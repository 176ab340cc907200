package org.esscher.plugins.gbrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Sampler;
import org.esscher.api.Trainable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Policies of trees whose actions are vectors. */
class GaussianTreesTest {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  @AutoClose private final Fixture fixture = new Fixture();

  private PolicyProvider provider(String id, Map<String, ?> more) {
    Map<String, Object> config =
        new LinkedHashMap<>(Map.of("actions", 0, "components", 1, "maxDepth", 1));
    config.putAll(more);
    return fixture.component(PolicyProvider.class, id, config);
  }

  private Policy policy(Map<String, ?> more) {
    return provider("gbrl-policy", more).create(fixture.context(), null);
  }

  /** Observations 0 and 1, actions 1 and −2. */
  private Batch rows() {
    return fixture.observations(0, 1).with("action", fixture.arena.numbers(1, -2));
  }

  /** Without trees the means are 0: log N(1; 0, 2) and log N(−2; 0, 2). */
  @Test
  void outputsOfStandardNormalActions() {
    Policy policy = policy(Map.of("initialStd", 2));
    double constant = -Math.log(2) - LOG_TWO_PI / 2;

    assertThat(fixture.output(policy, rows(), "logp"))
        .containsExactly(new double[] {-1.0 / 8 + constant, -0.5 + constant}, within(1e-15));
    assertThat(fixture.output(policy, rows(), "mode")).containsExactly(0, 0);
    assertThat(fixture.output(policy, rows(), "std")[1]).isCloseTo(2, within(1e-15));
    assertThat(fixture.output(policy, rows(), "entropy")[0])
        .isCloseTo(0.5 + LOG_TWO_PI / 2 + Math.log(2), within(1e-15));
  }

  /**
   * The mean loss −(logp₁ + logp₂)/2 at means 0 and deviations 1. A row's own gradient in its mean
   * is −(a − μ)/σ², −1 and 2, which one test tells apart: with the rate ½ the means move by ½ and
   * −1. That in log σ is the mean of 1 − z², (0 − 3)/2: with the rate 0.1 it moves by 0.15.
   */
  @Test
  void aStepGrowsATreeOfMeansAndMovesDeviations() {
    Policy policy = policy(Map.of("policyLr", 0.5, "stdLr", 0.1));

    fixture.step(policy, rows(), "logp", 2, -1, -1);

    assertThat(fixture.output(policy, rows(), "mode")).containsExactly(0.5, -1);
    assertThat(fixture.output(policy, rows(), "std"))
        .containsExactly(new double[] {Math.exp(0.15), Math.exp(0.15)}, within(1e-15));
  }

  /** −½ of each entropy's sum: log σ grows by ½ · 0.1, and there is nothing for a tree to fit. */
  @Test
  void entropyMovesDeviationsAlone() {
    Policy policy = policy(Map.of("stdLr", 0.1));

    fixture.step(policy, rows(), "entropy", 2, -0.5, -0.5);

    assertThat(fixture.output(policy, rows(), "mode")).containsExactly(0, 0);
    assertThat(((GrownPolicy) policy).trees()).isZero();
    assertThat(fixture.output(policy, rows(), "std")[0]).isCloseTo(Math.exp(0.05), within(1e-15));
  }

  /** Two components with a value: derivatives of all outputs against differences. */
  @Test
  void derivativesOfOutputsAreThoseOfDifferences() {
    double[] logStd = {0.3, -0.4};
    double[] outputs = {0.5, -1, 3, 2, 0.25, -2};
    double[] actions = {1, 0.5, -1, 2};
    FeatureTable table = Fixture.numbers(new double[] {0, 1});
    for (String name : List.of("logp", "mode", "std", "entropy", "value")) {
      double[] cotangents = weights(pass(table, outputs, logStd, actions).output(name).toArray());
      GaussianGradients found =
          (GaussianGradients)
              pass(table, outputs, logStd, actions)
                  .pullback(
                      Map.of(
                          name,
                          fixture.arena.shapedLike(
                              pass(table, outputs, logStd, actions).output(name), cotangents)),
                      Set.of())
                  .gradient();
      double h = 1e-5;
      for (int i = 0; i < outputs.length + logStd.length; i++) {
        double[] ahead = Arrays.copyOf(outputs, outputs.length);
        double[] behind = Arrays.copyOf(outputs, outputs.length);
        double[] wider = logStd.clone();
        double[] narrower = logStd.clone();
        boolean ofOutput = i < outputs.length;
        (ofOutput ? ahead : wider)[ofOutput ? i : i - outputs.length] += h;
        (ofOutput ? behind : narrower)[ofOutput ? i : i - outputs.length] -= h;
        double difference =
            (dot(cotangents, pass(table, ahead, wider, actions).output(name).toArray())
                    - dot(
                        cotangents, pass(table, behind, narrower, actions).output(name).toArray()))
                / (2 * h);
        double derivative =
            ofOutput ? found.rows().cotangents()[i] : found.logDeviations()[i - outputs.length];
        // Of third derivatives below 100, h² times a sixth of it, and rounding 1e-16/h.
        assertThat(derivative).as(name + " " + i).isCloseTo(difference, within(2e-9));
      }
    }
  }

  private GaussianPass pass(
      FeatureTable table, double[] outputs, double[] logStd, double[] actions) {
    return new GaussianPass(table, outputs, logStd, actions, fixture.arena);
  }

  private static double[] weights(double[] shape) {
    Arrays.setAll(shape, i -> 1 + 0.5 * i);
    return shape;
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  /** Both rows are halves of a batch of two: the sum of their gradients is that of the batch. */
  @Test
  void gradientsOfPartsAddUp() {
    Policy whole = policy(Map.of("policyLr", 0.5, "stdLr", 0.1));
    fixture.step(whole, rows(), "logp", 2, -1, -1);
    Policy parts = policy(Map.of("policyLr", 0.5, "stdLr", 0.1));
    try (Forward first = parts.forward(rows().take(0), Set.of("logp"), fixture.context());
        Forward second = parts.forward(rows().take(1), Set.of("logp"), fixture.context())) {
      Map<String, Column> one = Map.of("logp", fixture.arena.numbers(-1));
      parts
          .as(Trainable.class)
          .orElseThrow()
          .step(
              first
                  .pullback(one, Set.of())
                  .gradient()
                  .plus(second.pullback(one, Set.of()).gradient()),
              2,
              1);
    }

    assertThat(fixture.output(parts, rows(), "mode")).containsExactly(0.5, -1);
    assertThat(fixture.output(parts, rows(), "std"))
        .isEqualTo(fixture.output(whole, rows(), "std"));
  }

  @Test
  void aSavedPolicyIsTheSame() {
    PolicyProvider provider =
        provider("gbrl-actor-critic", Map.of("policyLr", 0.5, "valueLr", 0.5, "stdLr", 0.1));
    Policy policy = provider.create(fixture.context(), null);
    fixture.step(policy, rows(), "logp", 2, -1, -1);
    fixture.step(policy, rows(), "value", 2, -3, 1);

    Policy again = provider.create(fixture.context(), policy.save());

    for (String output : policy.outputs()) {
      assertThat(fixture.output(again, rows(), output))
          .isEqualTo(fixture.output(policy, rows(), output));
    }
    // The value moves by ½ · 3 and −½ · 1.
    assertThat(fixture.output(again, rows(), "value")).containsExactly(1.5, -0.5);
    assertThatThrownBy(
            () ->
                provider("gbrl-actor-critic", Map.of("components", 2))
                    .create(fixture.context(), policy.save()))
        .isInstanceOf(EsscherException.class);
  }

  /**
   * The reward is −(a − 1)² where x &gt; 0.5 and −(a + 1)² elsewhere. A hundred updates of the
   * score-function gradient of 256 draws with standardized rewards.
   */
  @Test
  void learnsAStepByThePolicyGradient() {
    Policy policy = policy(Map.of("policyLr", 0.05, "stdLr", 0.05));
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    double[] seen = new double[256];
    for (int update = 0; update < 100; update++) {
      Arrays.setAll(seen, i -> random.nextDouble());
      Batch drawn =
          policy
              .as(Sampler.class)
              .orElseThrow()
              .sample(fixture.observations(seen), 1, random, fixture.context());
      double[] cotangents = drawn.column("action").toArray();
      Arrays.setAll(cotangents, i -> -Math.pow(cotangents[i] - (seen[i] > 0.5 ? 1 : -1), 2));
      double mean = Arrays.stream(cotangents).average().orElseThrow();
      double square = Arrays.stream(cotangents).map(r -> (r - mean) * (r - mean)).sum();
      double deviation = Math.sqrt(square / seen.length);
      Arrays.setAll(cotangents, i -> -(cotangents[i] - mean) / deviation);
      fixture.step(policy, drawn, "logp", seen.length, cotangents);
    }

    double[] modes = fixture.output(policy, fixture.observations(0.2, 0.8), "mode");
    assertThat(modes[0]).isBetween(-1.2, -0.8);
    assertThat(modes[1]).isBetween(0.8, 1.2);
    assertThat(fixture.output(policy, fixture.observations(0.2), "std")[0]).isLessThan(0.5);
  }

  @Test
  void whatIsNoActionIsRefused() {
    Model policy = policy(Map.of());
    Batch wide = rows().with("action", fixture.arena.vectors(2, 1, 2, 3, 4));
    assertThatThrownBy(() -> fixture.output(policy, wide, "logp"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("vectors of 2 numbers; numbers are needed");
    Batch infinite = rows().with("action", fixture.arena.numbers(1, Double.NaN));
    assertThatThrownBy(() -> fixture.output(policy, infinite, "logp"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1: component 0 of the action is NaN");
  }

  @Test
  void actionsOfBothKindsOrNoneAreRefused() {
    for (Map<String, ?> config :
        List.of(
            Map.of("actions", 2, "components", 1),
            Map.of("actions", 0, "components", 0),
            Map.of("actions", 1, "components", 0))) {
      assertThatThrownBy(() -> provider("gbrl-policy", config))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("set actions, at least 2");
    }
  }

  /** The means of the first tree on a fixed batch, as for logits. */
  @Test
  void oneTreeOfAFixedBatch() {
    assertThat(
            fixture.change(
                "gbrl-policy",
                Map.of("actions", 0, "components", 1, "maxDepth", 1, "policyLr", 0.5),
                fixture
                    .observations(0, 1)
                    .with("output_cotangent", fixture.arena.numbers(-0.5, 1))))
        .containsExactly(0.5, -1);
  }
}
