package org.esscher.plugins.genarm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.NextDistribution;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;

/** The model of {@link Guided}. It owns its members, the base first. */
final class GuidedPolicy implements Policy, Sampler, NextDistribution {
  static final String LOGP = "logp";
  static final String CLASS_LOGP = "class_logp";
  static final String COMPLETION = "completion";
  private static final Set<String> OUTPUTS = Set.of(LOGP, CLASS_LOGP);

  private final List<Policy> members;
  private final int[] guiding;
  private final SharedVocabulary vocabulary;
  private final ProductOfExperts product;
  private final Continuation continuation;

  GuidedPolicy(Guided config, List<Policy> members) {
    this.members = List.copyOf(members);
    List<Expert> experts = config.experts();
    // An exponent of 0 leaves the base as it is, whatever the expert thinks impossible.
    this.guiding =
        IntStream.range(0, experts.size()).filter(i -> experts.get(i).alpha() != 0).toArray();
    this.vocabulary =
        SharedVocabulary.of(
            config.vocabulary(), members.get(0), members.subList(1, members.size()));
    this.product =
        new ProductOfExperts(
            config.temperature(),
            IntStream.of(guiding).mapToDouble(i -> experts.get(i).alpha()).toArray());
    this.continuation =
        new Continuation(
            this, vocabulary, new SamplingRule(config.topK(), config.topP()), config.maxTokens());
  }

  @Override
  public Set<String> inputs() {
    Set<String> inputs = new HashSet<>();
    members.forEach(member -> inputs.addAll(member.inputs()));
    return Set.copyOf(inputs);
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return Model.groupedBy(members, columns);
  }

  @Override
  public Set<String> outputs() {
    return OUTPUTS;
  }

  /** One pass of each member, whatever the number of tokens. */
  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!OUTPUTS.containsAll(outputs)) {
      throw EsscherException.user("'guided' computes %s, not %s", OUTPUTS, outputs);
    }
    Batch read = untempered(batch, context);
    int[][] tokens = tokens(batch);
    List<Forward> passes = new ArrayList<>();
    try {
      passes.add(pass(0, read, context));
      for (int expert : guiding) {
        passes.add(pass(expert + 1, read, context));
      }
      return frozen(tokens, passes.stream().map(pass -> pass.output(CLASS_LOGP)).toList(), context);
    } finally {
      passes.forEach(Forward::close);
    }
  }

  private Forward pass(int member, Batch read, Context context) {
    return members.get(member).forward(read, Set.of(CLASS_LOGP), context);
  }

  /** A temperature that somebody sampled at is not the members': it comes after the product. */
  private static Batch untempered(Batch batch, Context context) {
    Map<String, Column> kept = new LinkedHashMap<>();
    for (String name : batch.names()) {
      if (!name.equals("temperature")) {
        kept.put(name, batch.column(name));
      }
    }
    return context.columns().batch(kept);
  }

  private int[][] tokens(Batch batch) {
    Column completions = batch.column(COMPLETION);
    Column truncated = batch.has("truncated") ? batch.column("truncated") : null;
    int[][] tokens = new int[batch.rows()][];
    for (int row = 0; row < tokens.length; row++) {
      boolean ended = truncated == null || truncated.at(row) == 0;
      tokens[row] = vocabulary.tokens(row, completions.text(row), ended);
    }
    return tokens;
  }

  private Forward frozen(int[][] tokens, List<Column> distributions, Context context) {
    int[] starts = new int[tokens.length + 1];
    for (int row = 0; row < tokens.length; row++) {
      starts[row + 1] = starts[row] + tokens[row].length;
    }
    int size = vocabulary.size();
    double[] logp = new double[starts[tokens.length]];
    double[] all = new double[Math.multiplyExact(logp.length, size)];
    for (int row = 0; row < tokens.length; row++) {
      requireTokens(row, tokens[row].length, distributions);
      for (int i = 0; i < tokens[row].length; i++) {
        double[] next = combined(row, i, distributions);
        logp[starts[row] + i] = next[tokens[row][i]];
        System.arraycopy(next, 0, all, (starts[row] + i) * size, size);
      }
    }
    return new FrozenForward(
        Map.of(
            LOGP,
            context.columns().lists(starts, logp),
            CLASS_LOGP,
            context.columns().vectorLists(size, starts, all)));
  }

  private static void requireTokens(int row, int count, List<Column> distributions) {
    for (Column member : distributions) {
      int found = member.start(row + 1) - member.start(row);
      if (found != count) {
        throw EsscherException.data(
            "row %d: the completion has %d tokens, its end included, but a model of 'guided' gave"
                + " distributions of %d; models that cut completions can't guide",
            row, count, found);
      }
    }
  }

  /** The product of what the base, which comes first, and the experts say of a row's token. */
  private double[] combined(int row, int token, List<Column> distributions) {
    double[][] experts = new double[guiding.length][];
    for (int i = 0; i < guiding.length; i++) {
      experts[i] = vocabulary.aligned(guiding[i], vector(distributions.get(i + 1), row, token));
    }
    double[] base = vector(distributions.get(0), row, token);
    return product.logp("row " + row + ", token " + token, base, experts);
  }

  private static double[] vector(Column vectors, int row, int token) {
    double[] vector = new double[vectors.width()];
    long first = (long) (vectors.start(row) + token) * vector.length;
    for (int v = 0; v < vector.length; v++) {
      vector[v] = vectors.at(first + v);
    }
    return vector;
  }

  @Override
  public Column nextLogp(Batch prefixes, Context context) {
    List<Column> next = new ArrayList<>();
    next.add(next(0, prefixes, context));
    for (int expert : guiding) {
      next.add(next(expert + 1, prefixes, context));
    }
    int size = vocabulary.size();
    double[] all = new double[prefixes.rows() * size];
    for (int row = 0; row < prefixes.rows(); row++) {
      System.arraycopy(combined(row, 0, next), 0, all, row * size, size);
    }
    return context.columns().vectors(size, all);
  }

  private Column next(int member, Batch prefixes, Context context) {
    return members.get(member).as(NextDistribution.class).orElseThrow().nextLogp(prefixes, context);
  }

  @Override
  public List<String> vocabulary() {
    return IntStream.range(0, vocabulary.size()).mapToObj(vocabulary::text).toList();
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    return continuation.of(contexts, each, random, context);
  }

  @Override
  public State save() {
    State state = State.empty().withAll("base", members.get(0).save());
    for (int i = 1; i < members.size(); i++) {
      state = state.withAll("expert-" + (i - 1), members.get(i).save());
    }
    return state;
  }

  @Override
  public void close() {
    members.forEach(Model::close);
  }

  /** Outputs without a way back. */
  private record FrozenForward(Map<String, Column> outputs) implements Forward {
    @Override
    public Column output(String name) {
      return Objects.requireNonNull(outputs.get(name), name);
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      throw EsscherException.user(
          "'guided' is not trained; train its base or its experts, which keep their own roles");
    }
  }
}
