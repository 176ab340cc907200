package org.esscher.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.runtime.internal.run.Cluster;
import org.esscher.runtime.internal.run.HostDescription;
import scala.reflect.ClassTag;

/**
 * Partitions on the executors of a Spark context. Each partition's rows are one broadcast, so that
 * an executor fetches those that it works on, once, and another can fetch them again when it is
 * lost; each round is one job of as many tasks. Plugins travel as a broadcast too.
 */
final class SparkCluster implements Cluster {
  /** Partitions from which on Spark's tree has a level between them and the driver. */
  private static final int TREE = 6;

  /** Tells apart the clusters of one process. */
  private static final AtomicLong SERIAL = new AtomicLong();

  private final JavaSparkContext context;
  private final boolean owned;
  private final int partitions;
  private final ExecutorHost host;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, List<Broadcast<byte[]>>> kept = new HashMap<>();

  /** Whether a job ended before all of its tasks did. */
  private boolean failed;

  SparkCluster(
      JavaSparkContext context,
      boolean owned,
      int partitions,
      byte[] plugins,
      HostDescription description) {
    this.context = context;
    this.owned = owned;
    this.partitions = partitions > 0 ? partitions : context.defaultParallelism();
    this.host =
        new ExecutorHost(
            context.sc().applicationId() + "-" + SERIAL.incrementAndGet(),
            context.broadcast(plugins),
            description);
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public long number() {
    return numbers.incrementAndGet();
  }

  @Override
  public List<byte[]> round(long rows, Supplier<List<byte[]>> cut, byte[] work, IntConsumer done) {
    GatheredAnswers gathered = new GatheredAnswers(done);
    try {
      return answers(rows, cut, work, answers -> collected(answers, gathered));
    } catch (EsscherException e) {
      // What the follower threw, rather than what Spark makes of it.
      gathered.raise();
      throw e;
    }
  }

  /** As Spark's own collecting does it, but for telling which are there. */
  private List<PartitionAnswer> collected(
      JavaRDD<PartitionAnswer> answers, GatheredAnswers gathered) {
    context
        .sc()
        .runJob(answers.rdd(), new OnlyAnswer(), gathered, ClassTag.apply(PartitionAnswer.class));
    return gathered.all();
  }

  @Override
  public List<byte[]> reduce(long rows, Supplier<List<byte[]>> cut, byte[] work) {
    return answers(rows, cut, work, this::reduced);
  }

  /** Where executors are threads of this process, their tree has nothing to save. */
  private List<PartitionAnswer> reduced(JavaRDD<PartitionAnswer> answers) {
    return context.isLocal() || answers.getNumPartitions() < TREE
        ? answers.collect()
        : List.of(answers.treeReduce(PartitionAnswer::merge));
  }

  private List<byte[]> answers(
      long rows,
      Supplier<List<byte[]>> cut,
      byte[] work,
      Function<JavaRDD<PartitionAnswer>, List<PartitionAnswer>> collected) {
    List<Broadcast<byte[]>> shipped =
        kept.computeIfAbsent(
            rows,
            ignored -> {
              List<Broadcast<byte[]>> parts = new ArrayList<>();
              cut.get().forEach(part -> parts.add(context.broadcast(part)));
              return parts;
            });
    Broadcast<byte[]> task = context.broadcast(work);
    try {
      List<Integer> indices = IntStream.range(0, shipped.size()).boxed().toList();
      JavaRDD<PartitionAnswer> answers =
          context.parallelize(indices, indices.size()).map(new PartitionRound(host, shipped, task));
      return collected.apply(answers).stream().map(PartitionAnswer::bytes).toList();
    } catch (EsscherException e) {
      throw e;
    } catch (Exception e) {
      failed = true;
      // Spark throws its checked exceptions without declaring them.
      throw failure(e);
    } finally {
      if (!context.sc().isStopped()) {
        task.destroy();
      }
    }
  }

  private static EsscherException failure(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new EsscherException(
        ErrorCode.RESOURCES,
        (e instanceof SparkException ? "Spark gave up: " : "Spark failed: ")
            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
            + "; the run's last checkpoint is good: go on with --resume",
        e);
  }

  @Override
  public void forget(long rows) {
    List<Broadcast<byte[]>> parts = kept.remove(rows);
    if (parts != null && !context.sc().isStopped()) {
      parts.forEach(Broadcast::destroy);
    }
  }

  @Override
  public void close() {
    try {
      List.copyOf(kept.keySet()).forEach(this::forget);
    } finally {
      closeHost();
    }
  }

  /**
   * The host of this process, where the executors are threads of it, as with master local[…]. Tasks
   * of a job that failed go on there; no more begin once the context is stopped.
   */
  private void closeHost() {
    try {
      if (owned) {
        context.stop();
      }
    } finally {
      host.close(failed && !owned);
    }
  }
}
