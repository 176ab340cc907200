package org.esscher.runtime.internal.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Model;
import org.esscher.data.Arena;
import org.esscher.data.PortionReader;
import org.esscher.data.StoredRows;
import org.esscher.runtime.internal.estimate.PartitionCall;
import org.esscher.runtime.internal.estimate.Portion;
import org.esscher.runtime.internal.estimate.RepeatedExchange;
import org.esscher.runtime.internal.progress.PassProgress;
import org.esscher.runtime.internal.wire.Wire;
import org.esscher.runtime.internal.wiring.CallContext;
import org.esscher.runtime.internal.wiring.HostServices;

/** Some consecutive pieces of a stored log, gone through in order, one of them in memory. */
final class LogPartition {
  private final HostServices services;
  private final StoredRows log;
  private final int first;
  private final int end;
  private final PassProgress progress;

  /**
   * A partition.
   *
   * @param services the host's parts
   * @param log the rows
   * @param first of the pieces
   * @param end one past the last
   * @param progress counts their rows
   */
  LogPartition(HostServices services, StoredRows log, int first, int end, PassProgress progress) {
    this.services = services;
    this.log = log;
    this.first = first;
    this.end = end;
    this.progress = progress;
  }

  /**
   * Does one pass.
   *
   * @param policy used by no other thread meanwhile
   * @param pass what is done
   * @return what each piece gave, in order
   */
  List<byte[]> run(Model policy, LogPass pass) {
    RandomGenerator random = CallContext.generator(pass.seed());
    // Folds are drawn row by row, whoever has the rows.
    random.ints(Pieces.start(first), 0, OffPolicyEvaluation.FOLDS).forEach(ignored -> {});
    List<byte[]> found = new ArrayList<>();
    try (Arena arena = services.arena().child("partition of " + log.name());
        PortionReader reader = new PortionReader(log, arena, Pieces.start(first))) {
      for (int piece = first; piece < end; piece++) {
        try (Arena own = arena.child("piece")) {
          int rows = Pieces.end(piece, (int) log.rows()) - Pieces.start(piece);
          int[] fold = random.ints(rows, 0, OffPolicyEvaluation.FOLDS).toArray();
          found.add(of(piece, reader.next(rows, own), fold, policy, pass, own));
        }
      }
    }
    return found;
  }

  private byte[] of(int piece, Batch rows, int[] fold, Model policy, LogPass pass, Arena arena) {
    Context context = context(pass, arena);
    LogPass.Estimation estimation = pass.estimation();
    boolean tabled = estimation != null && pass.tabled();
    // What comes last of what takes long counts the rows.
    IntConsumer counted = tabled ? ignored -> {} : progress::through;
    Batch filled =
        rows.with(
            "logp",
            OffPolicyEvaluation.logp(policy, rows, arena, part -> context(pass, part), counted));
    double[] weights = WeightSums.weights(filled, Pieces.start(piece));
    if (estimation == null) {
      return FirstLook.of(rows, weights, fold, pass.tabled()).toBytes();
    }
    PolicyMass mass = new PolicyMass(OffPolicyEvaluation.FOLDS);
    if (tabled) {
      RewardTable table =
          new RewardTable(
              policy.as(Enumerable.class).orElseThrow(),
              rows,
              0,
              rows.rows(),
              fold,
              OffPolicyEvaluation.FOLDS,
              new ActionMeans(estimation.sums()),
              arena,
              part -> context(pass, part),
              progress::through);
      mass = table.mass();
      filled =
          filled
              .with("q_pred", arena.numbers(table.predicted()))
              .with("value_pred", arena.numbers(table.expected()));
    }
    Map<String, Batch> slots = Map.of("log", filled);
    byte[] result =
        RepeatedExchange.compute(
            piece,
            estimation.known(),
            exchange ->
                PartitionCall.read(estimation.call(), context)
                    .run(
                        services.estimation(),
                        slots,
                        null,
                        context,
                        Portion.of(exchange, Map.of("log", Pieces.firstShard(piece)))));
    if (!estimation.first()) {
      return result;
    }
    WeightSums sums = WeightSums.of(weights, 0, weights.length, estimation.largest());
    PolicyMass summed = mass;
    return Wire.bytes(
        out -> {
          sums.write(out);
          summed.write(out);
          out.write(result);
        });
  }

  private Context context(LogPass pass, Arena arena) {
    return new CallContext(
        arena, pass.seed(), CallContext.NO_ROLES, services.components(), "evaluate");
  }
}
