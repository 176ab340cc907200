package org.esscher.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
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
  @Option(names = "--rows", split = ",", description = "Sizes of batches.")
  List<Integer> sizes = List.of(1, 32, 1024, 65_536);

  @Option(names = "--rounds", description = "Measurements, after as many that warm up.")
  int rounds = 15;

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
          (id, config) ->
              compare(host, id, host.component(RewardModelProvider.class, id, config)));
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
        print(id, "in process", size, seconds(host, here, rows));
        print(id, "over Flight", size, seconds(host, there, rows));
      }
    }
  }

  private static Batch rows(Arena arena, int size) {
    List<String> completions = new ArrayList<>();
    double[] values = new double[size];
    long[] answers = new long[size];
    for (int row = 0; row < size; row++) {
      completions.add("Twice " + row + " and the rest of it together make\nA: " + row);
      answers[row] = row - row % 2;
      values[row] = row / 3.0;
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("completion", arena.texts(completions));
    columns.put("answer", arena.integers(answers));
    columns.put("value", arena.numbers(values));
    return arena.batch(columns);
  }

  /** The median time of a pass. */
  private double seconds(Esscher host, RewardModel model, Batch rows) {
    double[] elapsed = new double[rounds];
    for (int round = -rounds; round < rounds; round++) {
      try (Arena call = host.arena("call")) {
        long start = System.nanoTime();
        try (Forward pass = model.forward(rows, Set.of("score"), host.context(call, 1))) {
          pass.output("score");
        }
        if (round >= 0) {
          elapsed[round] = (System.nanoTime() - start) / 1e9;
        }
      }
    }
    Arrays.sort(elapsed);
    return elapsed[rounds / 2];
  }

  private void print(String id, String where, int size, double seconds) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s %s, %d rows: %.3f ms, %.0f rows a second%n",
        id,
        where,
        size,
        1e3 * seconds,
        size / seconds);
    out.flush();
  }
}
