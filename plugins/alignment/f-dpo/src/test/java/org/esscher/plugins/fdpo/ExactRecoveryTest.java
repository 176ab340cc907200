package org.esscher.plugins.fdpo;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Model;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.RoleGradient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Check 4: population f-DPO over all ordered pairs ends at the KKT solution. */
class ExactRecoveryTest {
  private static final double[] REFERENCE = {.4, .3, .2, .1};
  private static final double[] REWARD = {0, .3, .6, 1};
  private static final int STEPS = 1500;

  private final PairFixture fixture = new PairFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource({
    "reverse-kl, .07277, .14837, .26887, .50999",
    "forward-kl, .11455, .12039, .13406, .63099",
    "jensen-shannon, .01326, .02867, .06217, .89590",
    "alpha 0.5, .09324, .12152, .17428, .61096"
  })
  void check4ExactRecovery(String divergence, double a, double b, double c, double d) {
    double[] logits = trained(fixture.loss(divergence, 0.3));

    double[] wanted = {a, b, c, d};
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    for (int action = 0; action < 4; action++) {
      assertThat(Math.exp(logits[action]) / sum).isCloseTo(wanted[action], within(1e-4));
    }
  }

  /** The logits after gradient descent from the reference, the rate falling to a thousandth. */
  private double[] trained(FDpo loss) {
    Context context = fixture.context();
    PolicyProvider tabular =
        fixture.host.component(
            PolicyProvider.class,
            "tabular-softmax",
            Map.of("context", java.util.List.of(), "action", "completion", "actions", 4));
    try (Model policy = tabular.create(context, null);
        Model reference = tabular.create(context, null)) {
      Vectored vectored = policy.as(Vectored.class).orElseThrow();
      Vector start = logs(REFERENCE);
      vectored.assign(start);
      reference.as(Vectored.class).orElseThrow().assign(start);
      Map<String, Model> models = Map.of("policy", policy, "policy@ref", reference);
      Optimizer adam = fixture.host.component(Optimizer.class, "adam", Map.of("rate", 0.05));
      Map<String, Batch> slots = Map.of("pairs", allPairs());
      State state = State.empty();
      for (int step = 0; step < STEPS; step++) {
        Vector direction = direction(loss, slots, models, vectored, context);
        double rate = Math.pow(1e-3, (double) step / STEPS);
        Optimizer.Step next = adam.step(vectored.parameters(), direction, state, rate);
        state = next.state();
        vectored.assign(next.parameters());
      }
      return vectored.parameters().toArray();
    }
  }

  private static Vector direction(
      FDpo loss,
      Map<String, Batch> slots,
      Map<String, Model> models,
      Vectored policy,
      Context context) {
    RoleGradient gradient =
        requireNonNull(
            new Estimation()
                .differentiate(
                    loss, slots, State.empty(), role -> requireNonNull(models.get(role)), context)
                .gradients()
                .get("policy"));
    Vector sum = policy.vector(requireNonNull(gradient.byLoss().get("")));
    return sum.times(1 / gradient.weight());
  }

  private static Vector logs(double... probabilities) {
    double[] logs = probabilities.clone();
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(logs[i]);
    }
    return Vector.of(logs);
  }

  /** Every ordered pair of different actions, weighted by its Bradley-Terry probability. */
  private Batch allPairs() {
    double[] chosen = new double[12];
    double[] rejected = new double[12];
    double[] weight = new double[12];
    int row = 0;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        if (i != j) {
          chosen[row] = i;
          rejected[row] = j;
          weight[row++] = 1 / (1 + Math.exp(REWARD[j] - REWARD[i]));
        }
      }
    }
    Column weights = fixture.arena.numbers(weight);
    return fixture.arena.batch(
        Map.of(
            "chosen", fixture.arena.numbers(chosen),
            "rejected", fixture.arena.numbers(rejected),
            "weight", weights));
  }
}
