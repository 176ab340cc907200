package org.esscher.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.data.Arena;
import org.esscher.flight.FlightServing;
import org.esscher.runtime.Esscher;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Rows a second of rewards in this process, and of the same behind a local Flight server. */
@Command(
    name = "flight",
    mixinStandardHelpOptions = true,
    description =
        "Rows a second, and the time of one batch, of a reward in this process and of the same one"
            + " behind a Flight server on this machine.")
public final class FlightSpeed implements Callable<Integer> {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  @Option(names = "--rows", split = ",", description = "Sizes of batches.")
  List<Integer> sizes = List.of(1, 32, 1024, 65_536);

  @Option(names = "--rounds", description = "Measurements, after as many that warm up.")
  int rounds = 50;

  @SuppressWarnings("NullAway.Init") // set by picocli before call()
  @Spec
  CommandSpec spec;

  /** Made by {@link #main}. */
  public FlightSpeed() {}

  /**
   * Runs the measurement.
   *
   * @param args {@code --help} lists them
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new FlightSpeed()).execute(args));
  }

  @Override
  public Integer call() {
    Map<String, Map<String, ?>> rewards = new LinkedHashMap<>();
    // One does nothing but look at a number, the other reads some fifty letters.
    rewards.put("column", Map.of("column", "value"));
    rewards.put("verifier", Map.of("mode", "gsm8k"));
    try (Esscher host = Esscher.builder().classPath(getClass().getClassLoader()).build()) {
      rewards.forEach(
          (id, config) -> compare(host, id, host.component(RewardModelProvider.class, id, config)));
    }
    return 0;
  }

  private void compare(Esscher host, String id, RewardModelProvider provider) {
    try (FlightServing serving = FlightServing.of(host).serve(id, provider).start();
        Arena arena = host.arena("rows");
        RewardModel here = provider.create(host.context(arena, 1), null);
        RewardModel there =
            host.component(
                    RewardModelProvider.class,
                    "flight-reward",
                    Map.of("endpoint", "grpc://localhost:" + serving.port()))
                .create(host.context(arena, 1), null)) {
      for (int size : sizes) {
        Batch rows = rows(arena, size);
        measure(host, id + " in process", here, rows);
        measure(host, id + " over Flight", there, rows);
      }
    }
  }

  private static Batch rows(Arena arena, int size) {
    List<String> completions = new ArrayList<>();
    double[] values = new double[size];
    long[] answers = new long[size];
    for (int row = 0; row < size; row++) {
      completions.add("Twice " + row + " and the rest of it together make\nA: " + row);
      answers[row] = row % 2 == 0 ? row : -1;
      values[row] = row / 3.0;
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("completion", arena.texts(completions));
    columns.put("answer", arena.integers(answers));
    columns.put("value", arena.numbers(values));
    return arena.batch(columns);
  }

  /** Passes, the fastest of them, and the processor time of all threads that they take. */
  private void measure(Esscher host, String what, RewardModel model, Batch rows) {
    double fastest = Double.POSITIVE_INFINITY;
    long before = 0;
    for (int round = -rounds; round < rounds; round++) {
      if (round == 0) {
        before = PROCESS.getProcessCpuTime();
      }
      try (Arena call = host.arena("call")) {
        long start = System.nanoTime();
        try (Forward pass = model.forward(rows, Set.of("score"), host.context(call, 1))) {
          pass.output("score");
        }
        if (round >= 0) {
          fastest = Math.min(fastest, (System.nanoTime() - start) / 1e9);
        }
      }
    }
    double busy = (PROCESS.getProcessCpuTime() - before) / 1e9 / rounds;
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s, %d rows: %.3f ms at best, %.0f rows a second; %.3f ms of processor time on average%n",
        what,
        rows.rows(),
        1e3 * fastest,
        rows.rows() / fastest,
        1e3 * busy);
    out.flush();
  }
}
