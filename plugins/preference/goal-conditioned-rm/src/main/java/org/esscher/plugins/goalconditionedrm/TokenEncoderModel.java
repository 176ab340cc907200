package org.esscher.plugins.goalconditionedrm;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.ParameterView;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;

/** The model of {@link TokenEncoder}. Its parameters are W, input by input, and b. */
final class TokenEncoderModel implements Model, Vectored, ParameterView {
  private final TokenEncoder config;
  private double[] parameters;

  TokenEncoderModel(TokenEncoder config, double[] parameters) {
    this.config = config;
    this.parameters = parameters;
  }

  @Override
  public Set<String> inputs() {
    return Set.of(config.features().isEmpty() ? "completion" : config.features());
  }

  @Override
  public Set<String> outputs() {
    return Set.of("hidden");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user(
          "'token-encoder' computes %s, but %s was asked for", outputs(), outputs);
    }
    return new Pass(TokenInputs.of(batch, config), parameters, context);
  }

  /** States of a batch, and the way back. */
  private final class Pass implements Forward {
    private final int width = config.width();
    private final TokenInputs inputs;
    private final double[] hidden;
    private final int size;
    private final Column column;

    Pass(TokenInputs inputs, double[] weights, Context context) {
      this.inputs = inputs;
      this.size = weights.length;
      this.hidden = new double[inputs.tokens() * width];
      double[] sum = new double[width];
      for (int row = 0; row < inputs.rows(); row++) {
        Arrays.fill(sum, 0);
        for (int token = inputs.start(row); token < inputs.start(row + 1); token++) {
          int seen = seen(row, token, sum);
          inputs.addProduct(token, weights, sum);
          for (int c = 0; c < width; c++) {
            double bias = weights[size - width + c];
            hidden[token * width + c] = Math.tanh(sum[c] / seen + bias);
          }
        }
      }
      this.column = context.columns().vectorLists(width, inputs.starts(), hidden);
    }

    /** How many inputs a state is the mean of; of one, nothing is kept. */
    private int seen(int row, int token, double[] sum) {
      if (config.runningMean()) {
        return token - inputs.start(row) + 1;
      }
      Arrays.fill(sum, 0);
      return 1;
    }

    @Override
    public Column output(String name) {
      return column;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      if (!wantedInputs.isEmpty()) {
        throw EsscherException.user(
            "'token-encoder' has no derivative with respect to %s", wantedInputs);
      }
      double[] given = Objects.requireNonNull(cotangents.get("hidden"), "hidden").toArray();
      double[] gradient = new double[size];
      double[] back = new double[width];
      for (int row = 0; row < inputs.rows(); row++) {
        Arrays.fill(back, 0);
        // From the last token on: an input is part of all later means.
        for (int token = inputs.start(row + 1) - 1; token >= inputs.start(row); token--) {
          int seen = seen(row, token, back);
          for (int c = 0; c < width; c++) {
            double h = hidden[token * width + c];
            double slope = given[token * width + c] * (1 - h * h);
            gradient[size - width + c] += slope;
            back[c] += slope / seen;
          }
          inputs.addOuter(token, back, gradient);
        }
      }
      return new Pullback(new Weights(Vector.of(gradient)), Map.of());
    }
  }

  /**
   * A gradient.
   *
   * @param components in the order of the parameters
   */
  private record Weights(Vector components) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return new Weights(components.plus(of(other)));
    }

    static Vector of(Gradient gradient) {
      if (gradient instanceof Weights weights) {
        return weights.components;
      }
      throw EsscherException.plugin("a gradient of a token-encoder is needed, got %s", gradient);
    }
  }

  @Override
  public Vector parameters() {
    return Vector.of(parameters);
  }

  @Override
  public void assign(Vector changed) {
    double[] next = changed.toArray();
    if (next.length != parameters.length) {
      throw EsscherException.plugin(
          "'token-encoder' has %d parameters, got %d", parameters.length, next.length);
    }
    for (double parameter : next) {
      if (!Double.isFinite(parameter)) {
        throw EsscherException.plugin("a parameter would become %s; they are finite", parameter);
      }
    }
    parameters = next;
  }

  @Override
  public Vector vector(Gradient gradient) {
    return Weights.of(gradient);
  }

  @Override
  public Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    int width = config.width();
    shapes.put("weight", new int[] {parameters.length / width - 1, width});
    shapes.put("bias", new int[] {width});
    return shapes;
  }

  @Override
  public State save() {
    return State.empty().with("parameters", parameters);
  }
}
