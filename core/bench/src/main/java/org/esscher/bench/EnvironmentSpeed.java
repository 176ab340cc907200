package org.esscher.bench;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Space;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Steps a second of an environment under a random policy, one environment a thread. */
@Command(
    name = "environments",
    mixinStandardHelpOptions = true,
    description =
        "Steps a second of an environment whose numbered actions are drawn uniformly; copies whose"
            + " episode ended are reset. One environment a thread.")
public final class EnvironmentSpeed implements Callable<Integer> {
  @Option(names = "--environment", description = "Its id.")
  String id = "cart-pole";

  @Option(names = "--copies", description = "Copies side by side in each thread.")
  int copies = 1024;

  @Option(names = "--steps", description = "Steps of every copy in a measurement.")
  int steps = 2000;

  @Option(names = "--rounds", description = "Measurements, after as many that warm up.")
  int rounds = 5;

  @Option(names = "--threads", split = ",", description = "Numbers of threads.")
  List<Integer> threads = List.of(1, 2);

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  CommandSpec spec;

  /** Made by {@link #main}. */
  public EnvironmentSpeed() {}

  /**
   * Runs the measurement.
   *
   * @param args {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new EnvironmentSpeed()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    for (int count : threads) {
      double[] elapsed = new double[rounds];
      double[] busy = new double[rounds];
      for (int round = -rounds; round < rounds; round++) {
        long start = System.nanoTime();
        double processor = played(count, round);
        if (round >= 0) {
          elapsed[round] = (System.nanoTime() - start) / 1e9;
          busy[round] = processor / 1e9 / count;
        }
      }
      double millions = count * (double) copies * steps / 1e6;
      out.printf(
          Locale.ROOT,
          "%s, %d copies a thread, %d thread(s): %.2f million steps a second, %.2f a second of"
              + " processor time of each thread%n",
          id,
          copies,
          count,
          millions / median(elapsed),
          millions / median(busy));
      out.flush();
    }
    return 0;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** Plays on some threads; the sum of their processor times in nanoseconds. */
  private double played(int count, int round) throws InterruptedException {
    List<Thread> all = new ArrayList<>();
    AtomicLong processor = new AtomicLong();
    for (int i = 0; i < count; i++) {
      long seed = 31L * round + i;
      all.add(new Thread(() -> processor.addAndGet(play(seed)), "environment-" + i));
    }
    all.forEach(Thread::start);
    for (Thread thread : all) {
      thread.join();
    }
    return processor.get();
  }

  /** The processor time that the steps took. */
  private long play(long seed) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    try (Esscher host = Esscher.builder().classPath(getClass().getClassLoader()).build();
        Arena whole = host.arena("environment");
        Environment environment =
            host.component(EnvironmentProvider.class, id, Map.of())
                .create(copies, new BenchContext(whole, random))) {
      environment.reset(IntStream.range(0, copies).toArray(), new BenchContext(whole, random));
      int actions =
          environment.actionSpace(environment.players().get(0)).orElseThrow()
                  instanceof Space.Discrete numbered
              ? numbered.count()
              : 0;
      long start = clock.getCurrentThreadCpuTime();
      for (int step = 0; step < steps; step++) {
        try (Arena arena = whole.child("step")) {
          Context context = new BenchContext(arena, random);
          Column drawn = arena.integers(random.longs(copies, 0, actions).toArray());
          Batch answer = environment.step(arena.batch(Map.of("action", drawn)), context);
          reset(environment, answer, context);
        }
      }
      return clock.getCurrentThreadCpuTime() - start;
    }
  }

  private void reset(Environment environment, Batch answer, Context context) {
    Column terminated = answer.column("terminated");
    Column truncated = answer.column("truncated");
    int[] ended = new int[copies];
    int count = 0;
    for (int copy = 0; copy < copies; copy++) {
      if (terminated.at(copy) + truncated.at(copy) > 0) {
        ended[count++] = copy;
      }
    }
    environment.reset(Arrays.copyOf(ended, count), context);
  }
}
