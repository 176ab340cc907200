package org.esscher.neural.internal.model;

import java.util.HashSet;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.network.Network;
import org.esscher.neural.internal.network.ParameterVector;
import org.esscher.neural.internal.network.Pass;

/** A network, or an ensemble of them, that gives numbers a row. */
class Critic extends RowModel {
  private final CriticShape shape;

  /**
   * A critic.
   *
   * @param network of members · components results a row
   * @param precision of the network
   * @param inputs what the network reads
   * @param shape of the results
   * @param parameters of the network
   */
  Critic(
      Network network,
      Precision precision,
      InputColumns inputs,
      CriticShape shape,
      ParameterVector parameters) {
    super(network, precision, inputs, parameters);
    this.shape = shape;
  }

  @Override
  public final Set<String> inputs() {
    Set<String> inputs = new HashSet<>(super.inputs());
    if (shape.choosesAction()) {
      inputs.add(shape.action());
    }
    return Set.copyOf(inputs);
  }

  @Override
  public final Set<String> outputs() {
    return shape.outputs();
  }

  @Override
  final RowForward forward(Pass pass, Batch batch, Set<String> outputs, Context context) {
    boolean needsAction = shape.choosesAction() && !outputs.equals(Set.of(shape.all()));
    int[] chosen =
        needsAction ? VectorColumn.indices(batch, shape.action(), shape.components()) : new int[0];
    return new CriticForward(pass, inputColumns(), batch, context.columns(), shape, chosen);
  }
}
