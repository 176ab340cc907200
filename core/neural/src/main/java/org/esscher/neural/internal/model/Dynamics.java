package org.esscher.neural.internal.model;

import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.network.BoundedGaussians;
import org.esscher.neural.internal.network.ParameterVector;
import org.esscher.neural.internal.network.Pass;

/** An ensemble of Gaussians of what comes next. */
final class Dynamics extends RowModel {
  private static final Set<String> OUTPUTS =
      Set.of("mean", "log_var", "mean_members", "log_var_members", "bound_penalty");

  private final BoundedGaussians network;
  private final String member;

  Dynamics(
      BoundedGaussians network,
      Precision precision,
      InputColumns inputs,
      String member,
      ParameterVector parameters) {
    super(network, precision, inputs, parameters);
    this.network = network;
    this.member = member;
  }

  @Override
  public Set<String> outputs() {
    return OUTPUTS;
  }

  @Override
  RowForward forward(Pass pass, Batch batch, Set<String> outputs, Context context) {
    boolean chooses = outputs.contains("mean") || outputs.contains("log_var");
    int[] chosen = chooses ? chosen(batch) : new int[0];
    return new DynamicsForward(pass, inputColumns(), batch, context.columns(), network, chosen);
  }

  private int[] chosen(Batch batch) {
    if (network.members() == 1) {
      return new int[batch.rows()];
    }
    if (!batch.has(member)) {
      throw EsscherException.data(
          "mean and log_var are a member's, and the column '%s', the number of each row's member, is"
              + " missing; add it, or ask for mean_members and log_var_members",
          member);
    }
    return VectorColumn.indices(batch, member, network.members());
  }
}
