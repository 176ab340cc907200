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
import org.esscher.api.Gradient;
import org.esscher.api.Loss;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/** What partitions give after a round: numbers to exchange, or what they found. */
public final class PartitionResults {
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
          out.writeBoolean(false);
          Wire.writeNumbers(out, own);
        });
  }

  static byte[] finished(Differentiated found, Function<@Nullable Combiner, String> combined) {
    return Wire.bytes(
        out -> {
          out.writeBoolean(true);
          writeEstimate(out, found.estimate());
          out.writeInt(found.gradients().size());
          for (Map.Entry<String, RoleGradient> role : found.gradients().entrySet()) {
            Wire.writeText(out, role.getKey());
            out.writeDouble(role.getValue().weight());
            Wire.writeText(out, combined.apply(role.getValue().combiner()));
            writeGradients(out, role.getValue().byLoss());
          }
        });
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

  private static void writeGradients(DataOutputStream out, Map<String, Gradient> byLoss)
      throws IOException {
    out.writeInt(byLoss.size());
    for (Map.Entry<String, Gradient> loss : byLoss.entrySet()) {
      Wire.writeText(out, loss.getKey());
      Map<Integer, List<double[]>> byPass = ((ShardGradient) loss.getValue()).byPass();
      out.writeInt(byPass.size());
      for (Map.Entry<Integer, List<double[]>> pass : byPass.entrySet()) {
        out.writeInt(pass.getKey());
        out.writeInt(pass.getValue().size());
        for (double[] shard : pass.getValue()) {
          Wire.writeNumbers(out, shard);
        }
      }
    }
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
              in -> in.readBoolean() ? Optional.empty() : Optional.of(Wire.readNumbers(in)));
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
   * Puts together what partitions found.
   *
   * @param results of all partitions, in order
   * @param combiners the estimator's, by role
   * @return values, the next state, gradients of sums by role
   */
  public static Differentiated join(List<byte[]> results, Map<String, Combiner> combiners) {
    Differentiated whole = read(results.get(0), combiners);
    for (byte[] next : results.subList(1, results.size())) {
      whole = followedBy(whole, read(next, combiners));
    }
    return whole;
  }

  private static Differentiated followedBy(Differentiated first, Differentiated next) {
    Map<String, RoleGradient> gradients = new LinkedHashMap<>();
    first
        .gradients()
        .forEach(
            (role, gradient) -> {
              Map<String, Gradient> byLoss = new TreeMap<>();
              RoleGradient more = Objects.requireNonNull(next.gradients().get(role));
              gradient
                  .byLoss()
                  .forEach(
                      (loss, shards) ->
                          byLoss.put(
                              loss,
                              ((ShardGradient) shards)
                                  .followedBy(
                                      (ShardGradient)
                                          Objects.requireNonNull(more.byLoss().get(loss)))));
              gradients.put(role, new RoleGradient(byLoss, gradient.weight(), gradient.combiner()));
            });
    // Values of all rows are the same in all partitions.
    return new Differentiated(first.estimate(), gradients);
  }

  private static Differentiated read(byte[] result, Map<String, Combiner> combiners) {
    return Wire.read(
        result,
        in -> {
          in.readBoolean();
          Estimate estimate = readEstimate(in);
          Map<String, RoleGradient> gradients = new LinkedHashMap<>();
          for (int left = in.readInt(); left > 0; left--) {
            String role = Wire.readText(in);
            double weight = in.readDouble();
            Combiner combiner = combiners.get(Wire.readText(in));
            gradients.put(role, new RoleGradient(readGradients(in), weight, combiner));
          }
          return new Differentiated(estimate, gradients);
        });
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

  private static Map<String, Gradient> readGradients(DataInputStream in) throws IOException {
    Map<String, Gradient> byLoss = new LinkedHashMap<>();
    for (int losses = in.readInt(); losses > 0; losses--) {
      String loss = Wire.readText(in);
      Map<Integer, List<double[]>> byPass = new LinkedHashMap<>();
      for (int passes = in.readInt(); passes > 0; passes--) {
        int pass = in.readInt();
        List<double[]> shards = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          shards.add(Wire.readNumbers(in));
        }
        byPass.put(pass, shards);
      }
      byLoss.put(loss, ShardGradient.of(byPass));
    }
    return byLoss;
  }
}
