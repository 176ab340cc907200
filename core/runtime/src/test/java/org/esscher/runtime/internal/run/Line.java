package org.esscher.runtime.internal.run;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/** The line value = slope · x + intercept, whose first parameters are drawn. */
@Component("test-line")
public record Line() implements ModelProvider {
  @Override
  public Model create(Context context, @Nullable State saved) {
    return new Fitted(
        saved == null
            ? Vector.of(context.random().nextDouble(), context.random().nextDouble())
            : Vector.of(saved.get("parameters")));
  }

  /** The gradient of a sum, as a vector. */
  private record Sum(Vector vector) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return new Sum(vector.plus(((Sum) other).vector));
    }
  }

  /** Refuses to work once it is closed, as a model with memory of its own would. */
  static class Fitted implements Model, Vectored {
    private Vector parameters;
    private boolean closed;

    Fitted(Vector parameters) {
      this.parameters = parameters;
    }

    @Override
    public Set<String> inputs() {
      return Set.of("x");
    }

    @Override
    public Set<String> outputs() {
      return Set.of("value");
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      requireOpen();
      Column x = batch.column("x");
      double[] values = new double[batch.rows()];
      for (int row = 0; row < values.length; row++) {
        values[row] = parameters.at(0) * x.at(row) + parameters.at(1);
      }
      Column value = context.columns().numbers(values);
      return new Forward() {
        @Override
        public Column output(String name) {
          return value;
        }

        @Override
        public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
          Column cotangent = java.util.Objects.requireNonNull(cotangents.get("value"));
          double slope = 0;
          double intercept = 0;
          for (int row = 0; row < x.rows(); row++) {
            slope += cotangent.at(row) * x.at(row);
            intercept += cotangent.at(row);
          }
          return new Pullback(new Sum(Vector.of(slope, intercept)), Map.of());
        }
      };
    }

    @Override
    public State save() {
      requireOpen();
      return State.empty().with("parameters", parameters.toArray());
    }

    @Override
    public Vector parameters() {
      requireOpen();
      return parameters;
    }

    @Override
    public void assign(Vector next) {
      requireOpen();
      parameters = next;
    }

    @Override
    public Vector vector(Gradient gradient) {
      return ((Sum) gradient).vector();
    }

    @Override
    public void close() {
      closed = true;
    }

    private void requireOpen() {
      if (closed) {
        throw new AssertionError("this line is closed");
      }
    }
  }
}
