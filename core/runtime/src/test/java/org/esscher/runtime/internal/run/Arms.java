package org.esscher.runtime.internal.run;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Generator;
import org.esscher.api.Gradient;
import org.esscher.api.ModelProvider;
import org.esscher.api.Plugin;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/** A bandit of two arms, whose frontier is known: the parts of a run that tries it. */
final class Arms implements Plugin {
  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(Choice.class, Worth.class, Log.class, Truth.class, Tilting.class);
  }

  /**
   * Softmax over arms 0 and 1, even at first.
   *
   * @param context a column that it needs, or none
   */
  @Component("test-arms")
  record Choice(@Default("''") String context) implements PolicyProvider {
    @Override
    public Policy create(Context call, @Nullable State saved) {
      return new Softmax(context, saved == null ? Vector.of(0, 0) : Vector.of(saved.get("logits")));
    }
  }

  private static final class Softmax implements Policy, Enumerable, Vectored {
    private final String needed;
    private Vector logits;

    Softmax(String needed, Vector logits) {
      this.needed = needed;
      this.logits = logits;
    }

    @Override
    public Set<String> inputs() {
      return Set.of("action");
    }

    @Override
    public Set<String> outputs() {
      return Set.of("logp");
    }

    private double logp(int arm) {
      return logits.at(arm) - Math.log(Math.exp(logits.at(0)) + Math.exp(logits.at(1)));
    }

    @Override
    public Batch enumerate(Batch contexts, Context context) {
      if (!needed.isEmpty()) {
        contexts.column(needed);
      }
      int[] rows = IntStream.range(0, 2 * contexts.rows()).map(i -> i / 2).toArray();
      long[] action = IntStream.range(0, rows.length).mapToLong(i -> i % 2).toArray();
      long[] of = IntStream.of(rows).mapToLong(row -> row).toArray();
      double[] logp = IntStream.range(0, rows.length).mapToDouble(i -> logp(i % 2)).toArray();
      return contexts
          .take(rows)
          .with("action", context.columns().integers(action))
          .with("context_row", context.columns().integers(of))
          .with("logp", context.columns().numbers(logp));
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      Column action = batch.column("action");
      double[] logp =
          IntStream.range(0, batch.rows()).mapToDouble(i -> logp((int) action.at(i))).toArray();
      return frozen(context.columns().numbers(logp));
    }

    @Override
    public Vector parameters() {
      return logits;
    }

    @Override
    public void assign(Vector parameters) {
      logits = parameters;
    }

    @Override
    public Vector vector(Gradient gradient) {
      throw new AssertionError("nothing is trained here");
    }

    @Override
    public State save() {
      return State.empty().with("logits", logits.toArray());
    }
  }

  private static Forward frozen(Column only) {
    return new Forward() {
      @Override
      public Column output(String name) {
        return only;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        throw new AssertionError("nothing is trained here");
      }
    };
  }

  /**
   * The number of the arm, times something.
   *
   * @param factor −∞ where arm 1 is not to be had
   */
  @Component("test-worth")
  record Worth(@Default("1") double factor) implements RewardModelProvider {
    @Override
    public RewardModel create(Context call, @Nullable State saved) {
      double times = factor;
      return new RewardModel() {
        @Override
        public Set<String> inputs() {
          return Set.of("action");
        }

        @Override
        public Set<String> outputs() {
          return Set.of("score");
        }

        @Override
        public Forward forward(Batch batch, Set<String> outputs, Context context) {
          double[] scores = batch.column("action").toArray();
          for (int i = 0; i < scores.length; i++) {
            scores[i] = scores[i] == 0 ? 0 : times * scores[i];
          }
          return frozen(context.columns().numbers(scores));
        }

        @Override
        public State save() {
          return State.empty();
        }
      };
    }
  }

  /** 200 rows, each its own prompt. */
  @Component("test-arms-log")
  record Log() implements Generator {
    private static final int ROWS = 200;

    @Override
    public Batch generate(Context context) {
      long[] prompt = IntStream.range(0, ROWS).mapToLong(i -> i).toArray();
      return context.columns().batch(Map.of("prompt_id", context.columns().integers(prompt)));
    }
  }

  /** The same rows with the truth: arm 0 is worth 2, arm 1 nothing. */
  @Component("test-arms-truth")
  record Truth() implements Generator {
    @Override
    public Batch generate(Context context) {
      double[] rewards =
          IntStream.range(0, 2 * Log.ROWS).mapToDouble(i -> 2 - 2 * (i % 2)).toArray();
      return new Log()
          .generate(context)
          .with("expected_rewards", context.columns().vectors(2, rewards));
    }
  }

  /**
   * Keeps the even policy as the reference, then prefers arm 1 three times as much.
   *
   * @param policy the policy
   * @param reward a reward
   */
  @Component("test-tilting")
  record Tilting(
      @Default("test-arms") PolicyProvider policy,
      @Default("test-worth") RewardModelProvider reward)
      implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of("policy", policy, "reward", reward);
    }

    @Override
    public State start(Run run) {
      run.save("policy", "ref");
      return State.empty();
    }

    @Override
    public State step(State state, Run run) {
      double done = state.number("done", 0) + 1;
      run.model("policy")
          .as(Vectored.class)
          .orElseThrow(() -> EsscherException.user("no parameters"))
          .assign(Vector.of(0, Math.log(1 + done)));
      if (done == 1) {
        run.save("policy", "half");
      }
      return state.with("done", done);
    }

    @Override
    public double progress(State state) {
      return state.number("done", 0) / 2;
    }
  }
}
