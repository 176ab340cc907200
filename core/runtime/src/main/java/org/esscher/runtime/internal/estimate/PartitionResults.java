package org.esscher.runtime.internal.estimate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.esscher.api.Combiner;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Estimate.Quantity;
import org.esscher.api.Loss;
import org.esscher.api.State;
import org.esscher.runtime.internal.expression.Exchange;
import org.esscher.runtime.internal.expression.ShardTree;
import org.esscher.runtime.internal.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What partitions give after a round: numbers of their shards to exchange, or what they found, or
 * that they can't. That of several partitions merges, in any order, to the same bits in the end.
 */
public final class PartitionResults {
  /** What a result begins with: what it holds. */
  private static final byte EXCHANGE = 0;

  private static final byte FINISHED = 1;
  private static final byte UNDIVIDED = 2;

  private final @Nullable ShardTree exchange;
  private final @Nullable Finished finished;

  private PartitionResults(@Nullable ShardTree exchange, @Nullable Finished finished) {
    this.exchange = exchange;
    this.finished = finished;
  }

  /**
   * Numbers to exchange.
   *
   * @param own a partition's
   * @return for {@link #of}
   */
  public static byte[] exchange(ShardTree own) {
    return new PartitionResults(own, null).toBytes();
  }

  /**
   * That it can't be computed in partitions after all.
   *
   * @return for {@link #of}
   */
  public static byte[] cantDivide() {
    return new PartitionResults(null, null).toBytes();
  }

  static byte[] finished(Differentiated found, Function<@Nullable Combiner, String> combined) {
    Map<String, RoleSums> roles = new LinkedHashMap<>();
    found
        .gradients()
        .forEach(
            (role, gradient) -> {
              Map<String, ShardGradient> byLoss = new TreeMap<>();
              gradient.byLoss().forEach((loss, sum) -> byLoss.put(loss, (ShardGradient) sum));
              String combiner = combined.apply(gradient.combiner());
              roles.put(role, new RoleSums(byLoss, gradient.weight(), combiner));
            });
    return new PartitionResults(null, new Finished(found.estimate(), roles)).toBytes();
  }

  /**
   * Puts the results of some partitions together.
   *
   * @param results at least one, of one partition each or {@linkplain #merge merged}
   * @return of all these partitions
   * @throws EsscherException (HOST) when some are finished and others are not
   */
  public static PartitionResults of(List<byte[]> results) {
    PartitionResults all = read(results.get(0));
    for (byte[] next : results.subList(1, results.size())) {
      all = all.with(read(next));
    }
    return all;
  }

  /**
   * Puts two results together, in whatever order.
   *
   * @param some of one partition or several
   * @param others of other partitions
   * @return a result of all these partitions, hardly larger than one of them
   * @throws EsscherException as for {@link #of}
   */
  public static byte[] merge(byte[] some, byte[] others) {
    return of(List.of(some, others)).toBytes();
  }

  private PartitionResults with(PartitionResults others) {
    if (undivided() || others.undivided()) {
      return new PartitionResults(null, null);
    }
    if (exchange != null && others.exchange != null) {
      exchange.add(others.exchange);
    } else if (finished != null && others.finished != null) {
      finished.add(others.finished);
    } else {
      throw Exchange.apart();
    }
    return this;
  }

  /**
   * Whether a partition says that it can't be computed in partitions.
   *
   * @return true where the caller is to compute it with all rows
   */
  public boolean undivided() {
    return exchange == null && finished == null;
  }

  /**
   * What is exchanged, if the round ended so.
   *
   * @return what all shards of these partitions give, for {@link Exchange#reduce}; null when they
   *     are finished
   */
  public double @Nullable [] total() {
    return exchange == null ? null : exchange.total();
  }

  /**
   * What finished partitions found.
   *
   * @param combiners the estimator's, by role
   * @return values, the next state, gradients of sums by role
   */
  public Differentiated found(Map<String, Combiner> combiners) {
    return Objects.requireNonNull(finished).differentiated(combiners);
  }

  private byte[] toBytes() {
    return Wire.bytes(
        out -> {
          if (exchange != null) {
            out.writeByte(EXCHANGE);
            exchange.write(out);
          } else if (finished != null) {
            out.writeByte(FINISHED);
            finished.write(out);
          } else {
            out.writeByte(UNDIVIDED);
          }
        });
  }

  private static PartitionResults read(byte[] result) {
    return Wire.read(
        result,
        in ->
            switch (in.readByte()) {
              case EXCHANGE -> new PartitionResults(ShardTree.read(in), null);
              case FINISHED -> new PartitionResults(null, Finished.read(in));
              default -> new PartitionResults(null, null);
            });
  }

