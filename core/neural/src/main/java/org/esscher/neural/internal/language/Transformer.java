package org.esscher.neural.internal.language;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.network.Layout;
import org.esscher.neural.internal.network.Weights;

/**
 * A causal transformer in the shape of Radford et al. 2019 (GPT-2): learned positions, layer
 * normalization before attention and perceptron (Xiong et al. 2020, arXiv 2002.04745), GELU, one
 * matrix for reading and predicting tokens. Immutable.
 *
 * @param vocabulary number of tokens that are predicted; one more is read, before every text
 * @param context positions
 * @param layers blocks
 * @param heads of attention; they divide the width
 * @param width components of a token's representation
 * @param precision it computes with
 */
record Transformer(
    int vocabulary, int context, int layers, int heads, int width, Precision precision) {
  private static final double NORM_EPSILON = 1e-5;
  private static final double DEVIATION = 0.02;

  /** A logit that leaves no probability, but no infinity times 0 either. */
  static final double NEVER = -1e9;

  /** Adds its arrays to a layout. */
  void addTo(Layout.Builder arrays) {
    // Each block adds twice to what flows through: GPT-2 keeps its size.
    double residual = DEVIATION / Math.sqrt(2.0 * layers);
    arrays.normal("tokens", DEVIATION, vocabulary + 1, width);
    arrays.normal("positions", DEVIATION / 2, context, width);
    for (int layer = 0; layer < layers; layer++) {
      addNorm(arrays, layer + "/attention/norm");
      addLinear(arrays, layer + "/attention/read", DEVIATION, 3 * width, width);
      addLinear(arrays, layer + "/attention/write", residual, width, width);
      addNorm(arrays, layer + "/perceptron/norm");
      addLinear(arrays, layer + "/perceptron/read", DEVIATION, 4 * width, width);
      addLinear(arrays, layer + "/perceptron/write", residual, width, 4 * width);
    }
    addNorm(arrays, "norm");
  }

  private void addNorm(Layout.Builder arrays, String part) {
    arrays.constant(part + "/scale", 1, width).constant(part + "/shift", 0, width);
  }

  private void addLinear(Layout.Builder arrays, String part, double deviation, int out, int in) {
    arrays.normal(part + "/weight", deviation, out, in);
    arrays.constant(part + "/bias", 0, out);
  }

  /**
   * Representations of tokens after the last block.
   *
   * @param weights the parameters
   * @param tokens int64, rows · time
   * @param positions int64, of the same shape
   * @param mask added to attention's scores, broadcast to rows · heads · time · (past + time)
   * @param scope makes constants
   * @param past keys and values before these tokens, which are added to it; without any where no
   *     tokens follow
   * @return rows · time · width
   */
  PtNDArray hidden(
      Weights weights,
      PtNDArray tokens,
      PtNDArray positions,
      PtNDArray mask,
      Scope scope,
      Past past) {
    PtNDArray flow =
        JniUtils.add(
            JniUtils.embedding(tokens, weights.get("tokens"), false),
            JniUtils.embedding(positions, weights.get("positions"), false));
    PtNDArray scale =
        scope.numbers(new double[] {1 / Math.sqrt((double) width / heads)}, precision, 1);
    for (int layer = 0; layer < layers; layer++) {
      flow = block(weights, layer, flow, mask, scale, past);
    }
    return norm(weights, "norm", flow);
  }

  /** One block; frees what flowed into it. */
  private PtNDArray block(
      Weights weights, int layer, PtNDArray flow, PtNDArray mask, PtNDArray scale, Past past) {
    PtNDArray mixed =
        Scope.result(() -> JniUtils.add(flow, attention(weights, layer, flow, mask, scale, past)));
    flow.close();
    PtNDArray next = Scope.result(() -> JniUtils.add(mixed, perceptron(weights, layer, mixed)));
    mixed.close();
    return next;
  }

  private PtNDArray attention(
      Weights weights, int layer, PtNDArray flow, PtNDArray mask, PtNDArray scale, Past past) {
    long rows = flow.getShape().get(0);
    long time = flow.getShape().get(1);
    PtNDArray normed = norm(weights, layer + "/attention/norm", flow);
    NDList parts =
        JniUtils.split(linear(weights, layer + "/attention/read", normed), (long) width, 2);
    PtNDArray queries = byHead((PtNDArray) parts.get(0), rows, time);
    PtNDArray keys = past.keys(layer, byHead((PtNDArray) parts.get(1), rows, time));
    PtNDArray values = past.values(layer, byHead((PtNDArray) parts.get(2), rows, time));
    PtNDArray shares = Scope.result(() -> shares(JniUtils.mul(queries, scale), keys, mask));
    PtNDArray mixed = JniUtils.permute(JniUtils.matmul(shares, values), new long[] {0, 2, 1, 3});
    return linear(
        weights,
        layer + "/attention/write",
        JniUtils.reshape(mixed, new long[] {rows, time, width}));
  }

  /** How much each token looks at each: the largest arrays of a pass. */
  private static PtNDArray shares(PtNDArray queries, PtNDArray keys, PtNDArray mask) {
    PtNDArray scores = JniUtils.matmul(queries, JniUtils.permute(keys, new long[] {0, 1, 3, 2}));
    PtNDArray masked = JniUtils.add(scores, mask);
    scores.close();
    return JniUtils.softmax(masked, 3, masked.getDataType());
  }

  private PtNDArray byHead(PtNDArray part, long rows, long time) {
    PtNDArray split = JniUtils.reshape(part, new long[] {rows, time, heads, width / heads});
    return JniUtils.permute(split, new long[] {0, 2, 1, 3});
  }

  private PtNDArray perceptron(Weights weights, int layer, PtNDArray flow) {
    PtNDArray normed = norm(weights, layer + "/perceptron/norm", flow);
    PtNDArray wide = JniUtils.gelu(linear(weights, layer + "/perceptron/read", normed));
    return linear(weights, layer + "/perceptron/write", wide);
  }

  private PtNDArray linear(Weights weights, String part, PtNDArray flow) {
    return JniUtils.linear(flow, weights.get(part + "/weight"), weights.get(part + "/bias"));
  }

  private PtNDArray norm(Weights weights, String part, PtNDArray flow) {
    return JniUtils.layerNorm(
        flow,
        new Shape(width),
        weights.get(part + "/scale"),
        weights.get(part + "/shift"),
        NORM_EPSILON);
  }

  /**
   * Logits of every next token.
   *
   * @param weights the parameters
   * @param hidden vectors of {@link #hidden}, n · width
   * @return n · vocabulary
   */
  PtNDArray logits(Weights weights, PtNDArray hidden) {
    PtNDArray predicted = JniUtils.slice(weights.get("tokens"), 0, 0, vocabulary, 1);
    return JniUtils.matmul(hidden, JniUtils.permute(predicted, new long[] {1, 0}));
  }
}
