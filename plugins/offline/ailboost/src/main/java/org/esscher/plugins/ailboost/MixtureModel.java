package org.esscher.plugins.ailboost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EpisodeState;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;

/** The model of {@link PolicyMixture}. */
final class MixtureModel implements Policy, Sampler, EpisodeState {
  private static final String LOGP = "logp";
  private static final String EPISODE = "episode_id";

  private final List<Policy> members;
  private final double[] weights;
  private final double[] logWeights;
  private final boolean scores;

  /** Who acts in each row since the episode that began there; null until it is drawn. */
  private Acting[] playing = new Acting[0];

  private MixtureModel(List<Policy> members, double[] weights) {
    this.members = List.copyOf(members);
    this.weights = weights;
    this.logWeights = Arrays.stream(weights).map(Math::log).toArray();
    this.scores = members.stream().allMatch(member -> member.outputs().contains(LOGP));
  }

  /** An episode's member, and what its steps say of the members. */
  private record Acting(int member, EpisodeEvidence evidence) {}

  /** Takes the policies over. */
  static MixtureModel of(List<Policy> members, double[] weights) {
    return new MixtureModel(members, weights);
  }

  /** Under which a member is saved. */
  static String name(int member) {
    return "members/" + member;
  }

  @Override
  public Set<String> inputs() {
    Set<String> inputs = new TreeSet<>();
    members.forEach(member -> inputs.addAll(member.inputs()));
    if (scores) {
      inputs.add(EPISODE);
    }
    return Set.copyOf(inputs);
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return scores && columns.contains(EPISODE)
        ? Optional.of(EPISODE)
        : Model.groupedBy(members, columns);
  }

  @Override
  public Set<String> outputs() {
    return scores ? Set.of(LOGP) : Set.of();
  }

  @Override
  public <T> Optional<T> as(Class<T> capability) {
    boolean sampling = capability == Sampler.class || capability == EpisodeState.class;
    boolean all = members.stream().allMatch(member -> member.as(Sampler.class).isPresent());
    return sampling && !all ? Optional.empty() : Policy.super.as(capability);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user(
          "'policy-mixture' computes %s of its members, but %s was asked for", outputs(), outputs);
    }
    double[] logp = scores ? logp(batch, evidenceByEpisode(batch), context) : new double[0];
    return new Frozen(context.columns().numbers(logp));
  }

  /** Of each row, its episode's, which is shared with the episode's other rows. */
  private List<EpisodeEvidence> evidenceByEpisode(Batch batch) {
    Column episodes = batch.column(EPISODE);
    Map<String, EpisodeEvidence> byEpisode = new LinkedHashMap<>();
    List<EpisodeEvidence> ofRows = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      ofRows.add(
          byEpisode.computeIfAbsent(
              episodes.text(row), ignored -> new EpisodeEvidence(logWeights)));
    }
    return ofRows;
  }

  private double[] logp(Batch batch, List<EpisodeEvidence> evidence, Context context) {
    double[][] byRow = new double[batch.rows()][members.size()];
    for (int i = 0; i < members.size(); i++) {
      try (Forward forward = members.get(i).forward(batch, Set.of(LOGP), context)) {
        Column own = forward.output(LOGP);
        for (int row = 0; row < byRow.length; row++) {
          byRow[row][i] = own.at(row);
        }
      }
    }
    double[] logp = new double[byRow.length];
    for (int row = 0; row < logp.length; row++) {
      logp[row] = evidence.get(row).step(byRow[row]);
    }
    return logp;
  }

  @Override
  public void newEpisode(int... rows) {
    int most = Arrays.stream(rows).max().orElse(-1);
    playing = Arrays.copyOf(playing, Math.max(playing.length, most + 1));
    for (int row : rows) {
      playing[row] = null;
    }
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    List<Acting> acting = acting(contexts, each, random);
    int[] chosen = acting.stream().mapToInt(Acting::member).toArray();
    int[] places = new int[chosen.length];
    int placed = 0;
    List<Batch> parts = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      int member = i;
      int[] own = IntStream.range(0, chosen.length).filter(n -> chosen[n] == member).toArray();
      if (own.length == 0) {
        continue;
      }
      for (int draw : own) {
        places[draw] = placed++;
      }
      Batch seen = contexts.take(Arrays.stream(own).map(draw -> draw / each).toArray());
      Sampler sampler = members.get(i).as(Sampler.class).orElseThrow();
      parts.add(sampler.sample(seen, 1, random, context));
    }
    long[] learner = Arrays.stream(chosen).asLongStream().toArray();
    Batch drawn =
        context
            .columns()
            .concat(parts)
            .take(places)
            .with("learner", context.columns().integers(learner));
    if (!scores) {
      return drawn;
    }
    double[] logp = logp(drawn, acting.stream().map(Acting::evidence).toList(), context);
    return drawn.with("behavior_logp", context.columns().numbers(logp));
  }

  /** Who acts in each draw. */
  private List<Acting> acting(Batch contexts, int each, RandomGenerator random) {
    int draws = Math.multiplyExact(contexts.rows(), each);
    List<Acting> acting = new ArrayList<>();
    if (contexts.has(EPISODE)) {
      Map<String, Acting> byEpisode = new LinkedHashMap<>();
      Column episodes = contexts.column(EPISODE);
      for (int draw = 0; draw < draws; draw++) {
        acting.add(byEpisode.computeIfAbsent(episodes.text(draw / each), ignored -> drawn(random)));
      }
      return acting;
    }
    boolean played = each == 1 && draws <= playing.length;
    for (int draw = 0; draw < draws; draw++) {
      if (!played) {
        acting.add(drawn(random));
        continue;
      }
      if (playing[draw] == null) {
        playing[draw] = drawn(random);
      }
      acting.add(playing[draw]);
    }
    return acting;
  }

  private Acting drawn(RandomGenerator random) {
    double left = random.nextDouble();
    int member = 0;
    for (int i = 0; i < weights.length && left >= 0; i++) {
      if (weights[i] > 0) {
        member = i;
        left -= weights[i];
      }
    }
    return new Acting(member, new EpisodeEvidence(logWeights));
  }

  @Override
  public State save() {
    State all = State.empty();
    for (int i = 0; i < members.size(); i++) {
      all = all.withAll(name(i), members.get(i).save());
    }
    return all;
  }

  @Override
  public void close() {
    members.forEach(Policy::close);
  }

  /** A finished pass. */
  private record Frozen(Column logp) implements Forward {
    @Override
    public Column output(String name) {
      return logp;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      throw EsscherException.user(
          "the members of 'policy-mixture' are frozen; train a policy, and make it a member then");
    }
  }
}
