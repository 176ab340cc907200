package org.esscher.neural.internal.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.esscher.neural.Activation;

/**
 * A multilayer perceptron: affine layers with an activation between them, none after the last.
 *
 * <p>Weights of a layer are drawn with standard deviation gain/√(its inputs), which keeps the size
 * of what flows through it (LeCun et al. 1998, <i>Efficient BackProp</i>; gain √2 for what is half
 * zero, He et al. 2015, arXiv 1502.01852); biases are 0. Layer normalization is that of Ba et al.
 * 2016, arXiv 1607.06450. The last layer has its own gain: a small one makes a policy begin near
 * uniform.
 */
public final class Mlp implements Network {
  private static final double NORM_EPSILON = 1e-5;

  private final String prefix;
  private final int inputs;
  private final List<Integer> hidden;
  private final int width;
  private final Activation activation;
  private final double lastGain;
  private final boolean layerNorm;

  /**
   * A perceptron.
   *
   * @param prefix before the names of its arrays
   * @param inputs components of an input row
   * @param hidden width of each hidden layer; empty for an affine function
   * @param width components of a result row
   * @param activation between layers
   * @param lastGain of the last layer
   * @param layerNorm whether a hidden layer is normalized before its activation
   */
  public Mlp(
      String prefix,
      int inputs,
      List<Integer> hidden,
      int width,
      Activation activation,
      double lastGain,
      boolean layerNorm) {
    this.prefix = prefix;
    this.inputs = inputs;
    this.hidden = List.copyOf(hidden);
    this.width = width;
    this.activation = activation;
    this.lastGain = lastGain;
    this.layerNorm = layerNorm;
  }

  @Override
  public void addTo(Layout.Builder arrays) {
    double gain = activation == Activation.TANH ? 1 : Math.sqrt(2);
    int before = inputs;
    for (int layer = 0; layer <= hidden.size(); layer++) {
      boolean last = layer == hidden.size();
      int after = last ? width : hidden.get(layer);
      double deviation = (last ? lastGain : gain) / Math.sqrt(before);
      arrays.normal(prefix + layer + "/weight", deviation, after, before);
      arrays.constant(prefix + layer + "/bias", 0, after);
      if (layerNorm && !last) {
        arrays.constant(prefix + layer + "/norm/scale", 1, after);
        arrays.constant(prefix + layer + "/norm/shift", 0, after);
      }
      before = after;
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public PtNDArray apply(Weights weights, PtNDArray rows) {
    PtNDArray flow = rows;
    for (int layer = 0; layer <= hidden.size(); layer++) {
      flow =
          JniUtils.linear(
              flow, weights.get(prefix + layer + "/weight"), weights.get(prefix + layer + "/bias"));
      if (layer < hidden.size()) {
        flow = activated(layerNorm ? normalized(layer, flow, weights) : flow);
      }
    }
    return flow;
  }

  private PtNDArray normalized(int layer, PtNDArray flow, Weights weights) {
    String norm = prefix + layer + "/norm/";
    return JniUtils.layerNorm(
        flow,
        new Shape(hidden.get(layer)),
        weights.get(norm + "scale"),
        weights.get(norm + "shift"),
        NORM_EPSILON);
  }

  private PtNDArray activated(PtNDArray x) {
    return switch (activation) {
      case TANH -> JniUtils.tanh(x);
      case RELU -> JniUtils.relu(x);
      case GELU -> JniUtils.gelu(x);
      case SILU -> JniUtils.mul(x, JniUtils.sigmoid(x));
    };
  }

  /**
   * Several perceptrons of one shape over the same inputs, whose results stand side by side.
   *
   * @param members how many
   * @param inputs components of an input row
   * @param hidden width of each hidden layer
   * @param width components of a member's result row
   * @param activation between layers
   * @param lastGain of the last layers
   * @param layerNorm whether hidden layers are normalized before their activation
   * @return a network of members · width columns, a member's together
   */
  public static Network ensemble(
      int members,
      int inputs,
      List<Integer> hidden,
      int width,
      Activation activation,
      double lastGain,
      boolean layerNorm) {
    List<Mlp> all = new ArrayList<>();
    for (int member = 0; member < members; member++) {
      String prefix = members == 1 ? "" : member + "/";
      all.add(new Mlp(prefix, inputs, hidden, width, activation, lastGain, layerNorm));
    }
    return members == 1 ? all.get(0) : new Ensemble(List.copyOf(all));
  }

  /** Perceptrons side by side. */
  private record Ensemble(List<Mlp> members) implements Network {
    @Override
    public void addTo(Layout.Builder arrays) {
      members.forEach(member -> member.addTo(arrays));
    }

    @Override
    public int width() {
      return members.size() * members.get(0).width();
    }

    @Override
    public PtNDArray apply(Weights weights, PtNDArray rows) {
      PtNDArray[] results =
          members.stream().map(member -> member.apply(weights, rows)).toArray(PtNDArray[]::new);
      return JniUtils.cat(results, 1);
    }
  }
}
