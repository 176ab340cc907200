package org.esscher.plugins.base.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Enumerable;
import org.esscher.api.Forward;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.plugins.base.ArenaContext;
import org.esscher.plugins.base.ChiSquare;
import org.esscher.plugins.base.model.Role;
import org.esscher.plugins.base.reward.ColumnReward;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompositePoliciesTest {
  private final ArenaContext context = new ArenaContext();
  private final Columns columns = context.columns();

  /** The reward of an action is the component of {@code rewards} that bears its number. */
  private final ModelProvider reward = (call, saved) -> new ColumnReward("rewards", "action");

  @AfterEach
  void close() {
    context.close();
  }

  /** A bandit policy of four actions with given probabilities. */
  private ModelProvider bandit(double... probabilities) {
    return (call, saved) -> {
      Policy policy =
          new TabularSoftmax(List.of(), 0, "action", probabilities.length).create(call, saved);
      double[] logits = new double[probabilities.length];
      for (int action = 0; action < logits.length; action++) {
        logits[action] = Math.log(probabilities[action]);
      }
      if (saved == null) {
        policy.as(Vectored.class).orElseThrow().assign(Vector.of(logits));
      }
      return policy;
    };
  }

  private Batch everyAction(double... rewards) {
    double[] repeated = new double[16];
    for (int i = 0; i < 16; i++) {
      repeated[i] = rewards[i % 4];
    }
    Map<String, Column> named = new LinkedHashMap<>();
    named.put("action", columns.integers(3, 2, 1, 0));
    named.put("rewards", columns.vectors(4, repeated));
    return columns.batch(named);
  }

  private double[] probabilities(Policy policy, Batch batch) {
    try (Forward forward = policy.forward(batch, Set.of("logp"), context)) {
      double[] values = forward.output("logp").toArray();
      // everyAction lists the last action first.
      return new double[] {
        Math.exp(values[3]), Math.exp(values[2]), Math.exp(values[1]), Math.exp(values[0])
      };
    }
  }

  private double chiSquare(Policy policy, Batch batch, double... expected) {
    Batch drawn =
        policy
            .as(Sampler.class)
            .orElseThrow()
            .sample(batch.take(0), 20_000, context.random(), context);
    assertThat(drawn.rows()).isEqualTo(20_000);
    assertThat(drawn.names()).containsExactlyInAnyOrder("action", "rewards", "behavior_logp");
    long[] counts = new long[4];
    for (int row = 0; row < drawn.rows(); row++) {
      int action = (int) drawn.column("action").at(row);
      counts[action]++;
      assertThat(drawn.column("behavior_logp").at(row))
          .isCloseTo(Math.log(expected[action]), within(1e-12));
    }
    return ChiSquare.statistic(counts, expected);
  }

  @Test
  void tilts() {
    // (.4, .3, .2, .1)·exp((0, 1, 1, 2)/.5) over its sum, which is (.041866, .232011, .154674,
    // .571448).
    double e2 = Math.exp(2);
    double e4 = Math.exp(4);
    double sum = 0.4 + 0.5 * e2 + 0.1 * e4;
    double[] expected = {0.4 / sum, 0.3 * e2 / sum, 0.2 * e2 / sum, 0.1 * e4 / sum};
    Policy policy = new Tilted(bandit(0.4, 0.3, 0.2, 0.1), reward, 0.5, null).create(context, null);
    Batch batch = everyAction(0, 1, 1, 2);
    assertThat(probabilities(policy, batch)).containsExactly(expected, within(1e-15));
    assertThat(chiSquare(policy, batch, expected)).isLessThan(ChiSquare.bound(3));
  }

  @Test
  void tiltsOutWhatHasNoReward() {
    double[] half = {0, Double.NEGATIVE_INFINITY, 0, Double.NEGATIVE_INFINITY};
    Policy policy = new Tilted(bandit(0.4, 0.3, 0.2, 0.1), reward, 1.0, null).create(context, null);
    assertThat(probabilities(policy, everyAction(half)))
        .containsExactly(new double[] {2 / 3., 0, 1 / 3., 0}, within(1e-15));
    double none = Double.NEGATIVE_INFINITY;
    assertThatThrownBy(() -> probabilities(policy, everyAction(none, none, none, none)))
        .hasMessageContaining("context 0: none of its 4 choices has a reward above -Infinity");
  }

  @Test
  void takesTheBestOfTwo() {
    // The maximum of two uniform draws from four ranks: P(max = k) = (k² − (k−1)²)/16.
    Policy policy =
        new BestOfN(bandit(0.25, 0.25, 0.25, 0.25), reward, 2, BestOfN.Tie.SHARE)
            .create(context, null);
    Batch batch = everyAction(1, 2, 3, 4);
    double[] expected = {1 / 16., 3 / 16., 5 / 16., 7 / 16.};
    assertThat(probabilities(policy, batch)).containsExactly(expected, within(1e-15));
    assertThat(chiSquare(policy, batch, expected)).isLessThan(ChiSquare.bound(3));
  }

  @Test
  void sharesTiesByDraw() {
    // π₀ = (.4, .3, .2, .1), r = (0, 1, 1, 2), n = 3. Cumulative .4, .9, 1 to the third: .064,
    // .729,
    // 1. So action 0 has .064; the tie of 1 and 2 has .665, shared 3 : 2; action 3 has .271.
    Policy policy =
        new BestOfN(bandit(0.4, 0.3, 0.2, 0.1), reward, 3, BestOfN.Tie.SHARE).create(context, null);
    Batch batch = everyAction(0, 1, 1, 2);
    double[] expected = {0.064, 0.399, 0.266, 0.271};
    assertThat(probabilities(policy, batch)).containsExactly(expected, within(1e-15));
    assertThat(chiSquare(policy, batch, expected)).isLessThan(ChiSquare.bound(3));
  }

  @Test
  void tiltsWithinABudget() {
    // A choice of probability .3 with reward 1 under a budget of .1 nats gets .514629, where
    // q log(q/.3) + (1−q) log((1−q)/.7) = .1; the others keep their proportions 4 : 2 : 1.
    Policy policy = new Tilted(bandit(0.4, 0.3, 0.2, 0.1), reward, null, 0.1).create(context, null);
    Batch batch = everyAction(0, 1, 0, 0);
    double q = 0.514629;
    assertThat(probabilities(policy, batch))
        .containsExactly(
            new double[] {(1 - q) * 4 / 7, q, (1 - q) * 2 / 7, (1 - q) / 7}, within(5e-7));
  }

  @Test
  void givesThePointMassWhereTheBudgetAdmitsIt() {
    // −log .3 = 1.203973.
    Policy policy =
        new Tilted(bandit(0.4, 0.3, 0.2, 0.1), reward, null, 1.21).create(context, null);
    Batch batch = everyAction(0, 1, 0, 0);
    assertThat(probabilities(policy, batch)).containsExactly(0, 1, 0, 0);
  }

  @Test
  void isThePolicyItselfWithoutABudget() {
    ModelProvider base = bandit(0.4, 0.3, 0.2, 0.1);
    assertThat(
            probabilities(
                new Tilted(base, reward, null, 0.0).create(context, null), everyAction(0, 1, 2, 3)))
        .containsExactly(new double[] {0.4, 0.3, 0.2, 0.1}, within(1e-15));
    assertThat(
            probabilities(
                new Tilted(base, reward, null, 0.7).create(context, null), everyAction(2, 2, 2, 2)))
        .containsExactly(new double[] {0.4, 0.3, 0.2, 0.1}, within(1e-15));
  }

  @Test
  void refusesTwoTemperaturesAndRewardsThatNoBudgetReaches() {
    ModelProvider base = bandit(0.4, 0.3, 0.2, 0.1);
    assertThatThrownBy(() -> new Tilted(base, reward, 1.0, 0.1))
        .hasMessageContaining("beta 1.0 and budget 0.1");
    Policy policy = new Tilted(base, reward, null, 0.1).create(context, null);
    Batch none = everyAction(0, Double.NEGATIVE_INFINITY, 0, 0);
    assertThatThrownBy(() -> probabilities(policy, none))
        .hasMessageContaining("context 0: choice 1 has the reward -Infinity");
  }

  @Test
  void takesTheFirstOfTies() {
    // π₀ = (.4, .3, .2, .1), r = (0, 1, 1, 2), n = 3: action 1 ranks above 2. From the worst the
    // cumulatives are .4, .6 (2), .9 (1), 1 to the third: .064, .216, .729, 1.
    Policy policy =
        new BestOfN(bandit(0.4, 0.3, 0.2, 0.1), reward, 3, BestOfN.Tie.FIRST).create(context, null);
    Batch batch = everyAction(0, 1, 1, 2);
    double[] expected = {0.064, 0.513, 0.152, 0.271};
    assertThat(probabilities(policy, batch)).containsExactly(expected, within(1e-15));
    assertThat(chiSquare(policy, batch, expected)).isLessThan(ChiSquare.bound(3));
  }

  @Test
  void keepsDigitsOfRareChoices() {
    // The best choice has probability 1e-15: of 2 draws at least one is it with 2e-15 − 1e-30.
    double rare = 1e-15;
    Policy policy =
        new BestOfN(bandit(1 - rare, rare / 3, rare / 3, rare), reward, 2, BestOfN.Tie.SHARE)
            .create(context, null);
    Batch batch = everyAction(0, 0, 0, 1);
    try (Forward forward = policy.forward(batch, Set.of("logp"), context)) {
      double total = 1 + 2 * rare / 3;
      assertThat(forward.output("logp").at(0)).isCloseTo(Math.log(2 * rare / total), within(1e-14));
    }
  }

  @Test
  void isThePolicyItselfForOneDraw() {
    Policy policy =
        new BestOfN(bandit(0.4, 0.3, 0.2, 0.1), reward, 1, BestOfN.Tie.SHARE).create(context, null);
    assertThat(probabilities(policy, everyAction(3, 1, 1, 7)))
        .containsExactly(new double[] {0.4, 0.3, 0.2, 0.1}, within(1e-15));
  }

  @Test
  void mixes() {
    // (3·(.4, .3, .2, .1) + 1·(.1, .1, .1, .7)) / 4
    Policy policy =
        new Mixture(
                List.of(bandit(0.4, 0.3, 0.2, 0.1), bandit(0.1, 0.1, 0.1, 0.7)), List.of(3., 1.))
            .create(context, null);
    Batch batch = everyAction(0, 0, 0, 0);
    double[] expected = {0.325, 0.25, 0.175, 0.25};
    assertThat(probabilities(policy, batch)).containsExactly(expected, within(1e-15));
    assertThat(chiSquare(policy, batch, expected)).isLessThan(ChiSquare.bound(3));
  }

  @Test
  void listsChoicesThatSumToOne() {
    ModelProvider base = bandit(0.4, 0.3, 0.2, 0.1);
    for (Policy policy :
        List.of(
            new Tilted(base, reward, 0.3, null).create(context, null),
            new BestOfN(base, reward, 7, BestOfN.Tie.SHARE).create(context, null),
            new Mixture(List.of(base, bandit(1, 1, 1, 1)), List.of()).create(context, null))) {
      Batch choices =
          policy.as(Enumerable.class).orElseThrow().enumerate(everyAction(1, -2, 1, 0.5), context);
      assertThat(choices.rows()).isEqualTo(16);
      double sum = 0;
      for (int choice = 4; choice < 8; choice++) {
        assertThat(choices.column("context_row").at(choice)).isEqualTo(1);
        sum += Math.exp(choices.column("logp").at(choice));
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void composes() {
    // Tilting twice at β is tilting once at β/2.
    ModelProvider base = bandit(0.4, 0.3, 0.2, 0.1);
    Batch batch = everyAction(0, 1, 1, 2);
    Policy twice =
        new Tilted(new Tilted(base, reward, 1.0, null), reward, 1.0, null).create(context, null);
    Policy once = new Tilted(base, reward, 0.5, null).create(context, null);
    assertThat(probabilities(twice, batch))
        .containsExactly(probabilities(once, batch), within(1e-15));
  }

  @Test
  void worksOnListedCandidates() {
    // Uniform over three texts, tilted by a verifier's truth value a candidate's row brings along.
    Batch groups =
        columns.batch(
            Map.of(
                "prompt_id", columns.integers(5, 5, 5),
                "correct", columns.booleans(true, false, false),
                "completion", columns.texts(List.of("x", "y", "z"))));
    Policy policy =
        new Tilted(
                new Uniform(0, "action", "prompt_id"),
                (call, saved) -> new ColumnReward("correct", ""),
                1.0,
                null)
            .create(context, null);
    try (Forward forward = policy.forward(groups, Set.of("logp"), context)) {
      double[] logp = forward.output("logp").toArray();
      assertThat(Math.exp(logp[0])).isCloseTo(Math.E / (Math.E + 2), within(1e-15));
      assertThat(Math.exp(logp[2])).isCloseTo(1 / (Math.E + 2), within(1e-15));
    }
  }

  @Test
  void drawsTheBestOfRows() {
    // The best of two draws from three rows, one of them correct: 1 − (2/3)² = 5/9, and 2/9 each
    // for
    // the others. Rewards go with the rows.
    Batch groups =
        columns.batch(
            Map.of(
                "prompt_id", columns.integers(5, 5, 5),
                "correct", columns.booleans(true, false, false),
                "completion", columns.texts(List.of("x", "y", "z"))));
    Policy policy =
        new BestOfN(
                new Uniform(0, "action", "prompt_id"),
                (call, saved) -> new ColumnReward("correct", ""),
                2,
                BestOfN.Tie.SHARE)
            .create(context, null);
    Batch drawn =
        policy.as(Sampler.class).orElseThrow().sample(groups, 5_000, context.random(), context);
    long[] counts = new long[3];
    double[] expected = {5 / 9., 2 / 9., 2 / 9.};
    for (int row = 0; row < drawn.rows(); row++) {
      int which = "xyz".indexOf(drawn.column("completion").text(row));
      counts[which]++;
      assertThat(drawn.column("behavior_logp").at(row))
          .isCloseTo(Math.log(expected[which]), within(1e-14));
    }
    assertThat(ChiSquare.statistic(counts, expected)).isLessThan(ChiSquare.bound(2));
  }

  @Test
  void followsTheRunsModel() {
    Policy trained = (Policy) bandit(0.25, 0.25, 0.25, 0.25).create(context, null);
    context.with("policy", trained);
    Policy policy = new Tilted(new Role("policy"), reward, 1.0, null).create(context, null);
    assertThat(policy.save().numberNames()).isEmpty();
    trained.as(Vectored.class).orElseThrow().assign(Vector.of(0, Math.log(2), 0, 0));
    assertThat(probabilities(policy, everyAction(0, 0, 0, 0)))
        .containsExactly(new double[] {0.2, 0.4, 0.2, 0.2}, within(1e-15));
    assertThatThrownBy(
            () -> new Tilted(new Role("critic"), reward, 1.0, null).create(context, null))
        .hasMessageContaining("no role 'critic'");
  }

  @Test
  void savesItsChildren() {
    Mixture mixture =
        new Mixture(List.of(bandit(0.4, 0.3, 0.2, 0.1), bandit(0.1, 0.1, 0.1, 0.7)), List.of());
    Policy policy = mixture.create(context, null);
    assertThat(policy.save().numberNames())
        .containsExactly("policies/0/logits", "policies/1/logits");
    Policy restored = mixture.create(context, policy.save());
    assertThat(restored.save()).isEqualTo(policy.save());
    assertThat(probabilities(restored, everyAction(0, 0, 0, 0)))
        .containsExactly(probabilities(policy, everyAction(0, 0, 0, 0)));
  }

  @Test
  void refusesChildrenOfTheWrongKind() {
    assertThatThrownBy(() -> new Tilted(reward, reward, 1.0, null).create(context, null))
        .hasMessageContaining("'tilted' needs a policy as its policy");
    ModelProvider base = bandit(0.5, 0.5, 0.5, 0.5);
    assertThatThrownBy(() -> new BestOfN(base, base, 2, BestOfN.Tie.SHARE).create(context, null))
        .hasMessageContaining("'best-of-n' needs a reward model as its reward");
    ModelProvider unlisted = new CandidateSoftmax("prompt_id", "features", 2, 8, 1, 0);
    assertThatThrownBy(() -> new Tilted(unlisted, reward, 1.0, null).create(context, null))
        .hasMessageContaining("'tilted' needs a policy whose choices can be listed");
    assertThatThrownBy(
            () -> new BestOfN(unlisted, reward, 2, BestOfN.Tie.SHARE).create(context, null))
        .hasMessageContaining("'best-of-n' needs a policy that draws");
  }

  @Test
  void refusesBadWeights() {
    List<ModelProvider> two = List.of(bandit(1, 1, 1, 1), bandit(1, 1, 1, 1));
    assertThatThrownBy(() -> new Mixture(two, List.of(1.)))
        .hasMessageContaining("2 policies need as many weights");
    assertThatThrownBy(() -> new Mixture(two, List.of(0., 0.)))
        .hasMessageContaining("not all of them 0");
    assertThatThrownBy(() -> new Mixture(two, List.of(1., Double.NaN)))
        .hasMessageContaining("got [1.0, NaN]");
  }

  @Test
  void hasNothingToTrain() {
    Policy policy =
        new Tilted(bandit(0.25, 0.25, 0.25, 0.25), reward, 1.0, null).create(context, null);
    assertThat(policy.as(Vectored.class)).isEmpty();
    try (Forward forward = policy.forward(everyAction(0, 0, 0, 0), Set.of("logp"), context)) {
      Map<String, Column> cotangents = Map.of("logp", columns.numbers(1, 1, 1, 1));
      assertThatThrownBy(() -> forward.pullback(cotangents, Set.of()))
          .hasMessageContaining("'tilted' has no parameters of its own to train");
    }
  }
}
