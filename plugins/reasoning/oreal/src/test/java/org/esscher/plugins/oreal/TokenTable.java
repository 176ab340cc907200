package org.esscher.plugins.oreal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.ParameterView;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/**
 * A bias, and a free score of each token, as {@code token_score}: of two arrays, none 0 at first.
 */
final class TokenTable implements RewardModel, Vectored, ParameterView {
  static final int TOKENS = 4;

  private double[] parameters = {.5, 1, 2, 3, 4};

  static final class Provider implements RewardModelProvider {
    @Override
    public RewardModel create(Context context, @Nullable State saved) {
      TokenTable table = new TokenTable();
      if (saved != null) {
        table.parameters = saved.get("parameters");
      }
      return table;
    }
  }

  @Override
  public Set<String> inputs() {
    return Set.of("tokens");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("score", "token_score");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs.equals(Set.of("token_score"))) {
      throw EsscherException.user("asked for %s", outputs);
    }
    Column tokens = batch.column("tokens");
    double[] scores = tokens.toArray();
    for (int i = 0; i < scores.length; i++) {
      scores[i] = parameters[0] + parameters[1 + (int) scores[i]];
    }
    Column column = context.columns().shapedLike(tokens, scores);
    return new Forward() {
      @Override
      public Column output(String name) {
        return column;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        double[] sum = new double[1 + TOKENS];
        double[] given = cotangents.values().iterator().next().toArray();
        for (int i = 0; i < given.length; i++) {
          sum[0] += given[i];
          sum[1 + (int) tokens.at(i)] += given[i];
        }
        return new Pullback(new Sum(Vector.of(sum)), Map.of());
      }
    };
  }

  private record Sum(Vector components) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return new Sum(components.plus(((Sum) other).components));
    }
  }

  @Override
  public Vector parameters() {
    return Vector.of(parameters);
  }

  @Override
  public void assign(Vector changed) {
    parameters = changed.toArray();
  }

  @Override
  public Vector vector(Gradient gradient) {
    return ((Sum) gradient).components;
  }

  @Override
  public Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("bias", new int[] {1});
    shapes.put("table", new int[] {2, 2});
    return shapes;
  }

  @Override
  public State save() {
    return State.empty().with("parameters", parameters);
  }
}
