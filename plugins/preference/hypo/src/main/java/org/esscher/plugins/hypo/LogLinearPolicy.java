package org.esscher.plugins.hypo;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/** The model of {@link LogLinear}. */
final class LogLinearPolicy implements Policy, Sampler, Enumerable, Vectored {
  private static final String CHOICE = "completion";
  private static final Set<String> OUTPUTS = Set.of("logp");

  private final int width;
  private double[] theta;

  LogLinearPolicy(int width, @Nullable State saved) {
    this.width = width;
    this.theta = saved == null ? new double[width] : checked(saved.get("theta"));
  }

  private double[] checked(double[] parameters) {
    if (parameters.length != width) {
      throw EsscherException.plugin(
          "'log-linear' has %d parameters, got %d; was it saved with another width?",
          width, parameters.length);
    }
    for (int i = 0; i < width; i++) {
      if (!Double.isFinite(parameters[i])) {
        throw EsscherException.plugin(
            "parameter %d of 'log-linear' would become %s; parameters are finite",
            i, parameters[i]);
      }
    }
    return parameters;
  }

  @Override
  public Set<String> inputs() {
    return Set.of(CHOICE, ChoiceLaw.FEATURES, ChoiceLaw.REFERENCE);
  }

  @Override
  public Set<String> outputs() {
    return OUTPUTS;
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!OUTPUTS.containsAll(outputs)) {
      throw EsscherException.user("'log-linear' computes %s, not %s", OUTPUTS, outputs);
    }
    ChoiceLaw law = ChoiceLaw.of(batch, theta);
    return new LogLinearForward(law, taken(batch, law.choices()), context.columns());
  }

  private static int[] taken(Batch batch, int choices) {
    Column column = batch.column(CHOICE);
    int[] taken = new int[batch.rows()];
    for (int row = 0; row < taken.length; row++) {
      double value = column.isText() || column.ragged() ? Double.NaN : column.at(row);
      if (!(value >= 0 && value < choices && value == Math.rint(value))) {
        throw EsscherException.data(
            "row %d, column '%s': the number of a choice, from 0 to %d, is needed, got %s",
            row, CHOICE, choices - 1, column.isText() ? "text" : value);
      }
      taken[row] = (int) value;
    }
    return taken;
  }

  @Override
  public Batch enumerate(Batch contexts, Context context) {
    ChoiceLaw law = ChoiceLaw.of(contexts, theta);
    int[] rows = new int[contexts.rows() * law.choices()];
    long[] contextRows = new long[rows.length];
    long[] choices = new long[rows.length];
    double[] logp = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i / law.choices();
      contextRows[i] = rows[i];
      choices[i] = i % law.choices();
      logp[i] = law.logp(rows[i], i % law.choices());
    }
    Columns columns = context.columns();
    return contexts
        .take(rows)
        .with(CHOICE, columns.integers(choices))
        .with("context_row", columns.integers(contextRows))
        .with("logp", columns.numbers(logp));
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    ChoiceLaw law = ChoiceLaw.of(contexts, theta);
    int[] rows = new int[Math.multiplyExact(contexts.rows(), each)];
    long[] choices = new long[rows.length];
    double[] logp = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i / each;
      int drawn = law.draw(rows[i], random);
      choices[i] = drawn;
      logp[i] = law.logp(rows[i], drawn);
    }
    return contexts
        .take(rows)
        .with(CHOICE, context.columns().integers(choices))
        .with("behavior_logp", context.columns().numbers(logp));
  }

  @Override
  public Vector parameters() {
    return Vector.of(theta);
  }

  @Override
  public void assign(Vector parameters) {
    theta = checked(parameters.toArray());
  }

  @Override
  public Vector vector(Gradient gradient) {
    if (gradient instanceof ThetaGradient own && own.sum().size() == width) {
      return own.sum();
    }
    throw EsscherException.plugin(
        "'log-linear' was given %s, which is not a gradient of it", gradient);
  }

  @Override
  public State save() {
    return State.empty().with("theta", theta);
  }

  /** Of a sum of outputs, with respect to θ. */
  private record ThetaGradient(Vector sum) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      if (other instanceof ThetaGradient more) {
        return new ThetaGradient(sum.plus(more.sum));
      }
      throw EsscherException.plugin("a gradient of 'log-linear' can't be added to %s", other);
    }
  }

  /** Log-probs of the choices taken, and the way back: ∇ log π(a) = φ(a) − E_π φ. */
  private static final class LogLinearForward implements Forward {
    private final ChoiceLaw law;
    private final int[] taken;
    private final Columns columns;

    LogLinearForward(ChoiceLaw law, int[] taken, Columns columns) {
      this.law = law;
      this.taken = taken;
      this.columns = columns;
    }

    @Override
    public Column output(String name) {
      double[] logp = new double[taken.length];
      Arrays.setAll(logp, row -> law.logp(row, taken[row]));
      return columns.numbers(logp);
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      Column ofLogp = cotangents.get("logp");
      if (ofLogp == null || !wantedInputs.isEmpty()) {
        throw EsscherException.plugin(
            "'log-linear' pulls cotangents of logp back to its parameters; got those of %s, needed"
                + " for %s too",
            cotangents.keySet(), wantedInputs);
      }
      double[] sum = new double[law.width()];
      for (int row = 0; row < taken.length; row++) {
        law.addScore(row, taken[row], ofLogp.at(row), sum);
      }
      return new Pullback(new ThetaGradient(Vector.of(sum)), Map.of());
    }
  }
}
