package org.esscher.plugins.ailboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.EpisodeState;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Sampler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One member an episode, and what follows for log-probabilities. */
class PolicyMixtureTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Policy mixture(List<ModelProvider> members, Double... weights) {
    return new PolicyMixture(members, List.of(weights)).create(fixture.context(), null);
  }

  /** .25·(.9, .1) + .75·(.2, .8). */
  private Policy two() {
    return mixture(List.of(Fixture.fixed(.9, .1), Fixture.fixed(.2, .8)), .25, .75);
  }

  private double[] logp(Policy mixture, String[] episodes, double... actions) {
    Batch rows =
        fixture.batch(
            "observation", new double[actions.length], "episode_id", episodes, "action", actions);
    try (Forward pass = mixture.forward(rows, Set.of("logp"), fixture.context())) {
      return pass.output("logp").toArray();
    }
  }

  /**
   * Episode a does 0, 0, episode b does 1: .25·.81 + .75·.04 and .25·.1 + .75·.8. Steps apart would
   * make a's first action .375 as likely, and its second too.
   */
  @Test
  void logProbabilitiesAreOfEpisodes() {
    double[] logp = logp(two(), new String[] {"a", "b", "a"}, 0, 1, 0);

    assertThat(logp[0]).isCloseTo(Math.log(.375), ROUNDING);
    assertThat(logp[1]).isCloseTo(Math.log(.625), ROUNDING);
    assertThat(logp[0] + logp[2]).isCloseTo(Math.log(.25 * .81 + .75 * .04), ROUNDING);
    assertThat(logp[2]).isGreaterThan(Math.log(.6));
  }

  @Test
  void whatNoMemberDoesIsImpossible() {
    Policy mixture = mixture(List.of(Fixture.fixed(1, 0), Fixture.fixed(.5, .5)), 1.0, 0.0);

    assertThat(logp(mixture, new String[] {"a", "a"}, 1, 0))
        .containsExactly(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  /** Members that each do one thing: who acts shows in the action. */
  private Policy pure() {
    return mixture(List.of(Fixture.fixed(1, 0), Fixture.fixed(0, 1)), .5, .5);
  }

  private Batch contexts(int rows) {
    return fixture.batch("observation", new double[rows]);
  }

  @Test
  void aMemberActsUntilTheEpisodeEnds() {
    Policy mixture = pure();
    Sampler sampler = mixture.as(Sampler.class).orElseThrow();
    EpisodeState memory = mixture.as(EpisodeState.class).orElseThrow();
    Random random = new Random(1);
    // It may have played more copies before.
    memory.newEpisode(7, 8, 9, 10);
    memory.newEpisode(0, 1, 2, 3, 4, 5, 6, 7);
    double[] first = actions(sampler, random);
    boolean changed = false;
    for (int step = 0; step < 20; step++) {
      assertThat(actions(sampler, random)).containsExactly(first);
    }
    for (int episode = 0; episode < 20; episode++) {
      memory.newEpisode(3);
      double[] next = actions(sampler, random);
      changed |= next[3] != first[3];
      next[3] = first[3];
      assertThat(next).containsExactly(first);
    }
    assertThat(first).contains(0, 1);
    assertThat(changed).isTrue();
  }

  private double[] actions(Sampler sampler, Random random) {
    Batch drawn = sampler.sample(contexts(8), 1, random, fixture.context());
    double[] actions = drawn.column("action").toArray();
    assertThat(drawn.column("learner").toArray()).containsExactly(actions);
    return actions;
  }

  /** The first step says .5; the others follow from who acts, which the first step told. */
  @Test
  void behaviorAddsUpToTheEpisode() {
    Policy mixture = two();
    Sampler sampler = mixture.as(Sampler.class).orElseThrow();
    mixture.as(EpisodeState.class).orElseThrow().newEpisode(0);
    Random random = new Random(2);
    double[] done = new double[4];
    double behavior = 0;
    for (int step = 0; step < 4; step++) {
      Batch drawn = sampler.sample(contexts(1), 1, random, fixture.context());
      done[step] = drawn.column("action").at(0);
      behavior += drawn.column("behavior_logp").at(0);
    }
    double of0 = .25;
    double of1 = .75;
    for (double action : done) {
      of0 *= action == 0 ? .9 : .1;
      of1 *= action == 0 ? .2 : .8;
    }

    assertThat(behavior).isCloseTo(Math.log(of0 + of1), ROUNDING);
  }

  /** 10,000 draws of .75: three standard errors are .013. */
  @Test
  void membersAreDrawnByTheirWeights() {
    Sampler sampler = two().as(Sampler.class).orElseThrow();
    Batch drawn = sampler.sample(contexts(1), 10_000, new Random(3), fixture.context());

    double second = 0;
    for (double learner : drawn.column("learner").toArray()) {
      second += learner / 10_000;
    }
    assertThat(second).isCloseTo(.75, within(.013));
  }

  @Test
  void membersWithoutLogProbabilitiesStillAct() {
    ModelProvider mode =
        fixture.host.component(
            PolicyProvider.class, "mlp-deterministic", Map.of("width", 1, "components", 1));
    Policy mixture = mixture(List.of(mode), 1.0);

    assertThat(mixture.outputs()).isEmpty();
    Sampler sampler = mixture.as(Sampler.class).orElseThrow();
    Batch drawn = sampler.sample(contexts(3), 1, new Random(4), fixture.context());
    assertThat(drawn.column("learner").toArray()).containsExactly(0, 0, 0);
    assertThat(drawn.column("action").rows()).isEqualTo(3);
  }

  private void refused(List<ModelProvider> members, List<Double> weights, String word) {
    assertThatThrownBy(() -> new PolicyMixture(members, weights).create(fixture.context(), null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(word);
  }

  @Test
  void refusesWhatIsNoMixture() {
    List<ModelProvider> two = List.of(Fixture.fixed(.5, .5), Fixture.fixed(.2, .8));
    refused(List.of(), List.of(), "no members");
    refused(two, List.of(.5, .500002), "summing to 1");
    refused(two, List.of(1.5, -.5), "at least 0");
    refused(two, List.of(1.0), "2 members");
    ModelProvider number =
        fixture.host.component(ModelProvider.class, "parameters", Map.of("output", "number"));
    refused(List.of(number), List.of(), "not a policy");
    // A sum that is off by less than 1e-6 is rounding.
    assertThat(logp(mixture(two, .5, .5000005), new String[] {"a"}, 0)[0])
        .isCloseTo(Math.log(.35), within(1e-6));
  }

  @Test
  void membersAreFrozen() {
    Policy mixture = two();
    Batch rows =
        fixture.batch(
            "observation", new double[1],
            "episode_id", new String[] {"a"},
            "action", new double[1]);
    Forward pass = mixture.forward(rows, Set.of("logp"), fixture.context());

    assertThatThrownBy(() -> pass.pullback(Map.of(), Set.of()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("frozen");
  }
}