  /**
   * What finished partitions found.
   *
   * @param estimate the same in all of them: values of all rows
   * @param roles what adds up over partitions
   */
  private record Finished(Estimate estimate, Map<String, RoleSums> roles) {
    void write(DataOutputStream out) throws IOException {
      writeEstimate(out, estimate);
      out.writeInt(roles.size());
      for (Map.Entry<String, RoleSums> role : roles.entrySet()) {
        Wire.writeText(out, role.getKey());
        role.getValue().write(out);
      }
    }

    static Finished read(DataInputStream in) throws IOException {
      Estimate estimate = readEstimate(in);
      Map<String, RoleSums> roles = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        roles.put(Wire.readText(in), RoleSums.read(in));
      }
      return new Finished(estimate, roles);
    }

    /** Takes over the sums of other partitions. */
    void add(Finished others) {
      others.roles.forEach((role, sums) -> Objects.requireNonNull(roles.get(role)).add(sums));
    }

    Differentiated differentiated(Map<String, Combiner> combiners) {
      Map<String, RoleGradient> gradients = new LinkedHashMap<>();
      roles.forEach((role, sums) -> gradients.put(role, sums.gradient(combiners)));
      return new Differentiated(estimate, gradients);
    }
  }

  /**
   * Gradients of a role's losses, as {@link RoleGradient}.
   *
   * @param byLoss over some shards
   * @param weight of all rows
   * @param combiner the role that declares it, or empty
   */
  private record RoleSums(Map<String, ShardGradient> byLoss, double weight, String combiner) {
    void write(DataOutputStream out) throws IOException {
      out.writeDouble(weight);
      Wire.writeText(out, combiner);
      out.writeInt(byLoss.size());
      for (Map.Entry<String, ShardGradient> loss : byLoss.entrySet()) {
        Wire.writeText(out, loss.getKey());
        loss.getValue().write(out);
      }
    }

    static RoleSums read(DataInputStream in) throws IOException {
      double weight = in.readDouble();
      String combiner = Wire.readText(in);
      Map<String, ShardGradient> byLoss = new LinkedHashMap<>();
      for (int losses = in.readInt(); losses > 0; losses--) {
        byLoss.put(Wire.readText(in), ShardGradient.read(in));
      }
      return new RoleSums(byLoss, weight, combiner);
    }

    void add(RoleSums others) {
      others.byLoss.forEach((loss, sum) -> Objects.requireNonNull(byLoss.get(loss)).add(sum));
    }

    RoleGradient gradient(Map<String, Combiner> combiners) {
      return new RoleGradient(new LinkedHashMap<>(byLoss), weight, combiners.get(combiner));
    }
  }

  private static void writeEstimate(DataOutputStream out, Estimate estimate) throws IOException {
    out.writeInt(estimate.losses().size());
    for (Map.Entry<String, LossEstimate> loss : estimate.losses().entrySet()) {
      Wire.writeText(out, loss.getKey());
      out.writeDouble(loss.getValue().value());
      out.writeDouble(loss.getValue().weight());
      out.writeDouble(loss.getValue().standardError());
      Wire.writeText(out, loss.getValue().kind().name());
    }
    out.writeInt(estimate.statistics().size());
    for (Map.Entry<String, Quantity> quantity : estimate.statistics().entrySet()) {
      Wire.writeText(out, quantity.getKey());
      out.writeDouble(quantity.getValue().value());
      out.writeDouble(quantity.getValue().standardError());
    }
    out.writeInt(estimate.metrics().size());
    for (Map.Entry<String, Double> metric : estimate.metrics().entrySet()) {
      Wire.writeText(out, metric.getKey());
      out.writeDouble(metric.getValue());
    }
    Wire.writeState(out, estimate.state());
  }

  private static Estimate readEstimate(DataInputStream in) throws IOException {
    Map<String, LossEstimate> losses = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      losses.put(
          Wire.readText(in),
          new LossEstimate(
              in.readDouble(),
              in.readDouble(),
              in.readDouble(),
              Loss.Kind.valueOf(Wire.readText(in)),
              Map.of()));
    }
    Map<String, Quantity> statistics = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      statistics.put(Wire.readText(in), new Quantity(in.readDouble(), in.readDouble()));
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      metrics.put(Wire.readText(in), in.readDouble());
    }
    State state = Wire.readState(in);
    return new Estimate(losses, statistics, metrics, Map.of(), state);
  }
}
