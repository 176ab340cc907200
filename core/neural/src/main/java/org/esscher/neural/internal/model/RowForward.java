package org.esscher.neural.internal.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.neural.internal.network.Pass;

/**
 * One pass of a network over rows, and what its results mean: outputs are functions of a row's
 * results, in Java and float64, and so are the derivatives on the way back.
 */
abstract class RowForward implements Forward {
  private final Pass pass;
  private final InputColumns inputs;
  private final Batch batch;
  private final Columns columns;
  private final Map<String, Column> computed = new HashMap<>();

  /** A pass, which is handed over. */
  RowForward(Pass pass, InputColumns inputs, Batch batch, Columns columns) {
    this.pass = pass;
    this.inputs = inputs;
    this.batch = batch;
    this.columns = columns;
  }

  /** Computes an output, once. */
  abstract Column compute(String output);

  /**
   * Pulls an output's cotangents back.
   *
   * @param output the output
   * @param cotangents its cotangents
   * @param back cotangents of the network's results, to be added to
   * @param others cotangents of inputs that the network doesn't read, to be added to by name
   */
  abstract void pull(
      String output, double[] cotangents, double[] back, Map<String, double[]> others);

  /** The network's results, row by row. */
  final double[] results() {
    return pass.values();
  }

  final int rows() {
    return batch.rows();
  }

  final Batch batch() {
    return batch;
  }

  final Columns columns() {
    return columns;
  }

  @Override
  public final Column output(String name) {
    return computed.computeIfAbsent(name, this::compute);
  }

  @Override
  public final Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    double[] back = new double[results().length];
    Map<String, double[]> others = new HashMap<>();
    cotangents.forEach((output, given) -> pull(output, given.toArray(), back, others));
    Pass.Derivatives derivatives = pass.pullback(back, !wantedInputs.isEmpty());
    Map<String, Column> pulled = new HashMap<>();
    for (String input : wantedInputs) {
      pulled.put(input, cotangent(input, derivatives.inputs(), others));
    }
    return new Pullback(new ParameterGradient(derivatives.parameters()), pulled);
  }

  private Column cotangent(String input, double[] ofInputs, Map<String, double[]> others) {
    if (inputs.names().contains(input)) {
      return inputs.part(input, batch, ofInputs, columns);
    }
    double[] other = others.get(input);
    if (other == null) {
      throw EsscherException.user(
          "the outputs asked for have derivatives with respect to %s%s, but not to %s",
          inputs.names(), others.isEmpty() ? "" : " and " + others.keySet(), input);
    }
    return columns.shapedLike(batch.column(input), other);
  }

  @Override
  public final void close() {
    pass.close();
  }
}
