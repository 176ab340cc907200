package org.esscher.neural.internal.language;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.EsscherException;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.engine.NativeEngine;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.engine.ScriptModule;
import org.esscher.neural.internal.network.Layout;

/**
 * Low-rank adapters of linear layers, W = W₀ + (α/r)·B·A, W₀ being the weight in the file (Hu et
 * al. 2021, arXiv 2106.09685, section 4.1). The module computes with W itself, so that a pass costs
 * what it costs without adapters. With G the derivative with respect to W, those of A and B are
 * (α/r)·BᵀG and (α/r)·GAᵀ.
 */
final class LowRank implements ScriptParameters {
  private static final String DOWN = "/a";
  private static final String UP = "/b";

  private final Layout layout;
  private final Map<String, double[]> originals = new LinkedHashMap<>();
  private final double scale;

  /**
   * Adapters.
   *
   * @param module whose derivatives are then of the adapted weights alone
   * @param layers names of linear layers
   * @param rank r
   * @param alpha α
   * @param origin which module it is
   */
  LowRank(ScriptModule module, List<String> layers, int rank, double alpha, String origin) {
    this.scale = alpha / rank;
    Map<String, int[]> shapes = module.shapes();
    shapes.keySet().forEach(name -> module.differentiate(name, false));
    Layout.Builder arrays = new Layout.Builder().origin(origin + ", alpha " + alpha);
    for (String layer : layers) {
      String weight = layer + ".weight";
      int[] shape = shapes.get(weight);
      if (shape == null || shape.length != 2) {
        throw EsscherException.user(
            "adapters: the module has no linear layer '%s'; those with a matrix of weights are %s",
            layer, linear(shapes));
      }
      module.differentiate(weight, true);
      originals.put(weight, module.values(weight));
      arrays.normal(weight + DOWN, 1 / Math.sqrt(shape[1]), rank, shape[1]);
      arrays.constant(weight + UP, 0, shape[0], rank);
    }
    this.layout = arrays.build();
  }

  private static List<String> linear(Map<String, int[]> shapes) {
    return shapes.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(".weight") && entry.getValue().length == 2)
        .map(entry -> entry.getKey().substring(0, entry.getKey().length() - ".weight".length()))
        .toList();
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public void load(double[] trained, ScriptModule module) {
    int at = 0;
    for (Map.Entry<String, double[]> original : originals.entrySet()) {
      try (Scope scope = NativeEngine.get().scope()) {
        Factors factors = new Factors(original.getKey(), trained, at, scope);
        PtNDArray change = JniUtils.mul(JniUtils.matmul(factors.up, factors.down), factors.scale);
        PtNDArray base = scope.numbers(original.getValue(), Precision.FLOAT64, factors.shape());
        PtNDArray whole = JniUtils.add(base, change);
        module.set(
            original.getKey(),
            scope.numbers(Scope.toDoubles(whole), module.precision(), factors.shape()));
        at += factors.size();
      }
    }
  }

  @Override
  public double[] takeGradient(double[] trained, ScriptModule module) {
    double[] all = new double[trained.length];
    int at = 0;
    for (String weight : originals.keySet()) {
      try (Scope scope = NativeEngine.get().scope()) {
        Factors factors = new Factors(weight, trained, at, scope);
        double[] whole = Scope.toDoubles(module.takeGradient(weight, scope));
        PtNDArray given =
            JniUtils.mul(scope.numbers(whole, Precision.FLOAT64, factors.shape()), factors.scale);
        double[] down = Scope.toDoubles(JniUtils.matmul(transposed(factors.up), given));
        double[] up = Scope.toDoubles(JniUtils.matmul(given, transposed(factors.down)));
        System.arraycopy(down, 0, all, at, down.length);
        System.arraycopy(up, 0, all, at + down.length, up.length);
        at += factors.size();
      }
    }
    return all;
  }

  private static PtNDArray transposed(PtNDArray matrix) {
    return JniUtils.permute(matrix, new long[] {1, 0});
  }

  /** A and B of one layer, in float64. */
  private final class Factors {
    private final int[] ofDown;
    private final int[] ofUp;
    private final PtNDArray down;
    private final PtNDArray up;
    private final PtNDArray scale;

    Factors(String weight, double[] trained, int at, Scope scope) {
      ofDown = Objects.requireNonNull(layout.shapes().get(weight + DOWN));
      ofUp = Objects.requireNonNull(layout.shapes().get(weight + UP));
      int middle = at + ofDown[0] * ofDown[1];
      down = matrix(Arrays.copyOfRange(trained, at, middle), ofDown, scope);
      up = matrix(Arrays.copyOfRange(trained, middle, at + size()), ofUp, scope);
      this.scale = scope.numbers(new double[] {LowRank.this.scale}, Precision.FLOAT64, 1);
    }

    private static PtNDArray matrix(double[] numbers, int[] shape, Scope scope) {
      return scope.numbers(numbers, Precision.FLOAT64, shape[0], shape[1]);
    }

    int size() {
      return ofDown[0] * ofDown[1] + ofUp[0] * ofUp[1];
    }

    long[] shape() {
      return new long[] {ofUp[0], ofDown[1]};
    }
  }
}
