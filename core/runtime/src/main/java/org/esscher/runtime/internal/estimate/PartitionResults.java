package org.esscher.runtime.internal.estimate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.esscher.api.Combiner;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Estimate.Quantity;
import org.esscher.api.Loss;
import org.esscher.api.State;
import org.esscher.runtime.internal.wire.Wire;
import org.jspecify.annotations.Nullable;

/** What partitions give after a round: numbers to exchange, or what they found. */
public final class PartitionResults {
  /** What a result begins with: what it holds. */
  private static final byte EXCHANGE = 0;

  private static final byte VALUES = 1;
  private static final byte SUMS = 2;
  private static final byte UNDIVIDED = 3;

  private PartitionResults() {}

  /**
   * Numbers to exchange.
   *
   * @param own a partition's
   * @return for {@link #exchanged}
   */
  public static byte[] exchange(double[] own) {
    return Wire.bytes(
        out -> {
          out.writeByte(EXCHANGE);
          Wire.writeNumbers(out, own);
        });
  }

  /**
   * That it can't be computed in partitions after all.
   *
   * @return for {@link #isUndivided}
   */
  public static byte[] undivided() {
    return new byte[] {UNDIVIDED};
  }

  /**
   * Whether a partition says that it can't be computed in partitions.
   *
   * @param results of a round
   * @return true where the caller is to compute it with all rows
   */
  public static boolean isUndivided(List<byte[]> results) {
    return results.stream().anyMatch(result -> result[0] == UNDIVIDED);
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
    return new Finished(found.estimate(), roles).toBytes();
  }

  /**
   * What finished partitions found.
   *
   * @param estimate the same in all of them: values of all rows
   * @param roles what adds up over partitions
   */
  private record Finished(Estimate estimate, Map<String, RoleSums> roles) {
    byte[] toBytes() {
      return Wire.bytes(
          out -> {
            out.writeByte(roles.isEmpty() ? VALUES : SUMS);
            writeEstimate(out, estimate);
            out.writeInt(roles.size());
            for (Map.Entry<String, RoleSums> role : roles.entrySet()) {
              Wire.writeText(out, role.getKey());
              role.getValue().write(out);
            }
          });
    }

    static Finished read(byte[] result) {
      return Wire.read(
          result,
          in -> {
            in.readByte();
            Estimate estimate = readEstimate(in);
            Map<String, RoleSums> roles = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
              roles.put(Wire.readText(in), RoleSums.read(in));
            }
            return new Finished(estimate, roles);
          });
    }

    /** Takes over the sums of other partitions. */
    void add(Finished others) {
      others.roles.forEach((role, sums) -> Objects.requireNonNull(roles.get(role)).add(sums));
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

  /**
   * What was exchanged in a round, if it ended so.
   *
   * @param results of all partitions, in order
   * @return by partition; null when the call is finished
   */
  public static double @Nullable [][] exchanged(List<byte[]> results) {
    List<double[]> numbers = new ArrayList<>();
    for (byte[] result : results) {
      Optional<double[]> own =
          Wire.read(
              result,
              in ->
                  in.readByte() == EXCHANGE ? Optional.of(Wire.readNumbers(in)) : Optional.empty());
      own.ifPresent(numbers::add);
    }
    if (!numbers.isEmpty() && numbers.size() < results.size()) {
      throw new EsscherException(
          ErrorCode.HOST,
          "partitions that compute the same thing came to different places; run it with the engine 'local', and tell us",
          null);
    }
    return numbers.isEmpty() ? null : numbers.toArray(double[][]::new);
  }

  /**
   * Whether a result holds sums that can be put together before they are joined.
   *
   * @param result of a partition
   * @return true for gradients; false for numbers to exchange and for values
   */
  public static boolean holdsSums(byte[] result) {
    return result[0] == SUMS;
  }

  /**
   * Puts the sums of partitions together, in whatever order, to the same bits in the end.
   *
   * @param some a result that holds sums, of one partition or several
   * @param others of other partitions
   * @return a result of all these partitions, of the size of one
   */
  public static byte[] merge(byte[] some, byte[] others) {
    Finished merged = Finished.read(some);
    merged.add(Finished.read(others));
    return merged.toBytes();
  }

  /**
   * Puts together what partitions found.
   *
   * @param results of all partitions, each in one of them
   * @param combiners the estimator's, by role
   * @return values, the next state, gradients of sums by role
   */
  public static Differentiated join(List<byte[]> results, Map<String, Combiner> combiners) {
    Finished whole = Finished.read(results.get(0));
    results.subList(1, results.size()).forEach(next -> whole.add(Finished.read(next)));
    Map<String, RoleGradient> gradients = new LinkedHashMap<>();
    whole.roles().forEach((role, sums) -> gradients.put(role, sums.gradient(combiners)));
    return new Differentiated(whole.estimate(), gradients);
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
