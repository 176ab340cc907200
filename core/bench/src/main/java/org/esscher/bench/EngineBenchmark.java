package org.esscher.bench;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Loss and gradient of each objective over a million elements. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-opens=java.base/java.nio=ALL-UNNAMED",
      "--add-modules=jdk.incubator.vector"
    })
public class EngineBenchmark {
  /** The objective. */
  @Param({
    "ppo_clip_k3",
    "grpo",
    "soft_pg",
    "dpo",
    "f_dpo_js",
    "ipo",
    "reinforce_loo",
    "f_dpg_js",
    "dr"
  })
  public String objective = "";

  /** Threads that compute. */
  @Param({"1", "2"})
  public int threads;

  /** Whether the rows of token columns differ in length. */
  @Param({"false", "true"})
  public boolean ragged;

  /** Whether to do without kernels. */
  @Param({"false", "true"})
  public boolean portable;

  private EsscherSide side;

  /** Made by JMH. */
  @SuppressWarnings("NullAway.Init") // JMH calls open() before anything else
  public EngineBenchmark() {}

  /** Makes the batch. */
  @Setup(Level.Trial)
  public void open() {
    Workload workload = new Workloads(2048, 512, ragged).named(objective);
    side = new EsscherSide(Objects.requireNonNull(workload), threads, portable);
    side.settle();
  }

  /** Frees it. */
  @TearDown(Level.Trial)
  public void close() {
    side.close();
  }

  /**
   * Value and gradient.
   *
   * @return the value
   */
  @Benchmark
  public double lossAndGradient() {
    return side.estimate();
  }
}
