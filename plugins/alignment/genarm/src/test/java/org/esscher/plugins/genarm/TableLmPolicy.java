package org.esscher.plugins.genarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.NextDistribution;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;

/** The model of {@link TableLm}. */
final class TableLmPolicy implements Policy, Sampler, NextDistribution, Vectored {
  private final TableLm config;
  private final List<String> tokens;
  private final int size;
  private double[] logits;

  TableLmPolicy(TableLm config, double[] logits) {
    this.config = config;
    this.tokens = config.tokens();
    this.size = tokens.size();
    this.logits = logits;
  }

  @Override
  public Set<String> inputs() {
    return Set.of("prompt", "completion");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("logp", "class_logp");
  }

  /** The row of the table after some text. */
  private int state(String text) {
    if (text.isEmpty()) {
      return size;
    }
    return tokens.indexOf(Character.toString(text.codePointBefore(text.length())));
  }

  private double[] logp(int state) {
    double[] logp = new double[size];
    double mass = 0;
    for (int v = 0; v < size; v++) {
      boolean never = !tokens.get(v).isEmpty() && tokens.get(v).equals(config.impossible());
      logp[v] = never ? Double.NEGATIVE_INFINITY : logits[state * size + v];
      mass += Math.exp(logp[v]);
    }
    for (int v = 0; v < size; v++) {
      logp[v] -= Math.log(mass);
    }
    return logp;
  }

  @Override
  public List<String> vocabulary() {
    return tokens;
  }

  @Override
  public Column nextLogp(Batch prefixes, Context context) {
    double[] all = new double[prefixes.rows() * size];
    for (int row = 0; row < prefixes.rows(); row++) {
      String completion = prefixes.has("completion") ? prefixes.column("completion").text(row) : "";
      double[] logp = logp(state(prefixes.column("prompt").text(row) + completion));
      System.arraycopy(logp, 0, all, row * size, size);
    }
    return context.columns().vectors(size, all);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    int[] starts = new int[batch.rows() + 1];
    List<Integer> states = new ArrayList<>();
    List<Integer> drawn = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      String before = batch.column("prompt").text(row);
      String completion = batch.column("completion").text(row);
      for (int i = 0; i < completion.length(); i++) {
        states.add(state(before + completion.substring(0, i)));
        drawn.add(tokens.indexOf(completion.substring(i, i + 1)));
      }
      if (!batch.has("truncated") || batch.column("truncated").at(row) == 0) {
        states.add(state(before + completion));
        drawn.add(tokens.indexOf(""));
      }
      starts[row + 1] = states.size();
    }
    double[] logp = new double[states.size()];
    double[] all = new double[states.size() * size];
    for (int i = 0; i < logp.length; i++) {
      double[] next = logp(states.get(i));
      logp[i] = next[drawn.get(i)];
      System.arraycopy(next, 0, all, i * size, size);
    }
    Map<String, Column> made =
        Map.of(
            "logp", context.columns().lists(starts, logp),
            "class_logp", context.columns().vectorLists(size, starts, all));
    return new Pass(made, states, drawn);
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    SharedVocabulary vocabulary = SharedVocabulary.of(VocabularyMatch.STRICT, this, List.of());
    return new Continuation(this, vocabulary, new SamplingRule(0, 1), config.maxTokens())
        .of(contexts, each, random, context);
  }

  @Override
  public Vector parameters() {
    return Vector.of(logits);
  }

  @Override
  public void assign(Vector parameters) {
    logits = parameters.toArray();
  }

  @Override
  public Vector vector(Gradient gradient) {
    return ((Logits) gradient).direction();
  }

  @Override
  public State save() {
    return State.empty().with("logits", logits);
  }

  private record Logits(Vector direction) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return new Logits(direction.plus(((Logits) other).direction()));
    }
  }

  /** What was computed at each token, and the way back: d logp_v / d logits = 1_v − p. */
  private final class Pass implements Forward {
    private final Map<String, Column> made;
    private final List<Integer> states;
    private final List<Integer> drawn;

    Pass(Map<String, Column> made, List<Integer> states, List<Integer> drawn) {
      this.made = made;
      this.states = states;
      this.drawn = drawn;
    }

    @Override
    public Column output(String name) {
      return Objects.requireNonNull(made.get(name), name);
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      Column one = cotangents.get("logp");
      Column all = cotangents.get("class_logp");
      double[] sum = new double[logits.length];
      for (int i = 0; i < states.size(); i++) {
        double[] logp = logp(states.get(i));
        double[] given = new double[size];
        double total = 0;
        for (int v = 0; v < size; v++) {
          given[v] =
              (one != null && drawn.get(i) == v ? one.at(i) : 0)
                  + (all == null ? 0 : all.at((long) i * size + v));
          total += given[v];
        }
        for (int v = 0; v < size; v++) {
          sum[states.get(i) * size + v] += given[v] - total * Math.exp(logp[v]);
        }
      }
      return new Pullback(new Logits(Vector.of(sum)), Map.of());
    }
  }
}
