package org.esscher.spitests;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.InputGradient;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/** w·features as a score: right as it stands, broken by what overrides it. */
class TinyReward implements RewardModel, Vectored, InputGradient {
  static final int WIDTH = 2;

  private double[] weights;

  TinyReward(@Nullable State saved) {
    weights = saved == null ? new double[] {0.5, -1} : saved.get("weights");
  }

  /** Four rows of two prompts. */
  static Batch rows(Columns columns) {
    Map<String, Column> rows = new HashMap<>();
    rows.put("prompt_id", columns.integers(0, 1, 0, 1));
    rows.put("features", columns.vectors(WIDTH, 1, 0, 0.5, -1, 0, 2, -1, 1));
    return columns.batch(rows);
  }

  @Override
  public Set<String> inputs() {
    return Set.of("features");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("score");
  }

  @Override
  public Set<String> differentiableInputs() {
    return Set.of("features");
  }

  double score(Batch batch, int row) {
    double score = 0;
    for (int i = 0; i < WIDTH; i++) {
      score += weights[i] * batch.column("features").at((long) row * WIDTH + i);
    }
    return score;
  }

  /** Makes the output's column. */
  Column column(double[] scores, Context context) {
    return context.columns().numbers(scores);
  }

  /** A factor on the gradient: 1. */
  double factor() {
    return 1;
  }

  /** A factor on input cotangents: 1. */
  double inputFactor() {
    return 1;
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (batch.column("features").width() != WIDTH) {
      throw EsscherException.data(
          "column 'features' has %d components, not %d", batch.column("features").width(), WIDTH);
    }
    double[] scores = new double[batch.rows()];
    Arrays.setAll(scores, row -> score(batch, row));
    Column score = column(scores, context);
    return new Forward() {
      @Override
      public Column output(String name) {
        return score;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        Column cotangent = Objects.requireNonNull(cotangents.get("score"));
        double[] gradient = new double[WIDTH];
        double[] inputs = new double[batch.rows() * WIDTH];
        for (int i = 0; i < inputs.length; i++) {
          double feature = batch.column("features").at(i);
          gradient[i % WIDTH] += factor() * cotangent.at(i / WIDTH) * feature;
          inputs[i] = inputFactor() * cotangent.at(i / WIDTH) * weights[i % WIDTH];
        }
        pulled(wantedInputs);
        Map<String, Column> wanted =
            wantedInputs.isEmpty()
                ? Map.of()
                : Map.of("features", context.columns().vectors(WIDTH, inputs));
        return new Pullback(new Sum(gradient), wanted);
      }
    };
  }

  /** Called at the end of each pullback. */
  void pulled(Set<String> wantedInputs) {}

  @Override
  public State save() {
    return State.empty().with("weights", weights);
  }

  @Override
  public Vector parameters() {
    return Vector.of(weights);
  }

  @Override
  public void assign(Vector parameters) {
    weights = parameters.toArray();
  }

  @Override
  public Vector vector(Gradient gradient) {
    return Vector.of(((Sum) gradient).values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private record Sum(List<Double> values) implements Gradient {
    Sum(double... values) {
      this(Arrays.stream(values).boxed().toList());
    }

    @Override
    public Gradient plus(Gradient other) {
      double[] sum = new double[values.size()];
      Arrays.setAll(sum, i -> values.get(i) + ((Sum) other).values.get(i));
      return new Sum(sum);
    }
  }
}
