package org.esscher.neural.internal.model;

import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.InputGradient;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.network.Network;
import org.esscher.neural.internal.network.ParameterVector;
import org.esscher.neural.internal.network.Pass;

/** A model that applies a network row by row. */
abstract class RowModel extends NetworkModel implements InputGradient {
  private final Network network;
  private final Precision precision;
  private final InputColumns inputs;

  RowModel(Network network, Precision precision, InputColumns inputs, ParameterVector parameters) {
    super(parameters);
    this.network = network;
    this.precision = precision;
    this.inputs = inputs;
  }

  /** Reads what else the outputs need, and makes sense of the pass. */
  abstract RowForward forward(Pass pass, Batch batch, Set<String> outputs, Context context);

  final InputColumns inputColumns() {
    return inputs;
  }

  /** A pass over some rows; the caller closes it. */
  final Pass pass(Batch batch) {
    return Pass.of(network, precision, numbers(), inputs.read(batch), inputs.width());
  }

  @Override
  public Set<String> inputs() {
    return inputs.set();
  }

  @Override
  public Set<String> differentiableInputs() {
    return inputs.set();
  }

  @Override
  public final Forward forward(Batch batch, Set<String> outputs, Context context) {
    requireOutputs(outputs);
    Pass pass = pass(batch);
    try {
      return forward(pass, batch, outputs, context);
    } catch (RuntimeException e) {
      pass.close();
      throw e;
    }
  }
}
