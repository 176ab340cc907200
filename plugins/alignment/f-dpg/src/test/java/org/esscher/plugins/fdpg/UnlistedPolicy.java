package org.esscher.plugins.fdpg;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Plugin;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/** A policy that is no distribution over the candidates: every log-probability is its parameter. */
@Component("test-unlisted")
public record UnlistedPolicy() implements PolicyProvider {
  @Override
  public Policy create(Context context, @Nullable State saved) {
    Constant policy = new Constant();
    if (saved != null) {
      policy.logp = saved.get("logp")[0];
    }
    return policy;
  }

  private record Sum(double value) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return new Sum(value + ((Sum) other).value);
    }
  }

  private static final class Constant implements Policy, Vectored {
    private double logp = -1;

    @Override
    public Set<String> inputs() {
      return Set.of("completion");
    }

    @Override
    public Set<String> outputs() {
      return Set.of("logp");
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      double[] values = new double[batch.rows()];
      Arrays.fill(values, logp);
      Column column = context.columns().numbers(values);
      return new Forward() {
        @Override
        public Column output(String name) {
          return column;
        }

        @Override
        public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
          Column back = Objects.requireNonNull(cotangents.get("logp"));
          return new Pullback(new Sum(Arrays.stream(back.toArray()).sum()), Map.of());
        }
      };
    }

    @Override
    public Vector parameters() {
      return Vector.of(logp);
    }

    @Override
    public void assign(Vector parameters) {
      logp = parameters.at(0);
    }

    @Override
    public Vector vector(Gradient gradient) {
      return Vector.of(((Sum) gradient).value);
    }

    @Override
    public State save() {
      return State.empty().with("logp", logp);
    }
  }

  /** Names it. */
  public static final class TestPlugin implements Plugin {
    /** Made by the host. */
    public TestPlugin() {}

    @Override
    public String apiVersion() {
      return API_VERSION;
    }

    @Override
    public List<Class<? extends Record>> components() {
      return List.of(UnlistedPolicy.class);
    }
  }
}
